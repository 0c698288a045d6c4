import 'server-only'
import { createHash } from 'node:crypto'
import { hashToken } from '@/lib/crypto/tokens'
import { open } from '@/lib/crypto/seal'
import { pool } from '@/lib/db/client'
import { SLUG } from '@/lib/format/slug'
import type { SamlIdentity } from '@/lib/saml/read-assertion'
import type { ClaimNames } from './asserted'
import { credentialContext } from './sealed-places'
import type { CrossedConnection, Trip, TripPurpose } from './trip-data'

/** A SAML connection as a trip through it needs it. */
export interface SamlTripConnection extends CrossedConnection, ClaimNames {
  /** the provider's */
  entityId: string
  signOnUrl: string
  signOnBinding: 'redirect' | 'post'
  signRequests: boolean
  responseMustBeSigned: boolean
  /** PEM: those in use, or those that are staged where what is staged is proved */
  certificates: string[]
  /** PEM of our private keys: first the one to sign with, which is the staged one where what is staged is proved; then whatever else may open */
  serviceKeys: string[]
}

interface Credential { id: string; kind: string; stage: 'current' | 'next' | 'previous'; sealed: string | null; pem: string }
interface ConnectionRow {
  tenant_id: string; slug: string; tenant_name: string; id: string; name: string; entity_id: string; sign_on_url: string; sign_on_binding: 'redirect' | 'post'; sign_requests: boolean; response_must_be_signed: boolean
  subject_claims: string[]; email_claim: string; given_name_claim: string; family_name_claim: string; groups_claim: string; trusted_mfa_values: string[]; just_in_time: boolean; material_version: number
  credentials: Credential[]; now: Date
}

const COLUMNS = `c.tenant_id, t.slug, t.name AS tenant_name, c.id, c.name, c.entity_id, c.sign_on_url, c.sign_on_binding, c.sign_requests, c.response_must_be_signed, c.subject_claims, c.email_claim,
  c.given_name_claim, c.family_name_claim, c.groups_claim, c.trusted_mfa_values, c.just_in_time, c.material_version, castellan_now() AS now,
  (SELECT coalesce(json_agg(json_build_object('id', k.id, 'kind', k.kind, 'stage', k.stage, 'sealed', k.sealed, 'pem', k.public_part) ORDER BY k.stage, k.created_at, k.id), '[]')
    FROM sso_credential k WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.kind IN ('provider_certificate', 'service_key')) AS credentials`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const TOKEN = /^[A-Za-z0-9_-]{43}$/
/** An id of XML begins with a letter or "_"; a token need not. */
const PREFIX = '_'

/** What the answer to a trip has to name. @param token of the trip */
export const requestIdOf = (token: string): string => PREFIX + token

const referenceOf = (requestId: string) => (requestId.startsWith(PREFIX) && TOKEN.test(requestId.slice(1)) ? Buffer.from(hashToken('sso_state', requestId.slice(1))) : null)

/** Which key of ours comes first. */
const ORDER = { using: ['current', 'next', 'previous'], proving: ['next', 'current', 'previous'] } as const

function connectionOf(row: ConnectionRow, withNext: boolean): SamlTripConnection {
  const of = { tenantId: row.tenant_id, connectionId: row.id }
  const at = (kind: string, stage: Credential['stage']) => row.credentials.filter((one) => one.kind === kind && one.stage === stage)
  const staged = withNext ? at('provider_certificate', 'next').map(({ pem }) => pem) : []
  return {
    ...of, tenantSlug: row.slug, tenantName: row.tenant_name, name: row.name, entityId: row.entity_id, signOnUrl: row.sign_on_url, signOnBinding: row.sign_on_binding, signRequests: row.sign_requests,
    responseMustBeSigned: row.response_must_be_signed, subjectClaims: row.subject_claims, emailClaim: row.email_claim, givenNameClaim: row.given_name_claim, familyNameClaim: row.family_name_claim,
    groupsClaim: row.groups_claim, trustedMfaValues: row.trusted_mfa_values, justInTime: row.just_in_time, materialVersion: row.material_version,
    certificates: staged.length > 0 ? staged : at('provider_certificate', 'current').map(({ pem }) => pem),
    serviceKeys: ORDER[withNext ? 'proving' : 'using'].flatMap((stage) => at('service_key', stage)).map(({ id, sealed }) => open(sealed!, credentialContext({ ...of, credentialId: id }))),
  }
}

/** @returns a SAML connection that may be gone through now, and the time; null also where it is disabled (it can be proved then all the same) */
export async function findSamlConnection(tenantSlug: string, connectionId: string, { withNext, purpose }: { withNext: boolean; purpose: TripPurpose }): Promise<{ connection: SamlTripConnection; now: Date } | null> {
  if (!SLUG.test(tenantSlug) || !UUID.test(connectionId)) return null
  const { rows: [row] } = await pool().query<ConnectionRow>({
    name: 'saml-connection',
    text: `SELECT ${COLUMNS} FROM sso_connection c JOIN tenant t ON t.id = c.tenant_id WHERE t.slug = $1 AND c.id = $2 AND c.protocol = 'saml' AND (NOT c.disabled OR $3::boolean)`,
    values: [tenantSlug, connectionId, purpose === 'prove'],
  })
  return row ? { connection: connectionOf(row, withNext), now: row.now } : null
}

interface Named { tenantSlug: string; connectionId: string; requestId: string }
interface TripRow extends ConnectionRow { request_id: string; purpose: TripPurpose; administrator_id: string | null; session_id: string | null; next: string; with_next: boolean; browser_hash: Buffer }

