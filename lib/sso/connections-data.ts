import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { db, pool, type Tx } from '@/lib/db/client'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { paths } from '@/lib/paths'
import { readCertificate } from '@/lib/saml/certificates'
import type { BoundDomain, CertificateView, ConnectionSummary, ConnectionView, ForTheirForm, ForTheirSamlForm, OidcConnectionView, ProofView, RequiredView, SamlConnectionView } from './connection-view'
import { samlAddresses } from './saml-addresses'
import { whoseProofCounts } from './whose-proof-counts'

/** @returns the connections of the tenant, in their order */
export async function listConnections({ actor }: Cleared<'sign-in:read'>): Promise<ConnectionSummary[]> {
  const { rows } = await pool().query<Omit<ConnectionSummary, 'expiresAt'> & { expires_at: Date | null }>({
    name: 'sso-connections',
    text: `SELECT c.id, c.protocol::text, c.name, coalesce(c.issuer, c.entity_id) AS issuer, c.hidden, c.disabled, c.version, c.logo_type IS NOT NULL AND NOT c.disabled AS logo, sso_is_required(c, castellan_now()) AS required,
        (SELECT count(*)::int FROM sso_connection_domain d WHERE d.tenant_id = c.tenant_id AND d.connection_id = c.id) AS domains,
        (SELECT count(*)::int FROM sso_identity i WHERE i.tenant_id = c.tenant_id AND i.connection_id = c.id) AS people,
        (SELECT min(k.expires_at) FROM sso_credential k WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.stage = 'current') AS expires_at
      FROM sso_connection c WHERE c.tenant_id = $1 ORDER BY c.position, c.id`,
    values: [actor.tenantId],
  })
  return rows.map(({ expires_at, ...row }) => ({ ...row, expiresAt: expires_at?.getTime() ?? null }))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @throws AppError not_found */
export async function getConnection({ actor }: Cleared<'sign-in:read'>, id: string): Promise<ConnectionView> {
  const row = UUID.test(id) ? await db().ssoConnection.findUnique({ where: { tenantId_id: { tenantId: actor.tenantId, id } } }) : null
  if (!row) throw new AppError('not_found')
  const of = { tenantId: actor.tenantId, connectionId: id }
  const [credentials, domains, proofs, people, session, counting] = await Promise.all([
    db().ssoCredential.findMany({ where: of, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], select: { kind: true, stage: true, createdAt: true, expiresAt: true, publicPart: true } }),
    db().ssoConnectionDomain.findMany({ where: of, orderBy: { domain: 'asc' } }),
    db().ssoProof.findMany({ where: of, orderBy: { at: 'desc' }, take: 20 }),
    db().ssoIdentity.count({ where: of }),
    db().session.findUnique({ where: { tenantId_id: { tenantId: actor.tenantId, id: actor.sessionId } }, select: { ssoConnectionId: true } }),
    whoseProofCounts({ tx: db() as unknown as Tx, tenantId: actor.tenantId }, { proverId: row.proverId, administratorId: actor.administratorId }),
  ])
  // What counts for whoever looks, else the newest.
  const counts = ({ administratorId, materialVersion }: { administratorId: string; materialVersion: number }) => materialVersion === row.materialVersion && counting.includes(administratorId)
  const proof = proofs.find(counts) ?? proofs[0]
  const required: RequiredView | null = row.requiredSince && row.requiredUntil && (row.requiredConfirmedAt || row.requiredUntil.getTime() > actor.now)
    ? { since: row.requiredSince.getTime(), until: row.requiredConfirmedAt ? null : row.requiredUntil.getTime(), mayConfirm: session?.ssoConnectionId === id }
    : null
  const common = {
    id, name: row.name, emailClaim: row.emailClaim, givenNameClaim: row.givenNameClaim, familyNameClaim: row.familyNameClaim, groupsClaim: row.groupsClaim, trustedMfaValues: row.trustedMfaValues,
    hidden: row.hidden, disabled: row.disabled, justInTime: row.justInTime, version: row.version, people, required,
    lapsedAt: row.requiredUntil && !row.requiredConfirmedAt && row.requiredUntil.getTime() <= actor.now ? row.requiredUntil.getTime() : null,
    domains: domains.map(({ domain, challenge, provedAt, confirmedAt }): BoundDomain => ({ domain, challenge, state: provedAt ? 'proved' : confirmedAt ? 'confirmed' : 'open' })),
    proof: proof === undefined ? null : { at: proof.at.getTime(), current: proof.materialVersion === row.materialVersion, counts: counts(proof), by: await nameOf(actor.tenantId, proof.administratorId) } satisfies ProofView,
  }
  if (row.protocol === 'saml') {
    const at = (kind: string, stage: string) => credentials.filter((one) => one.kind === kind && one.stage === stage).map(({ publicPart }) => certificateView(publicPart!))
    const key = (stage: string) => at('service_key', stage)[0] ?? null
    return {
      ...common, protocol: 'saml', entityId: row.entityId!, signOnUrl: row.signOnUrl!, signOnBinding: row.signOnBinding as SamlConnectionView['signOnBinding'], metadataUrl: row.metadataUrl ?? '',
      signRequests: row.signRequests, responseMustBeSigned: row.responseMustBeSigned, certificates: at('provider_certificate', 'current'), staged: at('provider_certificate', 'next'),
      serviceKeys: { current: key('current')!, next: key('next'), previous: key('previous') },
    }
  }
  const ofStage = (wanted: 'current' | 'next') => credentials.find(({ kind, stage }) => stage === wanted && kind === (row.clientAuth === 'private_key_jwt' ? 'client_key' : 'client_secret'))
  const [credential, staged] = [ofStage('current'), ofStage('next')]
  return {
    ...common, protocol: 'oidc', issuer: row.issuer!, clientId: row.clientId!, clientAuth: row.clientAuth as OidcConnectionView['clientAuth'], scopes: row.scopes, subject: row.subjectClaims.join(',') as OidcConnectionView['subject'],
    credential: credential ? { createdAt: credential.createdAt.getTime(), expiresAt: credential.expiresAt?.getTime() ?? null, publicKey: credential.publicPart } : null,
    staged: staged ? { expiresAt: staged.expiresAt?.getTime() ?? null, publicKey: staged.publicPart } : null,
  }
}

