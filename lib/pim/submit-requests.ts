import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Work } from '@/lib/actions/work'
import { rotateSession } from '@/lib/authn/rotate-session'
import { placeKey, type Scope } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import { AppError, type Failure } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { getPlaceName } from '@/lib/grants/data'
import { holdEligibility } from './eligibility'
import { noteTimeOut } from './note-moments'
import { pimEntry, reasonDetail } from './record-pim'
import type { RequestRecord } from './request-data'
import type { RequestState } from './request-state'
import { getRoleSettings, type RoleSettingsRecord } from './role-settings-data'
import type { RequestedItem } from './schema'
import { findStanding, lookBack } from './standing-requests'
import { SHORTEST_LEFT_MILLISECONDS, enqueueMoment, startActivation, windowOf } from './start-activation'
import { announcePim, askDeciders, tellOthers, tellRequester, tellingOf } from './tell-people'
import { canBeNarrowed, whyNotEligible, whyNotWritten, type Eligibility } from './why-not-eligible'

/** What became of one item: each goes its own way. */
export type ItemOutcome =
  | { grantId: string; ok: true; requestId: string; state: RequestState; startsAt: number | null; endsAt: number | null }
  | { grantId: string; ok: false; failure: Failure }

const MOST_AN_HOUR = 10
const HOUR = 3_600_000
/** A scheduled start further away than this is somebody's calendar, not a request. */
const LATEST_START = 90 * 24 * HOUR
/** How long ago the factor for a request may have been given: as long as it takes to send the form after it. */
const FACTOR_SECONDS = 60

interface Checked {
  item: RequestedItem
  grant: Eligibility
  scope: Scope
  policy: RoleSettingsRecord
  startsAt: number | null
  /** the end of the running activation it goes on from */
  after: number | null
  /** one that nobody decided in time, and that no worker has noted yet: it must not stand in the way */
  late: string | null
}

/**
 * Asks to activate eligible roles of one's own, several at once; each item has its own outcome, and one that is refused does not stop
 * the others. Where no approval is needed the role is active in the same transaction, and the session has a new reference (T22).
 * Call it under the tenant's lock.
 * @throws AppError of the first item where none was taken; step_up_required where a role asks for a fresh factor
 */
export async function submitRequests(work: Work, items: readonly RequestedItem[]): Promise<{ basketId: string; items: ItemOutcome[] }> {
  const outcomes = new Map<RequestedItem, ItemOutcome>()
  const checked: Checked[] = []
  const lately = await lookBack(work.tx, work.actor, work.now - HOUR)
  let left = MOST_AN_HOUR - lately.asked
  for (const item of items) {
    try {
      const one = await checkItem(work, item)
      if (checked.some((other) => other.grant.role === one.grant.role && placeKey(other.scope) === placeKey(one.scope))) throw new AppError('already_exists', { sentence: 'The same role in the same place is asked for twice.', reason: 'pending' })
      if (left <= 0) throw new AppError('too_many', { sentence: `You have asked ${MOST_AN_HOUR} times within the last hour. Wait a little.` })
      left -= 1
      checked.push(one)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      outcomes.set(item, { grantId: item.grantId, ok: false, failure: error.failure })
    }
  }
  const factorGivenAt = checked.some(({ policy }) => policy.settings.mfa) ? takeFreshFactor(work, lately.spent) : null
  const basketId = randomUUID()
  for (const one of checked) outcomes.set(one.item, await storeItem(work, one, basketId, one.policy.settings.mfa ? factorGivenAt : null))
  const all = items.map((item) => outcomes.get(item)!)
  const first = all[0]!
  if (checked.length === 0 && !first.ok) throw new AppError(first.failure.code, { ...first.failure, details: { ...first.failure.details, items: all } })
  // Somebody has more power than a moment ago: whoever knew the old reference of the session has none of it.
  if (all.some((one) => one.ok && one.state === 'active')) await rotateSession(work.tx, { tenantId: work.tenantId, sessionId: work.actor.sessionId, renewal: work.renewal, now: work.now })
  return { basketId, items: all }
}

