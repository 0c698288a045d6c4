import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { open, seal } from '@/lib/crypto/seal'
import { db, pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'
import { Asserted } from './asserted'
import { beginTrip } from './begin-trip'
import { linkIdentity } from './known-identity'
import { passageContext } from './sealed-places'
import { SsoFailure } from './sso-failure'
import type { Arrival } from './take-answer'
import { giveSsoCookie, sentSsoCookie } from './trip-cookie'

const target = (id: string) => ({ type: 'sso_connection', id })

export interface OwnIdentity { id: string; connectionName: string; shownEmail: string | null; linkedAt: number; lastUsedAt: number | null }
export interface OwnIdentities {
  linked: OwnIdentity[]
  /** connections that may still be linked */
  others: { id: string; name: string }[]
  /** came back from a provider, in this session, and waits for a yes */
  waiting: { requestId: string; connectionName: string; shownEmail: string | null; subject: string } | null
}

/** What somebody's account is linked to, and what it could be. */
export async function listOwnIdentities({ actor: { tenantId, administratorId, sessionId } }: SessionFacts): Promise<OwnIdentities> {
  const [connections, identities, waiting] = await Promise.all([
    db().ssoConnection.findMany({ where: { tenantId }, orderBy: [{ position: 'asc' }, { id: 'asc' }], select: { id: true, name: true, disabled: true } }),
    db().ssoIdentity.findMany({ where: { tenantId, administratorId }, orderBy: { linkedAt: 'asc' } }),
    findWaiting({ tenantId, administratorId, sessionId }),
  ])
  const nameOf = (id: string) => connections.find((connection) => connection.id === id)?.name ?? ''
  return {
    linked: identities.map(({ id, connectionId, shownEmail, linkedAt, lastUsedAt }) => ({ id, connectionName: nameOf(connectionId), shownEmail, linkedAt: linkedAt.getTime(), lastUsedAt: lastUsedAt?.getTime() ?? null })),
    others: connections.filter(({ id, disabled }) => !disabled && !identities.some(({ connectionId }) => connectionId === id)).map(({ id, name }) => ({ id, name })),
    waiting: waiting && { requestId: waiting.id, connectionName: nameOf(waiting.connectionId), shownEmail: waiting.asserted.shownEmail, subject: waiting.asserted.subject },
  }
}

interface Mine { tenantId: string; administratorId: string; sessionId: string }
interface WaitingRow { id: string; connectionId: string; materialVersion: number; sealed: string }

async function findWaiting({ tenantId, administratorId, sessionId }: Mine): Promise<(WaitingRow & { asserted: Asserted }) | null> {
  const { rows: [row] } = await pool().query<WaitingRow>({
    name: 'sso-waiting-link',
    text: `SELECT id, connection_id AS "connectionId", material_version AS "materialVersion", answer_sealed AS sealed FROM sso_request
      WHERE tenant_id = $1 AND administrator_id = $2 AND session_id = $3 AND purpose = 'link' AND answer_sealed IS NOT NULL AND used_at IS NULL AND expires_at > castellan_now() ORDER BY answered_at DESC LIMIT 1`,
    values: [tenantId, administratorId, sessionId],
  })
  return row ? { ...row, asserted: assertedOf(tenantId, row) } : null
}

const assertedOf = (tenantId: string, { id, sealed }: WaitingRow) => Asserted.parse(JSON.parse(open(sealed, passageContext('request-answer', { tenantId, id }))))

/** Prepares the trip on which somebody shows who they are elsewhere. @returns where the browser goes, or what kept us */
export async function setOutToLink(connectionId: string, { actor: { administratorId, sessionId }, tenant }: SessionFacts): Promise<string | AppError> {
  try {
    const { url, browserToken } = await beginTrip({ tenantSlug: tenant.slug, connectionId, purpose: 'link', traveller: { administratorId, sessionId }, next: '', browserToken: await sentSsoCookie('trip') })
    await giveSsoCookie('trip', browserToken)
    return url
  } catch (error) {
    if (!(error instanceof SsoFailure)) throw error
    return new AppError('wrong_state', { reason: error.reason, sentence: 'The identity provider could not be reached, or is not available. Try again in a moment.' })
  }
}

/** Only who came in by what Castellan itself knows of them links anything: a provider vouches for no other. @throws AppError wrong_state */
export async function noteSetOutToLink({ tx, tenantId, actor, record }: Work, connectionId: string, url: string | AppError): Promise<{ url: string }> {
  await refuseElsewhere(tx, { tenantId, sessionId: actor.sessionId })
  if (url instanceof AppError) throw url
  record({ target: target(connectionId), affectedId: actor.administratorId })
  return { url }
}

async function refuseElsewhere(tx: Work['tx'], { tenantId, sessionId }: Pick<Mine, 'tenantId' | 'sessionId'>): Promise<void> {
  const session = await tx.session.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: sessionId } }, select: { ssoConnectionId: true } })
  if (session.ssoConnectionId !== null) throw new AppError('wrong_state', { reason: 'came_through_sso', sentence: 'You signed in through an identity provider. Sign in with your password or a passkey to link another.' })
}