function certificateView(text: string): CertificateView {
  const { pem, subject, fingerprint, startsAt, expiresAt } = readCertificate(text)!
  return { pem: pem.trim(), subject, fingerprint, startsAt: startsAt.getTime(), expiresAt: expiresAt.getTime() }
}

async function nameOf(tenantId: string, id: string): Promise<string> {
  const person = await db().administrator.findUnique({ where: { tenantId_id: { tenantId, id } }, select: { givenName: true, familyName: true, email: true } })
  return person ? personName(person) : 'somebody who is gone'
}

/** What has to be typed into the provider's form. */
export function forTheirForm(tenantSlug: string, connectionId: string): ForTheirForm {
  const at = (path: string) => env().APP_ORIGIN + path
  return { redirectUri: at(paths.api.ssoCallback(tenantSlug, connectionId)), keysUrl: at(paths.api.ssoKeys(tenantSlug, connectionId)) }
}

/** The same of a SAML connection. */
export function forTheirSamlForm(tenantSlug: string, connectionId: string): ForTheirSamlForm {
  const { entityId, acsUrl } = samlAddresses(tenantSlug, connectionId)
  return { entityId, acsUrl, metadataUrl: paths.api.samlMetadata(tenantSlug, connectionId) }
}

/** The connection of an action, the tenant's row being locked. @throws AppError not_found · conflict */
export async function getConnectionForChange(tx: Tx, tenantId: string, id: string, version?: number) {
  const row = await tx.ssoConnection.findUnique({ where: { tenantId_id: { tenantId, id } } })
  if (!row) throw new AppError('not_found')
  if (version !== undefined && row.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed this identity provider while you had it open. Nothing was saved. It is shown as it is now, and what you typed is kept: look at it, then try again.' })
  return row
}

/** @returns the public keys of a connection that signs what it sends, as a JWK set; open to everybody, as public keys are */
export async function publicKeysOf(tenantSlug: string, connectionId: string): Promise<{ keys: unknown[] }> {
  if (!UUID.test(connectionId)) return { keys: [] }
  const { rows } = await pool().query<{ public_part: string }>({
    name: 'sso-public-keys',
    text: `SELECT k.public_part FROM sso_credential k JOIN tenant t ON t.id = k.tenant_id WHERE t.slug = $1 AND k.connection_id = $2 AND k.kind = 'client_key' ORDER BY k.stage`,
    values: [tenantSlug, connectionId],
  })
  return { keys: rows.map((row) => JSON.parse(row.public_part) as unknown) }
}
