import 'server-only'
import type { Work } from '@/lib/actions/work'
import { actorName } from '@/lib/administrators/tell-owners'
import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { isAssigned, type DecidableRequest } from '@/lib/authz/rules'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { isTied } from './deciders'
import { holdEligibility } from './eligibility'
import { pimEntry, reasonDetail } from './record-pim'
import { findRequest, lockRequest, type RequestRecord } from './request-data'
import { approvalCounts } from './request-rows'
import { refuseOver } from './refuse-over'
import { getRoleSettings, type RoleSettingsRecord } from './role-settings-data'
import { SHORTEST_LEFT_MILLISECONDS, listOpenActivations, startActivation, windowOf } from './start-activation'
import { announcePim, tellOthers, tellRequester, tellingOf } from './tell-people'
import { whyNotEligible, whyNotWritten } from './why-not-eligible'

/** A request about to be decided, locked, with what the rule asks about it. */
export interface ToDecide {
  request: RequestRecord
  decidable: DecidableRequest
  policy: RoleSettingsRecord
}

interface Loading { input: { requestId: string }; tx: Tx; actor: Actor; now: number }

/** @throws AppError not_found for whoever neither decides it, nor made it, nor reads all of them (roles.md 4) */
export async function loadToDecide({ input: { requestId }, tx, actor, now }: Loading): Promise<ToDecide> {
  const { tenantId, administratorId } = actor
  await lockRequest(tx, tenantId, requestId)
  const request = await findRequest(tx, { tenantId, requestId, now })
  if (!request) throw new AppError('not_found')
  const policy = await getRoleSettings(tx, tenantId, request.role)
  const { id: requesterId } = request.person
  const tied = await isTied(tx, { tenantId, requesterId, administratorId, since: request.requestedAt })
  const decidable = { requesterId, role: request.role, scope: request.scope, approvers: policy.approvers, tied }
  const known = requesterId === administratorId || holds(actor, 'pim-request:decide') || isAssigned(actor, decidable) || holds(actor, 'pim-request:read-all')
  if (!known) throw new AppError('not_found')
  return { request, decidable, policy }
}

interface Approval { version: number; seconds?: number | undefined; reason: string }

export interface Decided {
  /** approved, and how many approvals are still missing; or denied */
  missing: number
  startsAt: number | null
  endsAt: number | null
}

/**
 * Says yes. The last of the approvals it needs makes the role active at once, or at the time it was asked for; approved late it keeps its
 * duration. Everything is looked at again as it is now: who asks, the role, the settings (pim.md rule 2). Call it under the tenant's lock.
 * @throws AppError conflict with what happened meanwhile, wrong_state for what cannot be active any more, invalid_input for more time than was asked
 */
export async function approveRequest(work: Work, { request, policy }: ToDecide, { version, seconds, reason }: Approval): Promise<Decided> {
  const { tx, tenantId, now, actor, record } = work
  const { settings } = policy
  refuseOver(request, version)
  if (seconds !== undefined && seconds > request.seconds) throw new AppError('invalid_input', { fields: { seconds: 'A request can be approved for less time, never for more.' } })
  const grant = await holdEligibility(tx, { tenantId, grantId: request.grantId, place: request.scope })
  const wrong = whyNotEligible(grant, settings, now)
  if (wrong || !grant) throw new AppError('wrong_state', { sentence: `This cannot be approved any more. ${wrong?.sentence ?? ''}`, ...(wrong ? { reason: wrong.reason } : {}) })
  refuseTightened(request, settings)
  await storeDecision(work, request, { verdict: 'approved', seconds: seconds ?? null, reason })
  const { given, shortest } = await countApprovals(work, request)
  const missing = Math.max(0, Math.max(request.approvalsNeeded, settings.approvals) - given)
  const detail = { ...(seconds === undefined ? {} : { seconds }), ...reasonDetail(actor.administratorId, reason) }
  if (missing > 0) {
    record(pimEntry('pim_request.approved', request, { ...detail, missing }))
    await announcePim(tellingOf(work), policy, request)
    return { missing, startsAt: null, endsAt: null }
  }
  const after = await findAfter(work, request)
  const window = windowOf({ startsAt: request.startsAt, seconds: Math.min(shortest, settings.longestSeconds), until: grant.endsAt, after, now })
  if (window.endsAt - window.startsAt < SHORTEST_LEFT_MILLISECONDS) throw new AppError('wrong_state', { sentence: 'This cannot be approved any more. The role ends before then.', reason: 'ended' })
  await settle(work, request, 'approved')
  await startActivation(tx, { tenantId, requestId: request.id, administratorId: request.person.id, grantId: request.grantId, role: request.role, scope: request.scope, ...window, now })
  record(pimEntry('pim_request.approved', request, { ...detail, ...window }))
  const telling = tellingOf(work)
  const by = actorName(work)
  await announcePim(telling, policy, request)
  await tellRequester(telling, policy, request, { news: 'approved', ...window, by, reason })
  if (window.startsAt <= now) await tellOthers(telling, policy, request, { news: 'activated', ...window, by, reason: request.justification }, [actor.administratorId])
  return { missing: 0, ...window }
}