/**
 * The factor of this very submission: given by itself and not by signing in, within the last minute, and for no earlier one. One proof
 * pays for one basket.
 * @throws AppError step_up_required
 */
function takeFreshFactor({ actor, facts, now }: Work, spent: boolean): Date {
  const at = actor.freshFactorAt
  const given = at !== null && now - at <= FACTOR_SECONDS * 1000 && at > facts.session.createdAt && actor.factorUsedAt !== null ? new Date(at) : null
  if (!given || spent) throw new AppError('step_up_required', { reason: 'factor_for_request', sentence: 'This role asks for your second factor with each request. Nothing was sent: try again, and give it.' })
  return given
}

/** @throws AppError with what would change it */
async function checkItem(work: Work, item: RequestedItem): Promise<Checked> {
  const { tx, tenantId, now, actor } = work
  const grant = await holdEligibility(tx, { tenantId, grantId: item.grantId, place: item.place ?? null })
  if (!grant || grant.administratorId !== actor.administratorId) throw new AppError('not_found', { sentence: 'You do not hold this role any more.' })
  const policy = await getRoleSettings(tx, tenantId, grant.role)
  const { settings } = policy
  const wrong = whyNotEligible(grant, settings, now)
  if (wrong) throw new AppError(wrong.reason === 'mfa_not_enrolled' ? 'forbidden' : 'wrong_state', wrong)
  const scope = await narrow(work, grant, item.place)
  if (item.seconds > settings.longestSeconds) throw new AppError('invalid_input', { fields: { seconds: 'This is longer than the settings of this role allow.' }, sentence: 'This is longer than the settings of this role allow.', details: { longestSeconds: settings.longestSeconds } })
  const fields = whyNotWritten(settings, item)
  if (Object.keys(fields).length > 0) throw new AppError('invalid_input', { fields, sentence: Object.values(fields)[0]! })
  if (item.startsAt !== undefined && item.startsAt > now + LATEST_START) throw new AppError('invalid_input', { fields: { startsAt: 'Choose a start within the next 90 days.' } })
  const startsAt = item.startsAt !== undefined && item.startsAt > now ? item.startsAt : null
  const { after, late } = await findBase(work, item, grant, scope)
  const { startsAt: from, endsAt } = windowOf({ startsAt, seconds: item.seconds, until: grant.endsAt, after, now })
  if (endsAt - from < SHORTEST_LEFT_MILLISECONDS) throw new AppError('wrong_state', { sentence: `${ROLES[grant.role].label} ends before then.`, reason: 'ended' })
  return { item, grant, scope, policy, startsAt: after === null ? startsAt : null, after, late }
}

/** As far as the grant reaches, or one place of a role that has rows there. */
async function narrow({ tx, tenantId }: Work, grant: Eligibility, place: RequestedItem['place']): Promise<Scope> {
  if (place === undefined || placeKey(place) === placeKey(grant.scope)) return grant.scope
  if (grant.scope.type !== 'tenant' || !canBeNarrowed(grant.role, place.type)) throw new AppError('invalid_input', { fields: { place: `${ROLES[grant.role].label} cannot be narrowed to that place.` } })
  await getPlaceName(tx, tenantId, place)
  return place
}

/**
 * One running and at most one pending per person, role and place (rule 5): what runs can only be gone on from, once.
 * @returns the end of what it goes on from (null where it stands for itself), and one that waits no longer
 */
