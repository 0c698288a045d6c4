import fc from 'fast-check'
import { performableOf, type Performable } from '@/lib/actions/define-action'
import { deleteForGood, endSessionsOf, requirePasswordReset, restore, setStatus } from '@/lib/administrators/actions'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { can } from '@/lib/authz/can'
import { ROLES, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import { readClock } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { assignRole, changeGrant, confirmGrant, endGrant } from '@/lib/grants/actions'
import { changeOf } from '@/lib/grants/data'
import { giveUpGrant } from '@/lib/grants/give-up-grant'
import { perform } from '@/lib/actions/perform'
import { signIn } from '@/lib/sign-in/sign-in'
import type { ConsoleModel, ModelGrant, ModelPerson, ModelSession } from './console-model'
import { moveClock } from './test-clock'
import { sessionOf } from './session-of'

/** What stands behind the model: a database, and one clock that only ever goes forward. */
export interface RealConsole {
  password: string
  address: string
  offset: number
  /** how often what ended how: a run that tries only what is refused proves little */
  tally: Map<string, number>
  /** compares everything that stands in the database with the model @throws when they differ */
  agree: (model: ConsoleModel) => Promise<void>
  /** begins a fault beside an attempt, or not; resolves when everything works again */
  fault?: () => Promise<void> | null
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Whatever the guards and operations may answer with; anything else is a fault. */
const REFUSALS = new Set(['forbidden', 'not_found', 'step_up_required', 'last_owner', 'signed_out', 'password_change_required', 'wrong_state', 'already_exists', 'invalid_input', 'conflict', 'wrong_credentials'])

interface Attempt {
  allowed: boolean
  run: () => Promise<unknown>
  apply?: (result: never) => void
  /** what it must have returned, for one that was done but whose answer was lost; null: nobody can know any more */
  lost?: () => Promise<unknown>
}

async function clock(): Promise<number> {
  return readClock(db())
}

type Outcome = { result: unknown } | { code: string } | 'cut'

/** Tries it; what the model foresaw must have happened, and nothing else. @param undo makes the model what it was before */
async function expectAs(label: string, model: ConsoleModel, real: RealConsole, { allowed, run, apply, lost }: Attempt, undo: () => void): Promise<void> {
  const fault = real.fault?.() ?? null
  let outcome: Outcome
  try {
    outcome = await outcomeOf(run, fault !== null)
  } finally {
    await fault
  }
  const note = (ending: string) => {
    const what = `${label.replaceAll(/\d+/g, '').trim().split(/\s+/).slice(0, 2).join(' ')}: ${ending}`
    real.tally.set(what, (real.tally.get(what) ?? 0) + 1)
  }
  if (outcome === 'cut') {
    // Nobody heard how it ended. Its event says; that everything else is as the event says is what is held against the model.
    const done = (await db().auditEvent.count({ where: { tenantId: model.tenantId, outcome: 'done' } })) > model.done
    note(done ? 'cut, done' : 'cut, not done')
    if (!done) {
      undo()
      return real.agree(model)
    }
    outcome = { result: lost ? await lost() : undefined }
  } else {
    note('code' in outcome ? outcome.code : 'done')
  }
  if ('code' in outcome === allowed) throw new Error(`${label}: ${allowed ? `was refused (${'code' in outcome ? outcome.code : ''}) but is allowed` : 'was done but must be refused'}`)
  if ('result' in outcome) {
    model.done += 1
    if (outcome.result !== null) apply?.(outcome.result as never)
  }
  await real.agree(model)
}

async function outcomeOf(run: () => Promise<unknown>, faulty: boolean): Promise<Outcome> {
  try {
    return { result: await run() }
  } catch (error) {
    if (faulty && (asAppError(error) as { code?: string }).code === 'busy') return 'cut'
    if (!(error instanceof AppError) || !REFUSALS.has(error.code)) throw error
    return { code: error.code }
  }
}

/** Where something can be decided at all, rather that: restores need somebody who is deleted. */
const preferred = (people: readonly ModelPerson[], suits: (person: ModelPerson) => boolean): readonly ModelPerson[] => (people.some(suits) ? people.filter(suits) : people)
const pick = <T>(from: readonly T[], index: number): T => from[index % from.length]!

abstract class Command implements fc.AsyncCommand<ConsoleModel, RealConsole> {
  check(model: Readonly<ConsoleModel>): boolean {
    return model.sessions.length > 0
  }
  async run(model: ConsoleModel, real: RealConsole): Promise<void> {
    const now = await clock()
    const undo = model.remember()
    await expectAs(this.toString(), model, real, await this.attempt(model, real, now), undo)
  }
  abstract attempt(model: ConsoleModel, real: RealConsole, now: number): Promise<Attempt> | Attempt
  abstract toString(): string
}

class SignIn extends Command {
  constructor(readonly who: number) { super() }
  override check(): boolean { return true }
  attempt(model: ConsoleModel, { password, address }: RealConsole): Attempt {
    const person = pick(model.people, this.who)
    const allowed = person.status === 'active' && (person.password === 'usable' || person.password === 'must_change')
    return {
      allowed,
      run: async () => sessionOf(signIn({ tenantSlug: model.slug, email: canonicalEmail(person.email)!, password, origin: { requestId: 'model', address, userAgent: 'model' } })),
      apply: ({ token, facts }: Awaited<ReturnType<typeof sessionOf>>) =>
        void model.sessions.push({ id: facts.session.id, token, personId: person.id, createdAt: facts.session.createdAt, owes: person.password === 'must_change', ended: false }),
      // Whoever never got the reference has no session.
      lost: () => Promise.resolve(null),
    }
  }
  toString() { return `sign in ${this.who}` }
}

class AdvanceClock extends Command {
  constructor(readonly minutes: number) { super() }
  override async run(model: ConsoleModel, real: RealConsole): Promise<void> {
    real.offset += this.minutes * MINUTE
    await moveClock(real.offset)
    await real.agree(model)
  }
  attempt(): Attempt { throw new Error('has no attempt') }
  toString() { return `${this.minutes} minutes pass` }
}

/** An action that a session takes against somebody. */
abstract class Against extends Command {
  constructor(readonly by: number, readonly whom: number) { super() }
  protected parties(model: ConsoleModel, now: number) {
    const session = this.session(model)
    const target = this.target(model)
    return { session, target, actor: model.actor(session, now), known: model.asKnown(target, now) }
  }
  protected session(model: ConsoleModel): ModelSession { return model.sessions.at(-1 - (this.by % model.sessions.length))! }
  protected target(model: Readonly<ConsoleModel>): ModelPerson { return pick(model.people, this.whom) }
  protected perform<I, T>(action: Parameters<typeof performableOf<I, T>>[0], session: ModelSession, { tenantId }: ConsoleModel, input: I): () => Promise<T> {
    const { perform: act } = performableOf(action) as Performable<I, T>
    return async () => act({ tenantId, administratorId: session.personId, sessionId: session.id }, input, { requestId: 'model', address: '192.0.2.1', userAgent: 'model' }, false)
  }
}

class SetStatus extends Against {
  constructor(by: number, whom: number, readonly status: 'active' | 'inactive' | 'deleted') { super(by, whom) }
  protected override target(model: ConsoleModel) { return pick(this.status === 'active' ? preferred(model.people, ({ status }) => status === 'inactive') : model.people, this.whom) }
  attempt(model: ConsoleModel, _: RealConsole, now: number): Attempt {
    const { session, target, actor, known } = this.parties(model, now)
    const { status } = this
    const starts = target.status !== 'erased' && target.status !== 'deleted' && target.status !== status && !(status === 'active' && target.status === 'new')
    const undecided = status === 'active' && known.grants.some(({ confirmed }) => !confirmed)
    const change = () => {
      target.status = status === 'active' && !target.activated ? 'new' : status
      if (target.status !== 'active' && target.status !== 'new') model.endSessions(target.id)
    }
    const allowed = actor !== null && target.status !== 'erased' && model.may(actor, 'administrator:set-status', { person: known }) && starts && !undecided && model.unlessLastOwner(now, change)
    return { allowed, run: this.perform(setStatus, session, model, { administratorId: target.id, status }) }
  }
  toString() { return `${this.by} sets ${this.whom} ${this.status}` }
}

class Restore extends Against {
  protected override target(model: ConsoleModel) { return pick(preferred(model.people, ({ status }) => status === 'deleted'), this.whom) }
  attempt(model: ConsoleModel, _: RealConsole, now: number): Attempt {
    const { session, target, actor, known } = this.parties(model, now)
    const allowed = actor !== null && target.status === 'deleted' && model.may(actor, 'administrator:set-status', { person: known })
    const apply = () => {
      target.status = 'inactive'
      for (const { id } of known.grants) target.grants.find((grant) => grant.id === id)!.confirmed = false
    }
    return { allowed, run: this.perform(restore, session, model, { administratorId: target.id }), apply }
  }
  toString() { return `${this.by} restores ${this.whom}` }
}

class DeleteForGood extends Against {
  constructor(by: number, whom: number, readonly typed: 'right' | 'wrong' | 'stale') { super(by, whom) }
  async attempt(model: ConsoleModel, _: RealConsole, now: number): Promise<Attempt> {
    const { session, target, actor, known } = this.parties(model, now)
    const row = await db().administrator.findUnique({ where: { tenantId_id: { tenantId: model.tenantId, id: target.id } }, select: { version: true } })
    const version = (row?.version ?? 1) + (this.typed === 'stale' ? 1 : 0)
    const change = () => {
      target.status = 'erased'
      target.grants = []
      model.endSessions(target.id)
    }
    const allowed = actor !== null && row !== null && this.typed === 'right' && model.may(actor, 'administrator:delete', { person: known }) && model.unlessLastOwner(now, change)
    return { allowed, run: this.perform(deleteForGood, session, model, { administratorId: target.id, version, typedEmail: this.typed === 'wrong' ? 'somebody@else.example' : target.email }) }
  }
  toString() { return `${this.by} deletes ${this.whom} for good (${this.typed})` }
}

class EndSessions extends Against {
  attempt(model: ConsoleModel, _: RealConsole, now: number): Attempt {
    const { session, target, actor } = this.parties(model, now)
    const allowed = actor !== null && target.status !== 'erased' && target.id !== session.personId && model.may(actor, 'administrator:revoke-sessions', undefined)
    return { allowed, run: this.perform(endSessionsOf, session, model, { administratorId: target.id }), apply: () => model.endSessions(target.id) }
  }
  toString() { return `${this.by} signs ${this.whom} out` }
}

class ResetPassword extends Against {
  constructor(by: number, whom: number, readonly meaning: 'must_reset' | 'must_change') { super(by, whom) }
  attempt(model: ConsoleModel, _: RealConsole, now: number): Attempt {
    const { session, target, actor, known } = this.parties(model, now)
    const stands = target.status === 'active' && target.password !== 'none' && (this.meaning === 'must_reset' || target.password === 'usable')
    const allowed = actor !== null && model.may(actor, 'administrator:reset-password', { person: known }) && stands
    const apply = () => {
      target.password = this.meaning
      model.endSessions(target.id)
    }
    return { allowed, run: this.perform(requirePasswordReset, session, model, { administratorId: target.id, meaning: this.meaning }), apply }
  }
  toString() { return `${this.by} makes ${this.whom} ${this.meaning}` }
}

class AssignRole extends Against {
  constructor(by: number, whom: number, readonly role: RoleKey, readonly place: 'own' | 'organization' | 'foreign', readonly startsIn: number | null, readonly lasts: number | null) { super(by, whom) }
  attempt(model: ConsoleModel, _: RealConsole, now: number): Attempt {
    const { session, target, actor } = this.parties(model, now)
    const { role } = this
    const near = model.scopeFor(role, this.place === 'organization')
    const scope = this.place === 'foreign' && near.type === 'workspace' ? { ...near, id: model.places.foreign } : near
    const startsAt = this.startsIn === null ? now : now + this.startsIn * HOUR
    const endsAt = this.lasts === null ? null : startsAt + this.lasts * HOUR
    const grant = { role, scope, startsAt, endsAt }
    const exists = target.status !== 'erased' && target.status !== 'deleted' && !(scope.type === 'workspace' && scope.id === model.places.foreign)
    const allowed = actor !== null && exists && model.may(actor, 'role:assign', { change: changeOf({ ...grant, administratorId: target.id }, 'made') }, role) && !model.overlaps(target, grant)
    return {
      allowed,
      run: this.perform(assignRole, session, model, { administratorId: target.id, role, scope, ...(this.startsIn === null ? {} : { startsAt }), endsAt }),
      apply: ({ grantId }: { grantId: string }) => void target.grants.push({ id: grantId, ...grant, revoked: false, confirmed: true }),
      lost: async () => ({ grantId: (await db().roleGrant.findFirstOrThrow({ where: { tenantId: model.tenantId, id: { notIn: model.people.flatMap((person) => person.grants.map(({ id }) => id)) } }, select: { id: true } })).id }),
    }
  }
  toString() { return `${this.by} gives ${this.whom} ${ROLES[this.role].label} (${this.place}, starts in ${this.startsIn ?? 0} h, lasts ${this.lasts ?? 'for ever'})` }
}

/** Something done to a grant, whoever's it is. */
abstract class OnGrant extends Against {
  constructor(by: number, whom: number, readonly which: number) { super(by, whom) }
  override check(model: Readonly<ConsoleModel>): boolean {
    return model.sessions.length > 0 && this.target(model).grants.length > 0
  }
  protected grantOf(target: ModelPerson): ModelGrant { return pick(target.grants, this.which) }
  protected async version(model: ConsoleModel, { id }: ModelGrant): Promise<number> {
    return (await db().roleGrant.findUniqueOrThrow({ where: { tenantId_id: { tenantId: model.tenantId, id } }, select: { version: true } })).version
  }
  protected mayChange(model: ConsoleModel, now: number, what: 'changed' | 'ended', stepUp = true): boolean {
    const { actor, target } = this.parties(model, now)
    const grant = this.grantOf(target)
    return actor !== null && !grant.revoked && model.may(actor, 'role:assign', { change: changeOf({ ...grant, administratorId: target.id }, what) }, stepUp ? grant.role : undefined)
  }
}

class EndGrant extends OnGrant {
  async attempt(model: ConsoleModel, _: RealConsole, now: number): Promise<Attempt> {
    const { session, target } = this.parties(model, now)
    const grant = this.grantOf(target)
    const version = await this.version(model, grant)
    const allowed = this.mayChange(model, now, 'ended') && model.unlessLastOwner(now, () => void (grant.revoked = true))
    return { allowed, run: this.perform(endGrant, session, model, { grantId: grant.id, version }) }
  }
  toString() { return `${this.by} ends role ${this.which} of ${this.whom}` }
}

class EndGrantSometime extends OnGrant {
  constructor(by: number, whom: number, which: number, readonly hours: number) { super(by, whom, which) }
  async attempt(model: ConsoleModel, _: RealConsole, now: number): Promise<Attempt> {
    const { session, target } = this.parties(model, now)
    const grant = this.grantOf(target)
    const version = await this.version(model, grant)
    const endsAt = now + this.hours * HOUR
    const fits = endsAt > now && endsAt > grant.startsAt && !model.overlaps(target, { ...grant, endsAt })
    const allowed = this.mayChange(model, now, 'changed') && fits && model.unlessLastOwner(now, () => void (grant.endsAt = endsAt))
    return { allowed, run: this.perform(changeGrant, session, model, { grantId: grant.id, version, endsAt }) }
  }
  toString() { return `${this.by} lets role ${this.which} of ${this.whom} end in ${this.hours} h` }
}

const waits = ({ grants }: ModelPerson) => grants.some(({ confirmed, revoked }) => !confirmed && !revoked)

class ConfirmGrant extends OnGrant {
  constructor(by: number, whom: number, which: number, readonly keep: boolean) { super(by, whom, which) }
  protected override target(model: ConsoleModel) { return pick(preferred(model.people, waits), this.whom) }
  protected override grantOf(target: ModelPerson) { return target.grants.find(({ confirmed, revoked }) => !confirmed && !revoked) ?? super.grantOf(target) }
  async attempt(model: ConsoleModel, _: RealConsole, now: number): Promise<Attempt> {
    const { session, target } = this.parties(model, now)
    const grant = this.grantOf(target)
    const version = await this.version(model, grant)
    const allowed = this.mayChange(model, now, this.keep ? 'changed' : 'ended', this.keep) && !grant.confirmed
    const apply = () => void (this.keep ? (grant.confirmed = true) : (grant.revoked = true))
    return { allowed, run: this.perform(confirmGrant, session, model, { grantId: grant.id, version, keep: this.keep }), apply }
  }
  toString() { return `${this.by} says ${this.keep ? 'yes' : 'no'} to role ${this.which} of ${this.whom}` }
}

/** One's own grant, or (refused) somebody else's: the operation behind the own action, in the transaction that action opens. */
class GiveUp extends OnGrant {
  protected override target(model: ConsoleModel) { return this.whom > 0 && model.sessions.length > 0 ? model.person(this.session(model).personId) : model.people[0]! }
  attempt(model: ConsoleModel, _: RealConsole, now: number): Attempt {
    const { session, target, actor } = this.parties(model, now)
    const grant = this.grantOf(target)
    const caller = { tenantId: model.tenantId, administratorId: session.personId, sessionId: session.id }
    const allowed = actor !== null && !grant.revoked && target.id === session.personId && can(actor, 'role:read').allowed !== undefined && model.unlessLastOwner(now, () => void (grant.revoked = true))
    return {
      allowed,
      run: async () => perform({ name: 'give up', audit: 'grant.ended', lock: true, input: {}, origin: { requestId: 'model', address: '192.0.2.1', userAgent: 'model' }, caller, act: async (work) => giveUpGrant(work, grant.id) }),
    }
  }
  toString() { return `${this.by} gives up role ${this.which} of ${this.whom}` }
}

const index = fc.nat({ max: 40 })
/** Mostly those who came last: after some time the others are signed out. */
const by = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 2 }) }, { weight: 1, arbitrary: index })
/** Mostly the first of the team, who hold the most. */
const who = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: index })
const parties = [by, fc.oneof(index, fc.nat({ max: 1 }))] as const
const often = <T>(times: number, arbitrary: fc.Arbitrary<T>) => ({ weight: times, arbitrary })

