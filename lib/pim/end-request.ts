import 'server-only'
import type { Work } from '@/lib/actions/work'
import { actorName } from '@/lib/administrators/tell-owners'
import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { pimEntry, reasonDetail } from './record-pim'
import { findRequest, lockRequest, type RequestRecord } from './request-data'
import { whatHappened } from './refuse-over'
import type { RequestState } from './request-state'
import { getRoleSettings } from './role-settings-data'
import { askDeciders, announcePim, tellOthers, tellRequester, tellingOf } from './tell-people'

type Ending = 'withdrawn' | 'cancelled' | 'deactivated' | 'revoked' | 'cut_short'

/** One's own request, locked. @throws AppError not_found for anybody else's */
async function getOwnRequest({ tx, tenantId, actor, now }: Work, requestId: string): Promise<RequestRecord> {
  await lockRequest(tx, tenantId, requestId)
  const request = await findRequest(tx, { tenantId, requestId, now })
  if (request?.person.id !== actor.administratorId) throw new AppError('not_found')
  return request
}

/** @throws AppError conflict with what has happened, where it is not what somebody wanted to end */
function refuseUnless(request: RequestRecord, state: RequestState): void {
  if (request.state !== state) throw new AppError('conflict', { sentence: whatHappened(request.state), reason: request.state, details: { current: { state: request.state, version: request.version } } })
}

/**
 * Ends a request or what it gave, now, whatever it is: waiting, scheduled or active. The row that is changed decides who ended it.
 * @returns whether it was this call
 */
export async function endNow({ tx, tenantId, now }: Pick<Work, 'tx' | 'tenantId' | 'now'>, request: Pick<RequestRecord, 'id' | 'stored' | 'activation'>, ending: { state: Ending; by: string | null; reason: string }): Promise<boolean> {
  const at = new Date(now)
  const ended = await tx.$executeRaw`
    UPDATE pim_request SET state = ${ending.state}::pim_state, version = version + 1, ended_at = ${at}::timestamptz, ended_by_id = ${ending.by}::uuid, end_reason = ${ending.reason === '' ? null : ending.reason}
    WHERE tenant_id = ${tenantId}::uuid AND id = ${request.id}::uuid AND state = ${request.stored}::pim_state`
  if (ended === 0) return false
  if (request.activation) await tx.$executeRaw`UPDATE pim_activation SET ended_at = ${at}::timestamptz WHERE tenant_id = ${tenantId}::uuid AND id = ${request.activation.id}::uuid AND ended_at IS NULL`
  return true
}

async function endOwn(work: Work, request: RequestRecord, state: 'withdrawn' | 'cancelled' | 'deactivated', action: 'pim_request.withdrawn' | 'pim_activation.cancelled' | 'pim_activation.deactivated'): Promise<void> {
  if (!(await endNow(work, request, { state, by: work.actor.administratorId, reason: '' }))) throw new AppError('conflict')
  work.record(pimEntry(action, request))
  await announcePim(work, await getRoleSettings(work.tx, work.tenantId, request.role), request)
}

/** Takes back what nobody has decided yet. @throws AppError not_found, conflict with what happened */
export async function withdrawRequest(work: Work, requestId: string): Promise<void> {
  const request = await getOwnRequest(work, requestId)
  refuseUnless(request, 'pending_approval')
  await endOwn(work, request, 'withdrawn', 'pim_request.withdrawn')
}

/** Gives up what was to start later. @throws AppError not_found, conflict with what happened */
export async function cancelActivation(work: Work, requestId: string): Promise<void> {
  const request = await getOwnRequest(work, requestId)
  refuseUnless(request, 'scheduled')
  await endOwn(work, request, 'cancelled', 'pim_activation.cancelled')
}

/** Gives the power back at once, and what was to go on from it. @throws AppError not_found, conflict with what happened */
export async function deactivate(work: Work, requestId: string): Promise<void> {
  const request = await getOwnRequest(work, requestId)
  refuseUnless(request, 'active')
  await endOwn(work, request, 'deactivated', 'pim_activation.deactivated')
  for (const next of await findExtensions(work, request)) {
    if (next.state === 'pending_approval') await endOwn(work, next, 'withdrawn', 'pim_request.withdrawn')
    else await endOwn(work, next, 'cancelled', 'pim_activation.cancelled')
  }
}