async function findBase(work: Work, { extendsId }: RequestedItem, { role, administratorId }: Eligibility, scope: Scope): Promise<Pick<Checked, 'after' | 'late'>> {
  const { tx, tenantId, now } = work
  const { pending, open } = await findStanding(tx, { tenantId, administratorId, role, scope, now })
  if (pending && pending.undecidedUntil > now) throw new AppError('already_exists', { sentence: 'You have asked for this already, and it waits to be decided. Withdraw that request first.', reason: 'pending', details: { requestId: pending.id } })
  const late = pending?.id ?? null
  const running = open.find(({ startsAt }) => startsAt <= now)
  if (extendsId === undefined) {
    if (open.length === 0) return { after: null, late }
    throw new AppError('already_exists', { sentence: running ? 'This role is active already. Extend it instead.' : 'This role is scheduled already. Cancel that first.', reason: running ? 'running' : 'scheduled', details: { activationId: open[0]!.id } })
  }
  if (running?.id !== extendsId) throw new AppError('wrong_state', { sentence: 'What you wanted to extend has ended. Ask for the role anew.', reason: 'ended' })
  if (open.length > 1) throw new AppError('already_exists', { sentence: 'This has been extended already.', reason: 'extended' })
  return { after: running.endsAt, late }
}

async function storeItem(work: Work, one: Checked, basketId: string, factorGivenAt: Date | null): Promise<ItemOutcome> {
  const { tx, tenantId, now, actor, facts, record } = work
  const { item, grant, scope, policy } = one
  const { settings } = policy
  if (one.late) await noteTimeOut(tx, { tenantId, requestId: one.late, now })
  const waits = settings.approvals > 0
  const undecidedUntil = now + settings.undecidedSeconds * 1000
  const { id: requestId } = await tx.pimRequest.create({
    data: {
      tenantId, basketId, administratorId: actor.administratorId, grantId: grant.grantId, role: grant.role, scope: scope.type,
      workspaceId: scope.type === 'workspace' ? scope.id : null, organizationId: scope.type === 'organization' ? scope.id : null, extendsId: item.extendsId ?? null,
      justification: item.justification, ticket: item.ticket, requestedAt: new Date(now), startsAt: one.startsAt === null ? null : new Date(one.startsAt), seconds: item.seconds,
      undecidedUntil: new Date(undecidedUntil), approvalsNeeded: settings.approvals, factorGivenAt,
      state: waits ? 'pending_approval' : 'approved', decidedAt: waits ? null : new Date(now),
    },
    select: { id: true },
  })
  const window = waits ? null : windowOf({ startsAt: one.startsAt, seconds: item.seconds, until: grant.endsAt, after: one.after, now })
  if (window) await startActivation(tx, { tenantId, requestId, administratorId: actor.administratorId, grantId: grant.grantId, role: grant.role, scope, ...window, now })
  else await enqueueMoment(tx, { tenantId, requestId }, undecidedUntil)
  const id = actor.administratorId
  const made: RequestRecord = {
    id: requestId, person: { id, email: facts.person.email, name: personName(facts.person), active: true }, grantId: grant.grantId, role: grant.role, scope, extendsId: item.extendsId ?? null, justification: item.justification, ticket: item.ticket,
    requestedAt: now, startsAt: one.startsAt, seconds: item.seconds, undecidedUntil, approvalsNeeded: settings.approvals, factorGivenAt: factorGivenAt?.getTime() ?? null, nudgedAt: null, version: 1,
    stored: waits ? 'pending_approval' : 'approved', state: window === null ? 'pending_approval' : window.startsAt > now ? 'scheduled' : 'active', activation: null,
  }
  record(pimEntry('pim_request.submitted', made, { seconds: item.seconds, startsAt: one.startsAt, extends: item.extendsId, ticket: item.ticket || undefined, ...reasonDetail(id, item.justification) }))
  if (made.state === 'active') record(pimEntry('pim_activation.started', made, { ...window }))
  await tell(work, policy, made, window)
  return { grantId: grant.grantId, ok: true, requestId, state: made.state, startsAt: window?.startsAt ?? null, endsAt: window?.endsAt ?? null }
}

async function tell(work: Work, policy: RoleSettingsRecord, made: RequestRecord, window: { startsAt: number; endsAt: number } | null): Promise<void> {
  const telling = tellingOf(work)
  await announcePim(telling, policy, made)
  if (window === null) await askDeciders(telling, policy, made, false)
  if (made.state !== 'active') return
  await tellRequester(telling, policy, made, { news: 'activated', ...window, reason: made.justification })
  await tellOthers(telling, policy, made, { news: 'activated', ...window, reason: made.justification }, [])
}