/** Anything that can be attempted, by anybody against anybody. */
const consoleCommand: fc.Arbitrary<fc.AsyncCommand<ConsoleModel, RealConsole>> = fc.oneof(
  often(5, who.map((person) => new SignIn(person))),
  // Never a whole hour, so that nothing is tried on the very instant at which it begins or ends.
  often(2, fc.constantFrom(1, 1, 7, 13, 133, 1441).map((minutes) => new AdvanceClock(minutes))),
  often(4, fc.tuple(...parties, fc.constantFrom('active' as const, 'active' as const, 'inactive' as const, 'deleted' as const)).map((given) => new SetStatus(...given))),
  often(2, fc.tuple(...parties).map((given) => new Restore(...given))),
  often(1, fc.tuple(...parties, fc.constantFrom('right' as const, 'right' as const, 'wrong' as const, 'stale' as const)).map((given) => new DeleteForGood(...given))),
  often(1, fc.tuple(...parties).map((given) => new EndSessions(...given))),
  often(1, fc.tuple(...parties, fc.constantFrom('must_reset' as const, 'must_change' as const)).map((given) => new ResetPassword(...given))),
  often(4, fc.tuple(...parties, fc.constantFrom(...ROLE_KEYS), fc.constantFrom('own' as const, 'organization' as const, 'foreign' as const), fc.constantFrom(null, null, 2), fc.constantFrom(null, 1, 26)).map((given) => new AssignRole(...given))),
  often(3, fc.tuple(...parties, index).map((given) => new EndGrant(...given))),
  often(2, fc.tuple(...parties, index, fc.constantFrom(-1, 1, 5)).map((given) => new EndGrantSometime(...given))),
  often(2, fc.tuple(...parties, index, fc.boolean()).map((given) => new ConfirmGrant(...given))),
  often(2, fc.tuple(by, fc.nat({ max: 3 }), fc.nat({ max: 1 })).map((given) => new GiveUp(...given))),
)

/** A day of `length` attempts, which begins with those who hold the most signing in. */
export const consoleDay = (length: number): fc.Arbitrary<fc.AsyncCommand<ConsoleModel, RealConsole>[]> =>
  fc.array(consoleCommand, { minLength: length, maxLength: length, size: 'max' }).map((commands) => [...[3, 2, 1, 0].map((person) => new SignIn(person)), ...commands])
