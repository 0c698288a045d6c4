import 'server-only'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { hashToken } from '@/lib/crypto/tokens'
import { open } from '@/lib/crypto/seal'
import { pool } from '@/lib/db/client'
import { SLUG } from '@/lib/format/slug'
import type { ClaimNames } from './asserted'
import type { OidcClient } from './oidc-configuration'
import { credentialContext, passageContext } from './sealed-places'

export type TripPurpose = 'sign_in' | 'link' | 'prove'

/** A connection, of either protocol, as it is known on the way through it. */
export interface CrossedConnection {
  tenantId: string
  tenantSlug: string
  tenantName: string
  connectionId: string
  name: string
  justInTime: boolean
  materialVersion: number
}

/** An OpenID connection as a trip through it needs it. */
export interface TripConnection extends CrossedConnection, OidcClient, ClaimNames {
  scopes: readonly string[]
}

/** Who set out, and with which session: nobody yet where they want to sign in. */
export type Traveller = { administratorId: string; sessionId: string } | null

/** A trip that came to its end, by either protocol. */
export interface Trip {
  connection: CrossedConnection
  id: string
  purpose: TripPurpose
  traveller: Traveller
  next: string
  /** with what is staged instead of what is in use: that proves nothing of the latter */
  withNext: boolean
}

interface OidcTrip extends Trip {
  connection: TripConnection
  nonce: string
  codeVerifier: string
}

interface ConnectionRow {
  tenant_id: string; slug: string; tenant_name: string; id: string; name: string; issuer: string; client_id: string; client_auth: TripConnection['clientAuth']; scopes: string[]
  subject_claims: string[]; email_claim: string; given_name_claim: string; family_name_claim: string; groups_claim: string; trusted_mfa_values: string[]; just_in_time: boolean; material_version: number; read_at: Date
  credential_id: string; sealed: string
}

const COLUMNS = `c.tenant_id, t.slug, t.name AS tenant_name, c.id, c.name, c.issuer, c.client_id, c.client_auth, c.scopes, c.subject_claims, c.email_claim, c.given_name_claim,
  c.family_name_claim, c.groups_claim, c.trusted_mfa_values, c.just_in_time, c.material_version, castellan_now() AS read_at, k.id AS credential_id, k.sealed`
/** $1 whether the staged credential is meant */
const CREDENTIAL = `k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.stage = CASE WHEN $1::boolean THEN 'next' ELSE 'current' END::sso_stage
  AND k.kind = CASE c.client_auth WHEN 'private_key_jwt' THEN 'client_key' ELSE 'client_secret' END::sso_credential_kind`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function connectionOf(row: ConnectionRow): TripConnection {
  return {
    tenantId: row.tenant_id, tenantSlug: row.slug, tenantName: row.tenant_name, connectionId: row.id, name: row.name, issuer: row.issuer, clientId: row.client_id, clientAuth: row.client_auth, scopes: row.scopes,
    subjectClaims: row.subject_claims, emailClaim: row.email_claim, givenNameClaim: row.given_name_claim, familyNameClaim: row.family_name_claim, groupsClaim: row.groups_claim,
    trustedMfaValues: row.trusted_mfa_values, justInTime: row.just_in_time, materialVersion: row.material_version, readAt: row.read_at.getTime(),
    secret: open(row.sealed, credentialContext({ tenantId: row.tenant_id, connectionId: row.id, credentialId: row.credential_id })),
  }
}

