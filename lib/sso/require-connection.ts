import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { AppError } from '@/lib/errors/app-error'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { getConnectionForChange } from './connections-data'
import { aboutRequiring, getRequiredImpact, TIMER_SECONDS } from './state-required'
import { whoseProofCounts } from './whose-proof-counts'

const target = (id: string) => ({ target: { type: 'sso_connection', id } })

interface OfConnection { connectionId: string; version: number }

/**
 * Requires a connection of the people of its bound domains: only with a proof of what it is made of now by the one who asks, only while an
 * owner keeps another way in, and at first for ten minutes. Call it under the tenant's lock.
 * @param previewed what stands for the preview of what it would do
 * @throws AppError wrong_state · conflict, also with what it would do now · last_owner
 */
export async function requireConnection({ tx, tenantId, actor, now, record }: Work, { connectionId, version, previewed }: OfConnection & { previewed: string }): Promise<{ until: number; owners: number }> {
  const connection = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (connection.disabled) throw new AppError('wrong_state', { sentence: 'It is disabled. Enable it first.', reason: 'disabled' })
  const bound = await tx.ssoConnectionDomain.findMany({ where: { tenantId, connectionId, OR: [{ provedAt: { not: null } }, { confirmedAt: { not: null } }] }, select: { domain: true } })
  if (bound.length === 0) throw new AppError('wrong_state', { sentence: 'None of its domains is bound yet. Prove one by DNS, or have a Client Owner confirm it.', reason: 'no_domain' })
  const counting = await whoseProofCounts({ tx, tenantId }, { proverId: connection.proverId, administratorId: actor.administratorId })
  const proof = await tx.ssoProof.findFirst({ where: { tenantId, connectionId, materialVersion: connection.materialVersion, administratorId: { in: counting } }, orderBy: { at: 'desc' } })
  if (!proof) throw new AppError('wrong_state', { sentence: 'Prove it first: sign in through it once yourself. A change of issuer, client or secret asks for that again.', reason: 'unproved' })
  refuseOtherPreview(previewed, aboutRequiring(connectionId), await getRequiredImpact(tx, tenantId, connectionId))
  const until = now + TIMER_SECONDS * 1000
  await tx.ssoConnection.update({
    where: { tenantId_id: { tenantId, id: connectionId } },
    data: { requiredProofId: proof.id, requiredSince: new Date(now), requiredUntil: new Date(until), requiredById: actor.administratorId, requiredConfirmedAt: null, requiredConfirmedSessionId: null, version: version + 1 },
  })
  const owners = await refuseLosingLastOwner(tx, tenantId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'last_owner') throw error
    throw new AppError('last_owner', { sentence: 'Every Client Owner has an address of these domains and could only come through it. Mark an owner as break-glass first (yourself is allowed).' })
  })
  record({ ...target(connectionId), after: { domains: bound.map(({ domain }) => domain), until: new Date(until).toISOString() } })
  return { until, owners }
}

/** Keeps it required beyond the ten minutes: only from a session that came through it, in time. @throws AppError wrong_state · conflict */
export async function confirmRequired({ tx, tenantId, actor, now, record }: Work, { connectionId, version }: OfConnection): Promise<void> {
  await getConnectionForChange(tx, tenantId, connectionId, version)
  const session = await tx.session.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: actor.sessionId } }, select: { ssoConnectionId: true, createdAt: true } })
  if (session.ssoConnectionId !== connectionId) throw new AppError('wrong_state', { sentence: 'Confirm it from a session that came through it: sign in with it in another browser or a private window, and confirm there.', reason: 'other_session' })
  const { count } = await tx.ssoConnection.updateMany({
    where: { tenantId, id: connectionId, version, requiredConfirmedAt: null, requiredSince: { lte: session.createdAt }, requiredUntil: { gt: new Date(now) } },
    data: { requiredConfirmedAt: new Date(now), requiredConfirmedSessionId: actor.sessionId, version: version + 1 },
  })
  if (count !== 1) throw new AppError('wrong_state', { sentence: 'There is nothing to confirm: the ten minutes are over, or this session began before it was required. Require it again.', reason: 'not_waiting' })
  record(target(connectionId))
}

/** Requires it no more, at once. @throws AppError conflict · wrong_state */
export async function stopRequiring({ tx, tenantId, record }: Work, { connectionId, version }: OfConnection): Promise<void> {
  const { requiredSince } = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (requiredSince === null) throw new AppError('wrong_state', { sentence: 'It is not required.', reason: 'unchanged' })
  await tx.ssoConnection.update({
    where: { tenantId_id: { tenantId, id: connectionId } },
    data: { requiredProofId: null, requiredSince: null, requiredUntil: null, requiredById: null, requiredConfirmedAt: null, requiredConfirmedSessionId: null, version: version + 1 },
  })
  record(target(connectionId))
}
