// What pim.md says, written a second time and more simply: requests, decisions, activations and the clock as plain values. The real
// operations on PostgreSQL have to agree with it after every step.
import { expect } from 'vitest'
import fc from 'fast-check'
import { performableOf } from '@/lib/actions/define-action'
import { setStatus } from '@/lib/administrators/actions'
import { holds } from '@/lib/authz/can'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { assignRole, changeGrant, endGrant } from '@/lib/grants/actions'
import { resetFactorsOf } from '@/lib/mfa/actions'
import { stateAt, type RequestState, type StoredState } from '@/lib/pim/request-state'
import { TEST_ORIGIN } from './caller-for'
import { actorOf, pim, setPolicy, settled, storePimTeam, type PimTeam } from './pim-team'
import { stopClock } from './test-clock'
import { workOff } from './work-off'

const SECOND = 1000
const HOUR = 3600 * SECOND
const UNDECIDED = 24 * HOUR
/** What must be left of an activation, or it is not begun. */
const SHORTEST = 60 * SECOND

type Name = 'olivia' | 'oscar' | 'april' | 'sam' | 'adam'
/** Super Admin is approved by an owner or an Approver; Client Admin is not approved by anybody. */
type Eligible = 'super_admin' | 'client_admin'
const NEEDS_APPROVAL: Record<Eligible, boolean> = { super_admin: true, client_admin: false }
/** What shows that a role is in force. */
const SHOWS = { super_admin: 'workspace:create', client_admin: 'approval:decide' } as const
const ASKERS = ['sam', 'adam'] as const
const MAY_ASK: Record<(typeof ASKERS)[number], readonly Eligible[]> = { sam: ['super_admin', 'client_admin'], adam: ['super_admin'] }

export type Step =
  | { do: 'ask'; who: (typeof ASKERS)[number]; role: Eligible; seconds: number; later: boolean; narrowed: boolean }
  | { do: 'extend'; seconds: number; which: number }
  | { do: 'approve' | 'deny'; who: Name; which: number; less: boolean }
  | { do: 'withdraw' | 'cancel' | 'deactivate' | 'revoke'; which: number }
  | { do: 'wait'; seconds: number }
  | { do: 'note' }
  | { do: 'take-approver' }
  | { do: 'give-approver'; by: 'olivia' | 'adam' }
  | { do: 'set-status'; who: Exclude<Name, 'olivia'>; active: boolean }
  | { do: 'take-eligible' | 'give-eligible'; who: (typeof ASKERS)[number]; role: Eligible }
  | { do: 'end-at'; who: (typeof ASKERS)[number]; role: Eligible; seconds: number }
  | { do: 'reset-factors' | 'enrol'; who: (typeof ASKERS)[number] }

const which = fc.nat({ max: 3 })
const asker = fc.constantFrom(...ASKERS)
const role = fc.constantFrom<Eligible>('super_admin', 'super_admin', 'client_admin')
const ask = fc.record({ do: fc.constant('ask' as const), who: asker, role, seconds: fc.constantFrom(1800, 3600), later: fc.boolean(), narrowed: fc.constantFrom(false, false, true) })
const decide = fc.record({ do: fc.constantFrom('approve' as const, 'approve' as const, 'deny' as const), who: fc.constantFrom<Name>('olivia', 'oscar', 'april', 'april', 'sam', 'adam'), which, less: fc.constantFrom(false, false, true) })

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: ask },
  { weight: 6, arbitrary: decide },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('withdraw' as const, 'cancel' as const, 'deactivate' as const, 'revoke' as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 600, 600, 1799, 1800, 1800, 3600, 86_400) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('note' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take-approver' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('give-approver' as const), by: fc.constantFrom('olivia' as const, 'adam' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('set-status' as const), who: fc.constantFrom('oscar' as const, 'april' as const, 'sam' as const, 'adam' as const), active: fc.constantFrom(true, true, false) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('take-eligible' as const, 'give-eligible' as const), who: asker, role }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('extend' as const), seconds: fc.constantFrom(1800, 3600), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end-at' as const), who: asker, role, seconds: fc.constantFrom(30, 900, 5400, 86_400) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reset-factors' as const, 'enrol' as const, 'enrol' as const), who: asker }) },
)

interface ModelRequest {
  id: string
  who: (typeof ASKERS)[number]
  role: Eligible
  grantId: string
  /** one workspace instead of the whole tenant */
  narrowed: boolean
  /** what it goes on from */
  extends: ModelRequest | null
  at: number
  startsAt: number | null
  seconds: number
  state: StoredState
  activation: { startsAt: number; endsAt: number; endedAt: number | null } | null
}