/** @returns an OpenID connection that may be gone through now; null also where it has no such credential, or is disabled (it can be proved then all the same) */
export async function findTripConnection(tenantSlug: string, connectionId: string, { withNext, purpose }: { withNext: boolean; purpose: TripPurpose }): Promise<TripConnection | null> {
  if (!SLUG.test(tenantSlug) || !UUID.test(connectionId)) return null
  const { rows } = await pool().query<ConnectionRow>({
    name: 'sso-connection',
    text: `SELECT ${COLUMNS} FROM sso_connection c JOIN tenant t ON t.id = c.tenant_id JOIN sso_credential k ON ${CREDENTIAL}
      WHERE t.slug = $2 AND c.id = $3 AND c.protocol = 'oidc' AND (NOT c.disabled OR $4::boolean)`,
    values: [withNext, tenantSlug, connectionId, purpose === 'prove'],
  })
  return rows[0] ? connectionOf(rows[0]) : null
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/

interface Answered { tenantSlug: string; connectionId: string; state: string | null; browserToken: string | undefined }

/**
 * Takes the one answer that a trip may have: one guarded update, so that of any number with the same state exactly one is looked at. It
 * has to come to the connection it was sent to, in the browser that set out, in time, and the connection must be what it was.
 * @returns null for anything else; which of it is nobody's business
 */
export async function takeTrip({ tenantSlug, connectionId, state, browserToken }: Answered): Promise<OidcTrip | null> {
  if (state === null || !TOKEN.test(state) || browserToken === undefined || !TOKEN.test(browserToken) || !UUID.test(connectionId)) return null
  const { rows } = await pool().query<ConnectionRow & { request_id: string; purpose: TripPurpose; administrator_id: string | null; session_id: string | null; next: string; with_next: boolean; secrets_sealed: string }>({
    name: 'sso-take-trip',
    text: `WITH answered AS (
        UPDATE sso_request r SET answered_at = castellan_now()
        WHERE r.reference_hash = $1 AND r.browser_hash = $2 AND r.connection_id = $3 AND r.answered_at IS NULL AND r.expires_at > castellan_now() RETURNING r.*
      )
      SELECT ${COLUMNS}, r.id AS request_id, r.purpose, r.administrator_id, r.session_id, r.next, r.with_next, r.secrets_sealed
      FROM answered r JOIN sso_connection c ON c.tenant_id = r.tenant_id AND c.id = r.connection_id AND c.material_version = r.material_version AND (NOT c.disabled OR r.purpose = 'prove')
      JOIN tenant t ON t.id = c.tenant_id JOIN sso_credential k ON ${CREDENTIAL.replace('$1::boolean', 'r.with_next')}
      WHERE t.slug = $4`,
    values: [Buffer.from(hashToken('sso_state', state)), Buffer.from(hashToken('sso_trip', browserToken)), connectionId, tenantSlug],
  })
  const [row] = rows
  if (!row) return null
  const { nonce, codeVerifier } = JSON.parse(open(row.secrets_sealed, passageContext('request-secrets', { tenantId: row.tenant_id, id: row.request_id }))) as { nonce: string; codeVerifier: string }
  return {
    connection: connectionOf(row), id: row.request_id, purpose: row.purpose, next: row.next, withNext: row.with_next, nonce, codeVerifier,
    traveller: row.administrator_id && row.session_id ? { administratorId: row.administrator_id, sessionId: row.session_id } : null,
  }
}

interface Setting { connection: CrossedConnection; id: string; purpose: TripPurpose; traveller: Traveller; next: string; withNext: boolean; stateHash: Uint8Array; browserHash: Uint8Array; sealed: string; seconds: number }

/** Writes a trip down before anybody is sent on it, with where it is to end: only a path of ours is kept. */
export async function storeTrip({ connection, id, purpose, traveller, next, withNext, stateHash, browserHash, sealed, seconds }: Setting): Promise<void> {
  await pool().query({
    name: 'sso-store-trip',
    text: `INSERT INTO sso_request (tenant_id, id, connection_id, purpose, reference_hash, browser_hash, secrets_sealed, material_version, with_next, administrator_id, session_id, next, created_at, expires_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now, now + make_interval(secs => $13::float8) FROM castellan_now() AS now`,
    values: [connection.tenantId, id, connection.connectionId, purpose, Buffer.from(stateHash), Buffer.from(browserHash), sealed, connection.materialVersion, withNext, traveller?.administratorId ?? null, traveller?.sessionId ?? null, safeRedirect(next).slice(0, 2000), seconds],
  })
}
