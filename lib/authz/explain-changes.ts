// The smallest change that would flip an answer of "Can they?". Nothing is guessed: every change is tried on a copy of
// the actor, and only what really flips the answer is offered. Pure and browser-safe.
import { PERMISSIONS, ROLES, ROLE_KEYS, holdersOf, permissionRow, type RoleKey } from './policy'
import { TENANT, makeActor, whyNotInForce, type Actor, type AdministratorStatus, type Grant, type Scope } from './grants'
import { assignersOf, whyNotAssignable } from './rules'
import { explain, type CanTheyQuestion } from './explain'

/** One thing to be done. `by`: roles whose holders could do it; without it, the person themselves. */
export type Step =
  | { do: 'make-active'; from: AdministratorStatus; by: readonly RoleKey[] }
  | { do: 'start-now'; grant: Grant; by: readonly RoleKey[] }
  | { do: 'confirm'; grant: Grant; by: readonly RoleKey[] }
  | { do: 'activate-place'; grant: Grant; by: readonly RoleKey[] }
  | { do: 'activate-grant'; grant: Grant }
  | { do: 'enrol-factor' }
  | { do: 'use-factor' }
  | { do: 'grant'; role: RoleKey; scope: Scope; by: readonly RoleKey[] }
  | { do: 'end'; grant: Grant; by: readonly RoleKey[] }
  /** of the person it is about, because the rule counts every role they hold */
  | { do: 'end-theirs'; grant: Grant; by: readonly RoleKey[] }
  | { do: 'make-inactive'; by: readonly RoleKey[] }
  | { do: 'ask-another'; by: readonly RoleKey[] }

/** Steps that flip the answer only together. */
export type Change = readonly Step[]

interface Case { actor: Actor; question: CanTheyQuestion }

/** @returns the changes with the fewest steps, what the person has already before anything new; empty when nothing would flip it */
export function smallestChanges(actor: Actor, question: CanTheyQuestion): Change[] {
  const now = explain(actor, question)
  if (now.allowed) return [now.decider.by === 'own' ? [{ do: 'make-inactive', by: statusSetters(actor) }] : eachOnce(now.counting).map((grant) => ({ do: 'end', grant, by: granters(actor, grant.role, grant.scope) }))]
  if (now.decider.by === 'nobody' || now.decider.by === 'no-place') return []
  if (permissionRow(question.permission).own) return [[{ do: 'make-active', from: actor.status, by: statusSetters(actor) }]]
  if (isAboutOneself(actor, question)) return [[{ do: 'ask-another', by: othersWhoCould(actor, question) }]]
  const mended = fewest(mendingChanges(actor, question))
  const others = fewest([...changesOfTheOther(actor, question), ...newRoleChanges(actor, question)])
  // What a grant waits for confers less than another grant; that is offered only where it takes fewer steps.
  return mended.length > 0 && mended[0]!.length <= (others[0]?.length ?? Infinity) ? mended : others
}

/** A grant stands there once for each of its activations, and is ended as one. */
function eachOnce(grants: readonly Grant[]): Grant[] {
  return [...new Map(grants.map((grant) => [grant.id, grant])).values()]
}

/** Rule 2: whatever roles one has, it takes somebody else. */
function isAboutOneself(actor: Actor, { permission, about }: CanTheyQuestion): boolean {
  return about?.administratorId === actor.administratorId && ['other-person', 'grant-change'].includes(permissionRow(permission).rule ?? '')
}

function fewest(changes: readonly Change[]): Change[] {
  const least = Math.min(...changes.map(({ length }) => length))
  return changes.filter(({ length }) => length === least)
}

/** Makes the grants count that the person has already, each on its own. */
function mendingChanges(actor: Actor, question: CanTheyQuestion): Change[] {
  const changes = actor.grants.flatMap((_, index) => {
    const steps = mend({ actor, question }, index)
    return steps ? [steps] : []
  })
  // Two grants that wait for the same thing (a factor, the account) are mended by one change; so are two activations of one grant.
  return [...new Map(changes.map((change) => [JSON.stringify(change, leaveOutActivation), change])).values()]
}

function leaveOutActivation(key: string, value: unknown): unknown {
  return key === 'activation' ? undefined : value
}

/** Each step does away with one thing that a grant waits for; there are fewer than this. */
const MOST_STEPS = 10

/** @returns the steps that bring the grant that stands there into force and flip the answer, or null when they do not flip it */
function mend(from: Case, index: number): Change | null {
  let { actor, question } = from
  const steps: Step[] = []
  while (steps.length < MOST_STEPS) {
    const grant = actor.grants[index]!
    const why = whyNotInForce(grant, actor)
    if (why === null) return explain(actor, question).allowed ? steps : null
    if (why === 'ended') return null
    const step = stepAgainst(why, grant, actor)
    steps.push(step)
    ;({ actor, question } = apply({ actor, question }, step))
  }
  return null
}

function stepAgainst(why: Exclude<NonNullable<ReturnType<typeof whyNotInForce>>, 'ended'>, grant: Grant, actor: Actor): Step {
  const by = granters(actor, grant.role, grant.scope)
  switch (why) {
    case 'person_not_active': return { do: 'make-active', from: actor.status, by: statusSetters(actor) }
    case 'not_started': return { do: 'start-now', grant, by }
    case 'awaiting_confirmation': return { do: 'confirm', grant, by }
    case 'place_not_active': return { do: 'activate-place', grant, by: [...holdersOf('organization:set-status')] }
    case 'not_activated': return { do: 'activate-grant', grant }
    case 'mfa_not_enrolled': return { do: 'enrol-factor' }
    case 'mfa_not_used': return { do: 'use-factor' }
  }
}