/** Keeps what a provider asserted, for the yes of the one who set out, in the same session. @throws SsoFailure over */
export async function keepForLinking({ trip, asserted }: Arrival, facts: SessionFacts | null): Promise<void> {
  const { connection: { tenantId }, traveller } = trip
  if (!facts || !traveller || facts.actor.tenantId !== tenantId || facts.actor.sessionId !== traveller.sessionId) throw new SsoFailure('over')
  const sealed = seal(JSON.stringify(asserted), passageContext('request-answer', { tenantId, id: trip.id }))
  await pool().query({ name: 'sso-keep-for-linking', text: `UPDATE sso_request SET answer_sealed = $3 WHERE tenant_id = $1 AND id = $2`, values: [tenantId, trip.id, sealed] })
}

/** The yes: one guarded update uses the trip up, and the identity is linked. @throws AppError wrong_state · already_exists */
export async function linkOwn({ tx, tenantId, actor, facts, now, record }: Work, requestId: string): Promise<void> {
  const { administratorId, sessionId } = actor
  await refuseElsewhere(tx, { tenantId, sessionId })
  const rows = await tx.$queryRaw<WaitingRow[]>`
    UPDATE sso_request r SET used_at = castellan_now() FROM sso_connection c
    WHERE r.tenant_id = ${tenantId}::uuid AND r.id = ${requestId}::uuid AND r.administrator_id = ${administratorId}::uuid AND r.session_id = ${sessionId}::uuid AND r.purpose = 'link' AND r.answer_sealed IS NOT NULL
      AND r.used_at IS NULL AND r.expires_at > castellan_now() AND c.tenant_id = r.tenant_id AND c.id = r.connection_id AND c.material_version = r.material_version AND NOT c.disabled
    RETURNING r.id, r.connection_id AS "connectionId", r.material_version AS "materialVersion", r.answer_sealed AS sealed`
  const [row] = rows
  if (!row) throw new AppError('wrong_state', { reason: 'over', sentence: 'This took too long, or was done already. Start again.' })
  const identity = await linkIdentity(tx, { tenantId, connectionId: row.connectionId, administratorId, materialVersion: row.materialVersion, by: 'self' }, assertedOf(tenantId, row))
  if (!identity) throw new AppError('already_exists', { sentence: 'This sign-in is linked to another account here.' })
  await tell({ tx, tenantId, facts, now }, row.connectionId, true)
  record({ target: target(row.connectionId), affectedId: administratorId })
}

/** Takes a link away; sessions that came through it end. @throws AppError not_found */
export async function unlinkOwn({ tx, tenantId, actor, facts, now, record }: Work, identityId: string): Promise<void> {
  const { administratorId, sessionId } = actor
  const identity = await tx.ssoIdentity.findFirst({ where: { tenantId, id: identityId, administratorId }, select: { connectionId: true } })
  if (!identity) throw new AppError('not_found')
  await tx.ssoIdentity.delete({ where: { tenantId_id: { tenantId, id: identityId } } })
  await tx.session.updateMany({ where: { tenantId, administratorId, ssoConnectionId: identity.connectionId, endedAt: null, id: { not: sessionId } }, data: { endedAt: new Date(now), endReason: 'connection_changed' } })
  await tell({ tx, tenantId, facts, now }, identity.connectionId, false)
  record({ target: target(identity.connectionId), affectedId: administratorId })
}

async function tell({ tx, tenantId, facts, now }: Pick<Work, 'tx' | 'tenantId' | 'facts' | 'now'>, connectionId: string, linked: boolean): Promise<void> {
  const { name } = await tx.ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { name: true } })
  await queueMail(tx, { tenantId, administratorId: facts.actor.administratorId, to: facts.person.email, now, letter: { name: 'sso_identity_changed', tenantName: facts.tenant.name, recipientName: personName(facts.person), connection: name, linked } })
}