/** What was to go on from an activation, and is not over. */
async function findExtensions({ tx, tenantId, now }: Work, { activation }: RequestRecord): Promise<RequestRecord[]> {
  const rows = await tx.pimRequest.findMany({ where: { tenantId, extendsId: activation!.id, state: { in: ['pending_approval', 'approved'] } }, select: { id: true } })
  const found: RequestRecord[] = []
  for (const { id } of rows) {
    const next = await findRequest(tx, { tenantId, requestId: id, now })
    if (next && (next.state === 'pending_approval' || next.state === 'scheduled')) found.push(next)
  }
  return found
}

const HOUR = 3_600_000

/** Reminds whoever can decide, at most once an hour. @returns how many were asked @throws AppError not_found, conflict, too_many */
export async function nudgeDeciders(work: Work, requestId: string): Promise<{ asked: number }> {
  const { tx, tenantId, now, record } = work
  const request = await getOwnRequest(work, requestId)
  refuseUnless(request, 'pending_approval')
  const nudged = await tx.$executeRaw`
    UPDATE pim_request SET nudged_at = ${new Date(now)}::timestamptz
    WHERE tenant_id = ${tenantId}::uuid AND id = ${requestId}::uuid AND (nudged_at IS NULL OR nudged_at <= ${new Date(now - HOUR)}::timestamptz)`
  if (nudged === 0) throw new AppError('too_many', { sentence: 'You reminded them within the last hour. Wait a little.', details: { nudgedAt: request.nudgedAt } })
  const policy = await getRoleSettings(tx, tenantId, request.role)
  const asked = await askDeciders(tellingOf(work), policy, request, true)
  record(pimEntry('pim_request.nudged', request, { asked }))
  await announcePim(work, policy, request)
  return { asked }
}

interface Loading { input: { requestId: string }; tx: Tx; actor: Actor; now: number }

/** Any request of the tenant, locked, for whoever may revoke it. @throws AppError not_found */
export async function loadToRevoke({ input: { requestId }, tx, actor, now }: Loading): Promise<RequestRecord> {
  if (!holds(actor, 'pim-request:cancel-any')) throw new AppError('not_found')
  await lockRequest(tx, actor.tenantId, requestId)
  const request = await findRequest(tx, { tenantId: actor.tenantId, requestId, now })
  if (!request) throw new AppError('not_found')
  return request
}

/**
 * Containment (roles.md rule 1): ends another's request or running activation, and what was to go on from it, whatever their role. It takes no grant away, and it is never
 * silent: that person and all owners are told. Call it under the tenant's lock.
 * @throws AppError conflict with what happened
 */
export async function revokeRequest(work: Work, request: RequestRecord, reason: string): Promise<void> {
  const { actor, record } = work
  if (request.state !== 'pending_approval' && request.state !== 'scheduled' && request.state !== 'active') refuseUnless(request, 'pending_approval')
  if (!(await endNow(work, request, { state: 'revoked', by: actor.administratorId, reason }))) throw new AppError('conflict')
  record(pimEntry(request.activation ? 'pim_activation.revoked' : 'pim_request.revoked', request, reasonDetail(actor.administratorId, reason)))
  // What was to go on from it would bring the power back by itself.
  for (const next of request.activation ? await findExtensions(work, request) : []) {
    if (!(await endNow(work, next, { state: 'revoked', by: actor.administratorId, reason }))) throw new AppError('conflict')
    record(pimEntry(next.activation ? 'pim_activation.revoked' : 'pim_request.revoked', next, reasonDetail(actor.administratorId, reason)))
  }
  const telling = tellingOf(work)
  const news = { news: 'revoked' as const, by: actorName(work), reason }
  const policy = await getRoleSettings(work.tx, work.tenantId, request.role)
  await announcePim(telling, policy, request)
  await tellRequester(telling, policy, request, news, true)
  await tellOthers(telling, policy, request, news, [actor.administratorId], true)
}
