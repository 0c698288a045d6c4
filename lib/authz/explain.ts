// "Can they?": the same answer as can(), taken apart. Which grants were considered, why each does or does not count,
// and what decides. Pure and browser-safe; time is the actor's `now`.
import type { Place } from './can'
import { TENANT, placeKey, reachOfGrant, whyNotInForce, type Actor, type Grant, type NotInForce, type Person, type Scope } from './grants'
import { ROLES, ROLE_KEYS, holdersOf, permissionRow, type Permission, type RoleKey } from './policy'
import { grantChange, otherPerson, type GrantChange, type RuleRefusal } from './rules'

export interface CanTheyQuestion {
  permission: Permission
  /** where; a row of scope workspace or organization cannot be answered without it */
  place: Place | null
  /** false where the place is a deactivated organization */
  placeActive: boolean
  /** about whom, where the row has a rule about another person; null asks about the permission alone */
  about: Person | null
  /** the role to be granted, where the row is about grants; null asks about the permission alone */
  role: RoleKey | null
}

/** Why a grant counts for the question (`counts`), or does not. `not_needed`: the permission is everyone's own. */
export type Verdict = 'counts' | 'not_needed' | 'not_carried' | 'elsewhere' | NotInForce

export interface ConsideredGrant {
  grant: Grant
  verdict: Verdict
}

/** What the answer rests on: for a yes a grant or what is everyone's own, for a no the first thing that is missing. */
export type Decider =
  | { by: 'own' }
  | { by: 'grant'; grant: Grant }
  | { by: 'not-active' }
  | { by: 'no-place' }
  | { by: 'nobody' }
  | { by: 'blocked'; grant: Grant; why: NotInForce }
  | { by: 'no-grant' }
  | { by: 'rule'; refusal: RuleRefusal }

export interface Explanation {
  allowed: boolean
  decider: Decider
  considered: readonly ConsideredGrant[]
  /** the grants that carry the permission here and now */
  counting: readonly Grant[]
  /** the moment at which a yes becomes a no by itself, or null */
  until: number | null
}

/** Whom a question without a person is about: somebody else, who holds nothing. */
const SOMEBODY = '00000000-0000-0000-0000-000000000000'

/** @returns the roles a question about this permission can name: any where the row reaches the tenant, those of places where it is about one */
export function rolesToAskAbout(permission: Permission): readonly RoleKey[] {
  const { rule, scope } = permissionRow(permission)
  if (rule !== 'new-grants' && rule !== 'grant-change') return []
  return scope === 'tenant' ? ROLE_KEYS : ROLE_KEYS.filter((role) => ROLES[role].reach === 'place')
}

/** @returns the change a question about granting a role speaks of, or null where role or place are still open */
export function changeOf({ permission, place, about, role }: CanTheyQuestion): GrantChange | null {
  if (!role || !rolesToAskAbout(permission).includes(role)) return null
  const scope: Scope | null = ROLES[role].reach === 'tenant' ? TENANT : place
  // An invitation is always about somebody new.
  const known = permissionRow(permission).rule === 'grant-change' ? about?.administratorId : undefined
  return scope && { administratorId: known ?? SOMEBODY, before: null, after: { role, scope } }
}

/** @returns the actor's grants, each with the reason why it counts for the question or does not */
function considerGrants(actor: Actor, { permission, place }: CanTheyQuestion): ConsideredGrant[] {
  const row = permissionRow(permission)
  const carriers = holdersOf(permission)
  const verdictOf = (grant: Grant): Verdict => {
    if (row.own) return 'not_needed'
    if (!carriers.has(grant.role)) return 'not_carried'
    // A role held in one place satisfies only rows asked about that very place (roles.md, "A grant").
    const reach = reachOfGrant(grant)
    const covers = reach.type === 'tenant' || (row.scope === reach.type && place !== null && placeKey(place) === placeKey(reach))
    return covers ? (whyNotInForce(grant, actor) ?? 'counts') : 'elsewhere'
  }
  return actor.grants.map((grant) => ({ grant, verdict: verdictOf(grant) }))
}

/** @returns the answer of can(), with everything it rests on; where the rule has nothing to judge yet, of the permission alone */
export function explain(actor: Actor, question: CanTheyQuestion): Explanation {
  const considered = considerGrants(actor, question)
  const counting = considered.filter(({ verdict }) => verdict === 'counts').map(({ grant }) => grant)
  const decider = decide(actor, question, considered, counting)
  const allowed = decider.by === 'own' || decider.by === 'grant'
  return { allowed, decider, considered, counting, until: decider.by === 'grant' ? endOf(actor, question) : null }
}

function decide(actor: Actor, question: CanTheyQuestion, considered: readonly ConsideredGrant[], counting: readonly Grant[]): Decider {
  const row = permissionRow(question.permission)
  if (row.scope !== 'tenant' && question.place?.type !== row.scope) return { by: 'no-place' }
  if (holdersOf(question.permission).size === 0) return { by: 'nobody' }
  if (actor.status !== 'active') return { by: 'not-active' }
  if (row.own) return { by: 'own' }
  const deciding = counting[0]
  if (!deciding) {
    const blocked = considered.find(({ verdict }) => !['not_carried', 'elsewhere'].includes(verdict))
    return blocked ? { by: 'blocked', grant: blocked.grant, why: blocked.verdict as NotInForce } : { by: 'no-grant' }
  }
  const refusal = ruleRefusal(actor, question)
  return refusal ? { by: 'rule', refusal } : { by: 'grant', grant: deciding }
}

/** The rule of the row, as far as the question says about whom or about which role it is. */
function ruleRefusal(actor: Actor, question: CanTheyQuestion): RuleRefusal | null {
  const { rule } = permissionRow(question.permission)
  if (rule === 'other-person') return question.about && otherPerson(actor, question.about)
  if (rule === 'grant-change' && question.about?.administratorId === actor.administratorId) return { code: 'yourself' }
  // Of a row about something else there is none; which request it is about is asked in front of that request.
  const change = changeOf(question)
  return change && grantChange(actor, change)
}

/** The first end, among those still to come, after which no grant carries it: another may have started by then. */
function endOf(actor: Actor, question: CanTheyQuestion): number | null {
  const ends = [actor.mfaGraceUntil, ...actor.grants.flatMap(({ endsAt, activation }) => [endsAt, activation?.endsAt])].filter((end) => (end ?? 0) > actor.now)
  const countsAt = (now: number) => considerGrants({ ...actor, now }, question).some(({ verdict }) => verdict === 'counts')
  return ends.toSorted((a, b) => a! - b!).find((end) => !countsAt(end!)) ?? null
}