/** The connection must be what it was when the trip began. */
const OF_TRIP = `r.id AS request_id, r.purpose, r.administrator_id, r.session_id, r.next, r.with_next`
const JOINS = `JOIN sso_connection c ON c.tenant_id = r.tenant_id AND c.id = r.connection_id AND c.protocol = 'saml' AND c.material_version = r.material_version AND (NOT c.disabled OR r.purpose = 'prove') JOIN tenant t ON t.id = c.tenant_id`

export interface SamlTrip extends Trip { connection: SamlTripConnection; requestId: string; now: Date }

function tripOf(row: TripRow, requestId: string): SamlTrip {
  return {
    connection: connectionOf(row, row.with_next), id: row.request_id, purpose: row.purpose, next: row.next, withNext: row.with_next, requestId, now: row.now,
    traveller: row.administrator_id && row.session_id ? { administratorId: row.administrator_id, sessionId: row.session_id } : null,
  }
}

/** @returns a trip of this browser that nobody answered yet, for the page that hands its request on; looking changes nothing */
export async function findWaitingTrip({ tenantSlug, connectionId, requestId, browserToken }: Named & { browserToken: string | undefined }): Promise<SamlTrip | null> {
  const reference = referenceOf(requestId)
  if (reference === null || browserToken === undefined || !TOKEN.test(browserToken) || !UUID.test(connectionId)) return null
  const { rows: [row] } = await pool().query<TripRow>({
    name: 'saml-waiting-trip',
    text: `SELECT ${COLUMNS}, ${OF_TRIP} FROM sso_request r ${JOINS} WHERE r.reference_hash = $1 AND r.connection_id = $2 AND r.browser_hash = $3 AND r.answered_at IS NULL AND r.expires_at > castellan_now() AND t.slug = $4`,
    values: [reference, connectionId, Buffer.from(hashToken('sso_trip', browserToken)), tenantSlug],
  })
  return row ? tripOf(row, requestId) : null
}

/**
 * Takes the one answer that a trip may have: one guarded update, before anything of it is decrypted or verified. Which browser brings it cannot
 * be seen yet: cookies do not come along with a POST of another site.
 * @returns null for anything but the first answer, in time, to the connection that was asked
 */
export async function takeSamlTrip({ tenantSlug, connectionId, requestId }: Named): Promise<SamlTrip | null> {
  const reference = referenceOf(requestId)
  if (reference === null || !UUID.test(connectionId)) return null
  const { rows: [row] } = await pool().query<TripRow>({
    name: 'saml-take-trip',
    text: `WITH r AS (
        UPDATE sso_request r SET answered_at = castellan_now() WHERE r.reference_hash = $1 AND r.connection_id = $2 AND r.answered_at IS NULL AND r.expires_at > castellan_now() RETURNING r.*
      ) SELECT ${COLUMNS}, ${OF_TRIP} FROM r ${JOINS} WHERE t.slug = $3`,
    values: [reference, connectionId, tenantSlug],
  })
  return row ? tripOf(row, requestId) : null
}

/**
 * Keeps what was verified for the browser that set out, and takes the assertion that said it: one statement, so that an assertion counts once,
 * whichever server and trip it comes to (SAML 2.0 Profiles 4.1.4.5). Its id is kept for as long as it would be accepted.
 * @returns whether it is the first time
 */
export async function keepHandOver({ connection: { tenantId, connectionId }, id }: Pick<SamlTrip, 'connection' | 'id'>, { issuer, assertionId, acceptableUntil }: Pick<SamlIdentity, 'issuer' | 'assertionId' | 'acceptableUntil'>, sealed: string): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'saml-keep-hand-over',
    text: `WITH first AS (INSERT INTO sso_replay (tenant_id, connection_id, assertion_hash, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1)
      UPDATE sso_request SET hand_over_sealed = $6 WHERE tenant_id = $1 AND id = $5 AND EXISTS (SELECT FROM first)`,
    values: [tenantId, connectionId, createHash('sha256').update(JSON.stringify([issuer, assertionId])).digest(), acceptableUntil, id, sealed],
  })
  return rowCount === 1
}

interface Collecting { tenantSlug: string; connectionId: string; id: string; browserToken: string | undefined }

/** Hands it over once, by one guarded update, to the browser that set out and to no other. @returns null for anybody else */
export async function takeHandOver({ tenantSlug, connectionId, id, browserToken }: Collecting): Promise<{ trip: Trip; sealed: string } | null> {
  if (browserToken === undefined || !TOKEN.test(browserToken) || !UUID.test(connectionId) || !UUID.test(id)) return null
  const { rows: [row] } = await pool().query<TripRow & { sealed: string }>({
    name: 'saml-take-hand-over',
    text: `WITH r AS (
        UPDATE sso_request r SET handed_over_at = castellan_now()
        WHERE r.id = $1 AND r.connection_id = $2 AND r.browser_hash = $3 AND r.hand_over_sealed IS NOT NULL AND r.handed_over_at IS NULL AND r.expires_at > castellan_now() RETURNING r.*
      ) SELECT ${COLUMNS}, ${OF_TRIP}, r.hand_over_sealed AS sealed FROM r ${JOINS} WHERE t.slug = $4`,
    values: [id, connectionId, Buffer.from(hashToken('sso_trip', browserToken)), tenantSlug],
  })
  return row ? { trip: tripOf(row, ''), sealed: row.sealed } : null
}