/** A role the person does not hold in force: of those that flip the answer in the fewest steps, the one that confers least. */
function newRoleChanges(actor: Actor, question: CanTheyQuestion): Change[] {
  const found = ROLE_KEYS.flatMap((role) => {
    const scope = ROLES[role].reach === 'tenant' ? TENANT : question.place
    const change = scope && withRole({ actor, question }, role, scope)
    return change ? [change] : []
  })
  found.sort((a, b) => a.steps.length - b.steps.length || a.power - b.power)
  return found.slice(0, 1).map(({ steps }) => steps)
}

function withRole({ actor, question }: Case, role: RoleKey, scope: Scope): { steps: Change; power: number } | null {
  const step: Step = { do: 'grant', role, scope, by: granters(actor, role, scope) }
  const after = apply({ actor, question }, step)
  const more = mend(after, actor.grants.length)
  return more && { steps: [step, ...more], power: PERMISSIONS.filter((permission) => holdersOf(permission).has(role)).length }
}

/** Rule 1 counts every role of the person it is about: without those that cannot be assigned, the answer may be yes. */
function changesOfTheOther(actor: Actor, question: CanTheyQuestion): Change[] {
  const { decider } = explain(actor, question)
  if (decider.by !== 'rule' || decider.refusal.code !== 'reaching_up' || !question.about) return []
  const over = (grant: Grant) => grant.endsAt !== null && grant.endsAt <= actor.now
  const above = question.about.grants.filter((grant) => !over(grant) && whyNotAssignable(actor, grant.role, grant.scope))
  return [above.map((grant) => ({ do: 'end-theirs', grant, by: granters(actor, grant.role, grant.scope) }))]
}

/** @returns the case as it would be after the step */
export function apply({ actor, question }: Case, step: Step): Case {
  const change = (facts: Partial<Actor>) => ({ actor: makeActor({ ...actor, ...facts }), question })
  const replace = (old: Grant, more: Partial<Grant>) => change({ grants: actor.grants.map((grant) => (grant.id === old.id ? { ...grant, ...more } : grant)) })
  switch (step.do) {
    case 'make-active': return change({ status: 'active' })
    case 'make-inactive': return change({ status: 'inactive' })
    case 'start-now': return replace(step.grant, { startsAt: actor.now })
    case 'confirm': return replace(step.grant, { confirmed: true })
    case 'activate-place': return replace(step.grant, { placeActive: true })
    case 'activate-grant': {
      const activation = { id: 'now', startsAt: actor.now, endsAt: actor.now + 1 }
      // What runs in another place of it goes on.
      return change({ grants: actor.grants.map((grant) => (grant.id === step.grant.id && grant.activation?.id === step.grant.activation?.id ? { ...grant, activation } : grant)) })
    }
    case 'enrol-factor': return change({ factorEnrolledAt: actor.now, factorUsedAt: actor.now })
    case 'use-factor': return change({ factorUsedAt: actor.now })
    case 'grant': {
      const placeActive = step.scope.type !== 'organization' || question.placeActive
      return change({ grants: [...actor.grants, { id: `new:${step.role}`, role: step.role, scope: step.scope, kind: 'active', startsAt: actor.now, endsAt: null, confirmed: true, placeActive, activation: null }] })
    }
    case 'end': return change({ grants: actor.grants.filter(({ id }) => id !== step.grant.id) })
    case 'end-theirs': return { actor, question: { ...question, about: question.about && { ...question.about, grants: question.about.grants.filter(({ id }) => id !== step.grant.id) } } }
    case 'ask-another': return { actor: { ...actor, administratorId: 'another' }, question }
  }
}

/** Roles whose holders could grant, change or end the role there. */
function granters(actor: Actor, role: RoleKey, scope: Scope): RoleKey[] {
  return assignersOf(role, actor).filter((by) => whyNotAssignable(holderOf(by, scope, actor), role, scope) === null)
}

/** Roles whose holders may set the status of somebody with these grants (rule 1). */
function statusSetters(actor: Actor): RoleKey[] {
  const held = actor.grants.filter((grant) => grant.endsAt === null || grant.endsAt > actor.now)
  return [...holdersOf('administrator:set-status')].filter((by) => {
    const setter = holderOf(by, TENANT, actor)
    return held.every((grant) => whyNotAssignable(setter, grant.role, grant.scope) === null)
  })
}

function othersWhoCould(actor: Actor, question: CanTheyQuestion): RoleKey[] {
  return [...holdersOf(question.permission)].filter((role) => explain(holderOf(role, question.place ?? TENANT, actor), question).allowed)
}

/** Somebody else, who holds this one role in force: everywhere, or there. */
function holderOf(role: RoleKey, scope: Scope, like: Actor): Actor {
  const held: Grant = { id: role, role, scope: ROLES[role].reach === 'tenant' ? TENANT : scope, kind: 'active', startsAt: like.now, endsAt: null, confirmed: true, placeActive: true, activation: null }
  return makeActor({ ...like, administratorId: 'another', status: 'active', factorEnrolledAt: like.now, factorUsedAt: like.now, grants: [held] })
}