/** Says no, for everyone: one denial denies. @throws AppError conflict with what happened meanwhile */
export async function denyRequest(work: Work, { request, policy }: ToDecide, { version, reason }: { version: number; reason: string }): Promise<void> {
  const { actor, record } = work
  refuseOver(request, version)
  await storeDecision(work, request, { verdict: 'denied', seconds: null, reason })
  await settle(work, request, 'denied')
  record(pimEntry('pim_request.denied', request, reasonDetail(actor.administratorId, reason)))
  const telling = tellingOf(work)
  await announcePim(telling, policy, request)
  await tellRequester(telling, policy, request, { news: 'denied', by: actorName(work), reason })
}

/** The settings as they are now bind whoever decides; a request cannot be changed to fit them, but asked anew. */
function refuseTightened(request: RequestRecord, settings: RoleSettingsRecord['settings']): void {
  const asked = settings.mfa && request.factorGivenAt === null ? 'The settings of this role ask for a second factor with each request since then.' : Object.values(whyNotWritten(settings, request))[0]
  if (asked !== undefined) throw new AppError('wrong_state', { sentence: `This cannot be approved any more. ${asked} It can be asked for anew.`, reason: 'settings_changed' })
}

async function storeDecision({ tx, tenantId, actor, now }: Work, request: RequestRecord, decision: { verdict: 'approved' | 'denied'; seconds: number | null; reason: string }): Promise<void> {
  const earlier = await tx.pimDecision.findFirst({ where: { tenantId, requestId: request.id, approverId: actor.administratorId }, select: { id: true } })
  if (earlier) throw new AppError('wrong_state', { sentence: 'You have decided about this request already; it waits for somebody else.', reason: 'decided' })
  await tx.pimDecision.create({ data: { tenantId, requestId: request.id, requesterId: request.person.id, approverId: actor.administratorId, at: new Date(now), ...decision } })
}

/** @returns how many approvals count (request-rows.ts says which), and the shortest time among them, seconds */
async function countApprovals({ tx, tenantId, now }: Work, { id, seconds: asked }: RequestRecord): Promise<{ given: number; shortest: number }> {
  const counts = Prisma.raw(approvalCounts(`'${new Date(now).toISOString()}'::timestamptz`))
  const rows = await tx.$queryRaw<{ seconds: number | null }[]>`
    SELECT d.seconds FROM pim_request r JOIN pim_decision d ON d.tenant_id = r.tenant_id AND d.request_id = r.id
    WHERE r.tenant_id = ${tenantId}::uuid AND r.id = ${id}::uuid AND ${counts}`
  return { given: rows.length, shortest: Math.min(asked, ...rows.map(({ seconds }) => seconds ?? asked)) }
}

/** @returns the end of what the request goes on from, while that runs @throws AppError wrong_state where something else runs by now */
async function findAfter({ tx, tenantId, now }: Work, { extendsId, role, scope, person }: RequestRecord): Promise<number | null> {
  const open = await listOpenActivations(tx, { tenantId, administratorId: person.id, role, scope, now })
  if (open.length === 0) return null
  if (open.length === 1 && open[0]!.id === extendsId) return open[0]!.endsAt
  throw new AppError('wrong_state', { sentence: 'This cannot be approved any more. The role is active, or scheduled, already.', reason: 'running' })
}

/** One row changed is the winner; nobody else gets here with the same request (pim.md rule 4). */
async function settle({ tx, tenantId, now }: Work, request: RequestRecord, state: 'approved' | 'denied'): Promise<void> {
  const won = await tx.$executeRaw`
    UPDATE pim_request SET state = ${state}::pim_state, decided_at = ${new Date(now)}::timestamptz, version = version + 1,
      ended_at = CASE WHEN ${state} = 'denied' THEN ${new Date(now)}::timestamptz END
    WHERE tenant_id = ${tenantId}::uuid AND id = ${request.id}::uuid AND state = 'pending_approval' AND undecided_until > ${new Date(now)}::timestamptz AND version = ${request.version}`
  if (won === 0) throw new AppError('conflict', { sentence: 'This request was decided or withdrawn a moment ago.', reason: 'decided' })
}
