// One question, one answer: can(actor, permission, resource). Pure and browser-safe. Three faces are derived from it:
// the action decides with it, the screen explains with it, the query filters by it (visible.ts).
import { POLICY, type Permission } from './policy'
import { hasBit, placeKey, type Actor, type Person, type Scope } from './grants'
import { grantChange, newGrants, otherPerson, type GrantChange, type RuleRefusal } from './rules'
import { explainRefusal, type Refusal } from './refusals'

export type Place = Exclude<Scope, { type: 'tenant' }>

type Row<P extends Permission> = (typeof POLICY)[P]
type RuleOf<P extends Permission> = Row<P> extends { rule: infer R } ? R : never
type PlaceOf<P extends Permission> = Row<P>['scope'] extends 'tenant' ? never : Extract<Place, { type: Row<P>['scope'] }>

/** What must be said along with the permission; leaving it out where the row has a rule or a place does not compile. */
export type ResourceOf<P extends Permission> =
  [RuleOf<P>] extends [never] ? ([PlaceOf<P>] extends [never] ? undefined : { place: PlaceOf<P> })
  : [RuleOf<P>] extends ['other-person'] ? { person: Person }
  : [RuleOf<P>] extends ['new-grants'] ? { grants: readonly GrantChange[] }
  : [PlaceOf<P>] extends [never] ? { change: GrantChange }
  : { place: PlaceOf<P>; grants: readonly GrantChange[] }

export type Question<P extends Permission> = ResourceOf<P> extends undefined ? [resource?: undefined] : [resource: ResourceOf<P>]

export interface Allowed { allowed: true }
export interface Denied { allowed: false; readonly because: Refusal }
export type Decision = Allowed | Denied

const ALLOWED: Allowed = Object.freeze({ allowed: true })

// The sentence is written only when somebody reads it: most denials are asked by screens that only hide something.
class DeniedAnswer implements Denied {
  readonly allowed = false
  readonly #write: () => Refusal
  constructor(write: () => Refusal) {
    this.#write = write
  }
  get because(): Refusal {
    return this.#write()
  }
}

interface Asked { place?: Place; person?: Person; change?: GrantChange; grants?: readonly GrantChange[] }

/** Whether the permission itself is held there, before any rule about the other person. */
export function holds(actor: Actor, permission: Permission, place?: Scope): boolean {
  if (actor.status !== 'active') return false
  const row = POLICY[permission] as { scope: string; own?: true } | undefined
  if (!row) return false
  if (row.own || hasBit(actor.powers.tenant, permission)) return row.scope === 'tenant' || (place !== undefined && place.type === row.scope)
  if (row.scope === 'tenant' || !place || place.type !== row.scope) return false
  return hasBit(actor.powers.places.get(placeKey(place)!), permission)
}

/** Whether the permission is held anywhere at all (an area of the console, a door before anything is loaded). */
export function holdsSomewhere(actor: Actor, permission: Permission): boolean {
  const row = POLICY[permission] as { scope: string; own?: true } | undefined
  if (!row || actor.status !== 'active') return false
  if (row.own || hasBit(actor.powers.tenant, permission)) return true
  if (row.scope === 'tenant') return false
  for (const [key, bits] of actor.powers.places) if (key.startsWith(row.scope) && hasBit(bits, permission)) return true
  return false
}

/**
 * May the actor do this, to that, now? Unknown permission, missing row, empty question: denied.
 * @returns allowed, or denied with a reason code, a sentence, and what would change it
 */
export function can<P extends Permission>(actor: Actor, permission: P, ...question: Question<P>): Decision {
  const asked = (question[0] ?? {}) as Asked
  const row = POLICY[permission] as { scope: string; rule?: string } | undefined
  if (!row || !holds(actor, permission, asked.place)) return new DeniedAnswer(() => explainRefusal(actor, permission, asked.place))
  if (row.rule) {
    const refusal = ruleOf(row.rule, actor, asked, row.scope)
    if (refusal) return new DeniedAnswer(() => explainRefusal(actor, permission, asked.place, refusal))
  }
  return ALLOWED
}

function ruleOf(rule: string, actor: Actor, asked: Asked, scope: string): RuleRefusal | 'nothing_asked' | null {
  if (rule === 'other-person') return asked.person ? otherPerson(actor, asked.person) : 'nothing_asked'
  if (rule === 'new-grants') return asked.grants?.length ? newGrants(actor, asked.grants) : 'nothing_asked'
  if (scope === 'tenant') return asked.change ? grantChange(actor, asked.change) : 'nothing_asked'
  if (!asked.grants?.length || !asked.place) return 'nothing_asked'
  const here = placeKey(asked.place)
  const outside = asked.grants.some((change) => [change.before, change.after].some((side) => side && side.role !== 'member' && placeKey(side.scope) !== here))
  return outside ? 'nothing_asked' : newGrants(actor, asked.grants, true)
}