function compare<T>(real: T, said: T): void {
  expect(real).toEqual(said)
}

/** One tenant's day: the model, and the real thing beside it. */
export class PimDay {
  private readonly active = new Set<Name>(['olivia', 'oscar', 'april', 'sam', 'adam'])
  private readonly eligible = new Map<string, { id: string; version: number; endsAt: number | null }>()
  /** without a second factor, since an administrator took it */
  private readonly bare = new Set<Name>()
  private approverGrant: string | null
  /** when Adam last gave April something: she has no say about what he asked before */
  private tiedToAdamAt = -1
  private readonly requests: ModelRequest[] = []
  readonly tally = new Map<string, number>()

  private constructor(private readonly team: PimTeam<Name>, private now: number) {
    for (const who of ASKERS) for (const each of MAY_ASK[who]) this.eligible.set(`${who} ${each}`, { id: team.people[who].grants[`eligible:${each}`]!, version: 1, endsAt: null })
    this.approverGrant = team.people.april.grants.approver!
  }

  static async begin(): Promise<PimDay> {
    const team = await storePimTeam<Name>({
      olivia: { holds: [{ role: 'client_owner' }] }, oscar: { holds: [{ role: 'client_owner' }] }, april: { holds: [{ role: 'approver' }] },
      sam: { holds: MAY_ASK.sam.map((each) => ({ role: each, kind: 'eligible' as const })) }, adam: { holds: [{ role: 'client_admin' }, { role: 'super_admin', kind: 'eligible' }] },
    })
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1, eligibleSeconds: null })
    await setPolicy(team.tenantId, 'client_admin', { eligibleSeconds: null })
    await db().pimApprover.create({ data: { tenantId: team.tenantId, role: 'super_admin', approverRole: 'approver' } })
    return new PimDay(team, await transaction(readClock))
  }

  /** Does a step in both worlds, each a second after the one before, and compares. */
  async take(wanted: Step): Promise<void> {
    await this.moveTo(this.now + (wanted.do === 'wait' ? wanted.seconds * SECOND : SECOND))
    // A step with nothing to be done to is no step: then something is asked for, or what waits is approved.
    const one = wanted.do === 'wait' || this.attemptOf(wanted) ? wanted : this.insteadOf()
    const attempt = this.attemptOf(one)
    if (attempt) {
      const outcome = await settled(attempt.real)
      compare(`${JSON.stringify(one)}: ${outcome === 'done' ? 'done' : `refused (${outcome})`}`.replace(/ \(.*/, attempt.allowed ? '$&' : ''), `${JSON.stringify(one)}: ${attempt.allowed ? 'done' : 'refused'}`)
      if (attempt.allowed) await attempt.after()
      const key = `${one.do}: ${outcome === 'done' ? 'done' : 'refused'}`
      this.tally.set(key, (this.tally.get(key) ?? 0) + 1)
    }
    await this.agree()
  }

  private async moveTo(now: number): Promise<void> {
    this.now = now
    await stopClock(now)
    for (const [key, { endsAt }] of this.eligible) if (endsAt !== null && endsAt <= now) this.eligible.delete(key)
    await db().session.updateMany({ where: { tenantId: this.team.tenantId }, data: { freshFactorAt: new Date(now), createdAt: new Date(now - 2000), lastSeenAt: new Date(now), expiresAt: new Date(now + 24 * HOUR) } })
  }

  private insteadOf(): Step {
    const waits = this.requests.some((request) => this.stateOf(request) === 'pending_approval')
    return waits ? { do: 'approve', who: 'oscar', which: 0, less: false } : { do: 'ask', who: 'sam', role: 'super_admin', seconds: 1800, later: false, narrowed: false }
  }

  private stateOf(request: ModelRequest): RequestState {
    return stateAt({ state: request.state, undecidedUntil: request.at + UNDECIDED, activation: request.activation }, this.now)
  }

  private isOpen(request: ModelRequest): boolean {
    return ['pending_approval', 'scheduled', 'active'].includes(this.stateOf(request))
  }

  private mayDecide(who: Name, request: ModelRequest): boolean {
    if (!this.active.has(who) || who === request.who) return false
    if (who === 'olivia' || who === 'oscar') return true
    return who === 'april' && request.role === 'super_admin' && this.approverGrant !== null && !(request.who === 'adam' && this.tiedToAdamAt >= request.at)
  }

  /** What is attempted, whether the rules allow it, and what follows when they do. */
  private attemptOf(one: Step): { allowed: boolean; real: () => Promise<unknown>; after: () => Promise<void> | void } | null {
    const { people } = this.team
    const by = async <I, T>(name: Name, action: (input: I) => Promise<T>, input: I) => performableOf(action as never).perform(people[name].caller, input as never, TEST_ORIGIN, true) as Promise<Record<string, never>>
    switch (one.do) {
      case 'wait': return null
      case 'note': return { allowed: true, real: async () => workOff('pim_moment'), after: () => this.note() }
      case 'ask': return this.askOf(one)
      case 'extend': return this.extendOf(one)
      case 'approve':
      case 'deny': {
        const request = this.pick(one.which)
        if (!request) return null
        const waits = this.stateOf(request) === 'pending_approval' && this.mayDecide(one.who, request)
        if (one.do === 'deny') return { allowed: waits, real: async () => pim.deny(people[one.who], request.id), after: () => void (request.state = 'denied') }
        const grant = this.eligible.get(`${request.who} ${request.role}`)
        const base = request.extends && this.stateOf(request.extends) === 'active' ? request.extends.activation!.endsAt : null
        const seconds = one.less ? request.seconds / 2 : request.seconds
        const window = this.windowOf(base ?? request.startsAt, seconds, grant?.endsAt ?? null)
        return {
          allowed: waits && this.active.has(request.who) && grant?.id === request.grantId && window !== null,
          real: async () => pim.approve(people[one.who], request.id, one.less ? { seconds } : {}),
          after: () => {
            request.state = 'approved'
            request.activation = window
          },
        }
      }
      case 'withdraw':
      case 'cancel':
      case 'deactivate': {
        const request = this.pick(one.which)
        if (!request) return null
        const [needs, state] = ({ withdraw: ['pending_approval', 'withdrawn'], cancel: ['scheduled', 'cancelled'], deactivate: ['active', 'deactivated'] } as const)[one.do]
        return { allowed: this.active.has(request.who) && this.stateOf(request) === needs, real: async () => pim[one.do](people[request.who], request.id), after: () => this.end(request, state) }
      }
      case 'revoke': {
        const request = this.pick(one.which)
        return request && { allowed: this.isOpen(request), real: async () => pim.revoke(people.olivia, request.id), after: () => this.end(request, 'revoked') }
      }
      case 'take-approver': {
        const grantId = this.approverGrant
        return grantId === null ? null : { allowed: true, real: async () => by('olivia', endGrant, { grantId, version: 1 }), after: () => void (this.approverGrant = null) }
      }
      case 'give-approver': {
        if (this.approverGrant !== null) return null
        return {
          // A standing Client Admin needs the factor too.
          allowed: this.active.has(one.by) && !this.bare.has(one.by),
          real: async () => by(one.by, assignRole, { administratorId: people.april.id, role: 'approver', scope: { type: 'tenant' } }),
          after: async () => {
            if (one.by === 'adam') this.tiedToAdamAt = this.now
            this.approverGrant = (await db().roleGrant.findFirstOrThrow({ where: { administratorId: people.april.id, role: 'approver', revokedAt: null } })).id
          },
        }
      }
      case 'set-status': {
        const { id } = people[one.who]
        return {
          allowed: this.active.has(one.who) !== one.active,
          real: async () => by('olivia', setStatus, { administratorId: id, status: one.active ? 'active' : 'inactive' }),
          after: async () => {
            if (one.active) {
              this.active.add(one.who)
              // They sign in again.
              await db().session.updateMany({ where: { administratorId: id }, data: { endedAt: null, endReason: null } })
              return
            }
            this.active.delete(one.who)
            this.cut(({ who }) => who === one.who)
          },
        }
      }
      case 'take-eligible': {
        const grant = this.eligible.get(`${one.who} ${one.role}`)
        if (!grant) return null
        return {
          allowed: true,
          real: async () => by('olivia', endGrant, { grantId: grant.id, version: grant.version }),
          after: () => {
            this.eligible.delete(`${one.who} ${one.role}`)
            this.cut((request) => request.grantId === grant.id)
          },
        }
      }
      case 'end-at': {
        const grant = this.eligible.get(`${one.who} ${one.role}`)
        if (!grant) return null
        const endsAt = this.now + one.seconds * SECOND
        return {
          allowed: true,
          real: async () => by('olivia', changeGrant, { grantId: grant.id, version: grant.version, endsAt }),
          after: () => {
            this.eligible.set(`${one.who} ${one.role}`, { id: grant.id, version: grant.version + 1, endsAt })
            // What was to start after it never does, what runs ends with it; what waits is judged when it is decided.
            this.cut(({ grantId, activation }) => grantId === grant.id && activation !== null && activation.startsAt >= endsAt)
            for (const { grantId, activation } of this.requests) if (grantId === grant.id && activation?.endedAt === null && activation.endsAt > this.now) activation.endsAt = Math.min(activation.endsAt, endsAt)
          },
        }
      }
      case 'reset-factors': {
        const { id } = people[one.who]
        if (!this.active.has(one.who)) return null
        return {
          allowed: !this.bare.has(one.who),
          real: async () => by('olivia', resetFactorsOf, { administratorId: id }),
          after: async () => {
            this.bare.add(one.who)
            this.cut(({ who }) => who === one.who)
            // They sign in again, with the password alone.
            await db().session.updateMany({ where: { administratorId: id }, data: { endedAt: null, endReason: null, factorUsedAt: null, factorUsedKind: null } })
          },
        }
      }
      case 'enrol': {
        const { tenantId } = this.team
        const { id } = people[one.who]
        if (!this.bare.has(one.who)) return null
        const at = new Date(this.now)
        return {
          allowed: true,
          real: async () => {
            await db().secondFactor.create({ data: { tenantId, administratorId: id, kind: 'totp', name: 'Phone', createdAt: at, confirmedAt: at, secretSealed: 'not a secret' } })
            await db().session.updateMany({ where: { administratorId: id }, data: { factorUsedAt: at, factorUsedKind: 'totp' } })
          },
          after: () => void this.bare.delete(one.who),
        }
      }
      case 'give-eligible': {
        if (this.eligible.has(`${one.who} ${one.role}`) || !MAY_ASK[one.who].includes(one.role)) return null
        const { id } = people[one.who]
        return {
          allowed: true,
          real: async () => by('olivia', assignRole, { administratorId: id, role: one.role, scope: { type: 'tenant' }, kind: 'eligible' }),
          after: async () => {
            const made = await db().roleGrant.findFirstOrThrow({ where: { administratorId: id, role: one.role, kind: 'eligible', revokedAt: null }, orderBy: { createdAt: 'desc' } })
            this.eligible.set(`${one.who} ${one.role}`, { id: made.id, version: 1, endsAt: null })
          },
        }
      }
    }
  }

  /** When it would run: never past the end of the grant. @returns null where too little is left of it */
  private windowOf(from: number | null, seconds: number, until: number | null): ModelRequest['activation'] {
    const startsAt = Math.max(this.now, from ?? this.now)
    const endsAt = Math.min(startsAt + seconds * SECOND, until ?? Infinity)
    return endsAt - startsAt < SHORTEST ? null : { startsAt, endsAt, endedAt: null }
  }

  private askOf({ who, role: wanted, seconds, later, narrowed }: Extract<Step, { do: 'ask' }>) {
    return this.submit({ who, role: wanted, seconds, narrowed, startsAt: later ? this.now + HOUR : null, base: null })
  }

  private extendOf({ seconds, which: nth }: Extract<Step, { do: 'extend' }>) {
    const base = this.requests.filter((request) => this.stateOf(request) === 'active').at(nth) ?? this.requests.findLast(({ activation }) => activation !== null)
    return base ? this.submit({ who: base.who, role: base.role, seconds, narrowed: base.narrowed, startsAt: null, base }) : null
  }

  private submit({ who, role: wanted, seconds, narrowed, startsAt, base }: Pick<ModelRequest, 'who' | 'role' | 'seconds' | 'narrowed' | 'startsAt'> & { base: ModelRequest | null }) {
    const grant = this.eligible.get(`${who} ${wanted}`)
    if (!grant) return null
    const own = this.requests.filter((request) => request.who === who)
    const same = own.filter((request) => request.role === wanted && request.narrowed === narrowed)
    const window = this.windowOf(base ? base.activation!.endsAt : startsAt, seconds, grant.endsAt)
    // What runs can only be gone on from, once; else nothing of the same role and place may be open.
    const room = base === null ? !same.some((request) => this.isOpen(request)) : this.stateOf(base) === 'active' && !same.some((request) => request !== base && this.isOpen(request))
    const made: ModelRequest = {
      id: '', who, role: wanted, grantId: grant.id, narrowed, extends: base, at: this.now, startsAt, seconds, state: NEEDS_APPROVAL[wanted] ? 'pending_approval' : 'approved', activation: NEEDS_APPROVAL[wanted] ? null : window,
    }
    return {
      allowed: this.active.has(who) && !this.bare.has(who) && room && window !== null && own.filter(({ at }) => at > this.now - HOUR).length < 10,
      real: async () => {
        const place = narrowed ? { place: { type: 'workspace' as const, id: this.team.places.workspace } } : {}
        const extendsId = base ? { extendsId: (await db().pimActivation.findFirstOrThrow({ where: { requestId: base.id } })).id } : {}
        const { items } = await pim.basket(this.team.people[who], [{ grantId: grant.id, seconds, ...place, ...extendsId, ...(startsAt === null ? {} : { startsAt }) }])
        made.id = items[0]!.ok ? items[0]!.requestId : ''
      },
      after: () => {
        // Whoever asks again has had it noted that nobody decided about the last one.
        for (const request of same) if (this.stateOf(request) === 'timed_out') request.state = 'timed_out'
        this.requests.push(made)
      },
    }
  }

  private cut(concerned: (request: ModelRequest) => boolean): void {
    for (const request of this.requests) if (concerned(request) && this.isOpen(request)) this.end(request, 'cut_short')
  }

  /** One of those that are not over, or now and then one that is. */
  private pick(nth: number): ModelRequest | null {
    const open = this.requests.filter((request) => this.isOpen(request))
    return open[nth] ?? this.requests.at(-1 - nth) ?? null
  }

  private end(request: ModelRequest, state: StoredState): void {
    // What was to go on from what somebody ends goes too.
    const next = state === 'deactivated' || (state === 'revoked' && request.activation) ? this.requests.filter((one) => one.extends === request && this.isOpen(one)) : []
    for (const one of next) this.end(one, state === 'revoked' ? 'revoked' : one.activation ? 'cancelled' : 'withdrawn')
    request.state = state
    if (request.activation) request.activation.endedAt = this.now
  }

  private note(): void {
    for (const request of this.requests) {
      const state = this.stateOf(request)
      if (state === 'timed_out' || state === 'expired') request.state = state
    }
  }

  /** Request for request, and power for power as the next request of each would find it. */
  private async agree(): Promise<void> {
    const { tenantId, people } = this.team
    const rows = await db().pimRequest.findMany({ where: { tenantId }, select: { id: true, state: true, undecidedUntil: true } })
    const given = new Map((await db().pimActivation.findMany({ where: { tenantId } })).map((row) => [row.requestId, row]))
    const real = rows.map(({ id, state, undecidedUntil }) => {
      const row = given.get(id)
      const activation = row ? { startsAt: row.startsAt.getTime(), endsAt: row.endsAt.getTime(), endedAt: row.endedAt?.getTime() ?? null } : null
      return `${id} ${stateAt({ state, undecidedUntil: undecidedUntil.getTime(), activation }, this.now)} ${activation ? `${activation.startsAt}–${activation.endsAt}` : ''}`
    })
    compare(real.toSorted(), this.requests.map((request) => `${request.id} ${this.stateOf(request)} ${request.activation ? `${request.activation.startsAt}–${request.activation.endsAt}` : ''}`).toSorted())
    for (const who of ASKERS) {
      const actor = this.active.has(who) ? await actorOf(people[who]) : null
      for (const each of MAY_ASK[who]) {
        const power = this.active.has(who) && this.requests.some((request) => request.who === who && request.role === each && !request.narrowed && this.stateOf(request) === 'active')
        compare(`${who} ${each} ${actor !== null && holds(actor, SHOWS[each])}`, `${who} ${each} ${power}`)
      }
      // In the one place, whatever reaches it: Adam's standing role does as well, while he has a factor.
      const there = this.active.has(who) && (this.requests.some((request) => request.who === who && this.stateOf(request) === 'active') || (who === 'adam' && !this.bare.has(who)))
      compare(`${who} there ${actor !== null && holds(actor, 'workspace:read', { type: 'workspace', id: this.team.places.workspace })}`, `${who} there ${there}`)
      compare(`${who} elsewhere ${actor !== null && holds(actor, 'workspace:read', { type: 'workspace', id: this.team.tenantId })}`, `${who} elsewhere ${there && (who === 'adam' ? !this.bare.has(who) : this.requests.some((request) => request.who === who && !request.narrowed && this.stateOf(request) === 'active'))}`)
    }
    // No power without a decision: a second look that knows nothing of the operations.
    const [unfounded] = await db().$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM pim_activation x JOIN pim_request r ON (r.tenant_id, r.id) = (x.tenant_id, x.request_id)
      WHERE x.tenant_id = ${tenantId}::uuid AND r.approvals_needed > (SELECT count(*) FROM pim_decision d WHERE (d.tenant_id, d.request_id) = (r.tenant_id, r.id) AND d.verdict = 'approved' AND d.approver_id <> r.administrator_id)`
    compare(Number(unfounded!.count), 0)
  }
}
