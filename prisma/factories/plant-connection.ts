import 'server-only'
import { randomUUID } from 'node:crypto'
import { keyedHash, seal } from '@/lib/crypto/seal'
import { pool } from '@/lib/db/client'
import { readCertificate } from '@/lib/saml/certificates'
import { credentialContext } from '@/lib/sso/sealed-places'
import { makeSamlKey, type SamlKey } from './saml-peer'

interface OidcConnection {
  tenantId: string
  name?: string
  issuer?: string
  clientId?: string
  secret?: string
}

/** A connection to an OpenID provider with its secret, as it stands after it was added. @returns its id and its secret's */
export async function plantConnection({ tenantId, name = 'Contoso', issuer = 'https://login.contoso.example', clientId = 'castellan', secret = 'a-secret-of-the-tests' }: OidcConnection): Promise<{ id: string; credentialId: string }> {
  const { rows: [connection] } = await pool().query<{ id: string }>(
    `INSERT INTO sso_connection (tenant_id, protocol, name, position, issuer, client_id, client_auth, scopes, email_claim, given_name_claim, family_name_claim, groups_claim)
     VALUES ($1, 'oidc', $2, 0, $3, $4, 'client_secret_basic', '{openid,profile,email}', 'email', 'given_name', 'family_name', 'groups') RETURNING id`, [tenantId, name, issuer, clientId])
  const credentialId = randomUUID()
  await pool().query(
    `INSERT INTO sso_credential (tenant_id, id, connection_id, kind, stage, sealed, fingerprint, created_at) VALUES ($1, $2, $3, 'client_secret', 'current', $4, $5, castellan_now())`,
    [tenantId, credentialId, connection!.id, seal(secret, credentialContext({ tenantId, connectionId: connection!.id, credentialId })), Buffer.from(keyedHash('sso secret', secret)).toString('hex')])
  return { id: connection!.id, credentialId }
}

interface SamlConnection {
  tenantId: string
  name?: string
  entityId: string
  signOnUrl: string
  binding?: 'redirect' | 'post'
  signRequests?: boolean
  responseMustBeSigned?: boolean
  /** PEM, of the provider */
  certificates: readonly string[]
  /** ours; made anew where none is given, which takes a while */
  service?: SamlKey
}

/** A connection to a SAML provider with its certificates and our key, as it stands after it was added. @returns its id, and our key */
export async function plantSamlConnection({ tenantId, name = 'Fabrikam', entityId, signOnUrl, binding = 'redirect', signRequests = false, responseMustBeSigned = false, certificates, service = makeSamlKey(new Date(), 'service', 3650) }: SamlConnection): Promise<{ id: string; service: SamlKey }> {
  const { rows: [connection] } = await pool().query<{ id: string }>(
    `INSERT INTO sso_connection (tenant_id, protocol, name, position, entity_id, sign_on_url, sign_on_binding, sign_requests, response_must_be_signed, subject_claims, email_claim, given_name_claim, family_name_claim, groups_claim)
     VALUES ($1, 'saml', $2, 0, $3, $4, $5, $6, $7, '{NameID}', 'mail', 'givenName', 'sn', 'groups') RETURNING id`, [tenantId, name, entityId, signOnUrl, binding, signRequests, responseMustBeSigned])
  const { id } = connection!
  for (const pem of certificates) await plantCertificate({ tenantId, connectionId: id }, pem, 'current')
  const credentialId = randomUUID()
  await pool().query(
    `INSERT INTO sso_credential (tenant_id, id, connection_id, kind, stage, sealed, public_part, fingerprint, starts_at, expires_at, created_at) VALUES ($1, $2, $3, 'service_key', 'current', $4, $5, $6, $7, $8, castellan_now())`,
    [tenantId, credentialId, id, seal(service.pem, credentialContext({ tenantId, connectionId: id, credentialId })), service.certificate, ...factsOf(service.certificate)])
  return { id, service }
}

const factsOf = (pem: string): [string, Date, Date] => {
  const { fingerprint, startsAt, expiresAt } = readCertificate(pem)!
  return [fingerprint, startsAt, expiresAt]
}

/** A certificate of a provider, in use or staged. */
export async function plantCertificate({ tenantId, connectionId }: { tenantId: string; connectionId: string }, pem: string, stage: 'current' | 'next'): Promise<void> {
  await pool().query(
    `INSERT INTO sso_credential (tenant_id, connection_id, kind, stage, public_part, fingerprint, starts_at, expires_at, created_at) VALUES ($1, $2, 'provider_certificate', $3, $4, $5, $6, $7, castellan_now())`,
    [tenantId, connectionId, stage, pem, ...factsOf(pem)])
}
