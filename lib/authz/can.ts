// One question, one answer: can(actor, permission, resource). Pure and browser-safe. Three faces are derived from it:
// the action decides with it, the screen explains with it, the query filters by it (visible.ts).
import { PERMISSIONS, permissionRow, type POLICY, type Permission } from './policy'
import { hasBit, positionOf, type Actor, type Person, type Scope } from './grants'
import { grantChange, isAssigned, newGrants, otherPerson, pimRequest, type DecidableRequest, type GrantChange, type RuleRefusal } from './rules'
import { explainRefusal, type Refusal } from './refusals'

export type Place = Exclude<Scope, { type: 'tenant' }>

type Row<P extends Permission> = (typeof POLICY)[P]
type RuleOf<P extends Permission> = Row<P> extends { rule: infer R } ? R : never
type PlaceOf<P extends Permission> = Row<P>['scope'] extends 'tenant' ? never : Extract<Place, { type: Row<P>['scope'] }>

/** What must be said along with the permission; leaving it out where the row has a rule or a place does not compile. */
export type ResourceOf<P extends Permission> =
  [RuleOf<P>] extends [never] ? ([PlaceOf<P>] extends [never] ? undefined : { place: PlaceOf<P> })
  : [RuleOf<P>] extends ['other-person'] ? { person: Person }
  : [RuleOf<P>] extends ['pim-request'] ? { request: DecidableRequest }
  : [RuleOf<P>] extends ['new-grants'] ? { grants: readonly GrantChange[] }
  : [PlaceOf<P>] extends [never] ? { change: GrantChange }
  : { place: PlaceOf<P>; grants: readonly GrantChange[] }

export type Question<P extends Permission> = ResourceOf<P> extends undefined ? [resource?: undefined] : [resource: ResourceOf<P>]

export interface Allowed { allowed: true }
export interface Denied { allowed: false; readonly because: Refusal }
export type Decision = Allowed | Denied

const ALLOWED: Allowed = Object.freeze({ allowed: true })
const NOTHING_ASKED: Asked = Object.freeze({})

// The sentence is written only when somebody reads it: most denials are asked by screens that only hide something.
class DeniedAnswer implements Denied {
  readonly allowed = false
  readonly #actor: Actor
  readonly #permission: Permission
  readonly #rule: RuleRefusal | 'nothing_asked' | undefined
  readonly #asked: Asked
  constructor(actor: Actor, permission: Permission, asked: Asked, rule?: RuleRefusal | 'nothing_asked') {
    this.#actor = actor
    this.#permission = permission
    this.#asked = asked
    this.#rule = rule
  }
  get because(): Refusal {
    const { place, person, request, change = this.#asked.grants?.[0] } = this.#asked
    const role = change?.after?.role ?? change?.before?.role ?? request?.role
    return explainRefusal(this.#actor, { permission: this.#permission, place, about: person?.administratorId ?? change?.administratorId ?? request?.requesterId, role }, this.#rule)
  }
}

interface Asked { place?: Place; person?: Person; change?: GrantChange; grants?: readonly GrantChange[]; request?: DecidableRequest }

// One look-up a question: the row, and where its bit lies.
const ROWS = new Map(
  PERMISSIONS.map((permission) => {
    const { scope, rule, own, byAssignment } = permissionRow(permission)
    return [permission, { scope, rule, own: own === true, byAssignment: byAssignment === true, position: positionOf(permission) }]
  }),
)
type AskedRow = NonNullable<ReturnType<typeof ROWS.get>>

function isHeld(actor: Actor, row: AskedRow, place: Scope | undefined): boolean {
  if (actor.status !== 'active') return false
  const everywhere = row.own || hasBit(actor.powers.tenant, row.position)
  if (row.scope === 'tenant') return everywhere
  if (!place || place.type !== row.scope) return false
  return everywhere || hasBit(actor.powers[place.type].get(place.id), row.position)
}

/** Whether the permission itself is held there, before any rule about the other person. */
export function holds(actor: Actor, permission: Permission, place?: Scope): boolean {
  const row = ROWS.get(permission)
  return row !== undefined && isHeld(actor, row, place)
}

/** Whether the permission is held anywhere at all (an area of the console, a door before anything is loaded). */
export function holdsSomewhere(actor: Actor, permission: Permission): boolean {
  const row = ROWS.get(permission)
  if (!row || actor.status !== 'active') return false
  if (row.own || hasBit(actor.powers.tenant, row.position)) return true
  if (row.scope === 'tenant') return false
  for (const power of actor.powers[row.scope].values()) if (hasBit(power, row.position)) return true
  return false
}

/**
 * May the actor do this, to that, now? Unknown permission, missing row, empty question: denied.
 * @returns allowed, or denied with a reason code, a sentence, and what would change it
 */
export function can<P extends Permission>(actor: Actor, permission: P, ...question: Question<P>): Decision {
  const asked: Asked = question[0] ?? NOTHING_ASKED
  const row = ROWS.get(permission)
  if (!row || !(isHeld(actor, row, asked.place) || isAssignedTo(actor, row, asked))) return new DeniedAnswer(actor, permission, asked)
  if (row.rule) {
    const refusal = ruleOf(row.rule, actor, asked, row.scope)
    if (refusal) return new DeniedAnswer(actor, permission, asked, refusal)
  }
  return ALLOWED
}

/** What a row gives to whoever the thing in hand names, whatever roles they hold. */
function isAssignedTo(actor: Actor, row: AskedRow, { request }: Asked): boolean {
  return row.byAssignment && request !== undefined && isAssigned(actor, request)
}

function ruleOf(rule: string, actor: Actor, asked: Asked, scope: string): RuleRefusal | 'nothing_asked' | null {
  if (rule === 'other-person') return asked.person ? otherPerson(actor, asked.person) : 'nothing_asked'
  if (rule === 'pim-request') return asked.request ? pimRequest(actor, asked.request) : 'nothing_asked'
  if (rule === 'new-grants') return asked.grants?.length ? newGrants(actor, asked.grants) : 'nothing_asked'
  if (scope === 'tenant') return asked.change ? grantChange(actor, asked.change) : 'nothing_asked'
  if (!asked.grants?.length || !asked.place) return 'nothing_asked'
  for (const { before, after } of asked.grants) if (liesOutside(before, asked.place) || liesOutside(after, asked.place)) return 'nothing_asked'
  return newGrants(actor, asked.grants, true)
}

/** A grant elsewhere is not this place's business; the bare membership that an invitation needs is. */
function liesOutside(side: GrantChange['after'], place: Place): boolean {
  return side !== null && side.role !== 'member' && (side.scope.type !== place.type || side.scope.id !== place.id)
}
