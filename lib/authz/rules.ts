// The rules about the other person (roles.md 1, 2 and 5). Pure: (actor, resource) → why not, or null.
import { ASSIGNABLE_BY, OWNER_ROLE, PRIVILEGED_FAMILIES, ROLES, UNEASY_PAIRS, PERMISSIONS, holdersOf, type RoleKey } from './policy'
import { assigns, assignsSomewhere, placeKey, reachOfGrant, type Actor, type Grant, type Person, type Scope } from './grants'

/** A grant about to be made, changed or ended. `before`/`after` null: did not / will not exist. */
export interface GrantChange {
  administratorId: string
  before: { role: RoleKey; scope: Scope } | null
  after: { role: RoleKey; scope: Scope } | null
}

/** A PIM request about to be decided, and who may decide it besides the owners. */
export interface DecidableRequest {
  requesterId: string
  role: RoleKey
  scope: Scope
  approvers: Approvers
  /** whether the requester invited or promoted whoever is about to decide since they asked */
  tied: boolean
}

/** Who is named to decide about a role: people, and holders of roles. Nobody: the owners alone. */
export interface Approvers {
  people: readonly string[]
  roles: readonly RoleKey[]
}

export type RuleRefusal =
  | { code: 'own_request' }
  | { code: 'tied_to_requester' }
  | { code: 'reaching_up'; role: RoleKey; assignableBy: readonly RoleKey[] }
  | { code: 'role_not_assignable'; role: RoleKey; assignableBy: readonly RoleKey[] }
  | { code: 'scope_not_assignable'; role: RoleKey; assignableBy: readonly RoleKey[] }
  | { code: 'yourself' }

/** Roles whose holders may assign `role`, with the tenant's own narrowing applied. */
export function assignersOf(role: RoleKey, actor: Pick<Actor, 'onlyOwnersAssignClientAdmin'>): readonly RoleKey[] {
  if (role === 'client_admin' && actor.onlyOwnersAssignClientAdmin) return ['client_owner']
  return ASSIGNABLE_BY[role]
}

/** Roles that assign Client Admin only while the tenant does not leave it to the owners. */
export const NARROWED_ASSIGNERS = ASSIGNABLE_BY.client_admin.filter((role) => role !== 'client_owner')

/** Whether a grant owns the tenant standing (roles.md rule 3): begun, unending, without being activated. Statements say it by `OWNS_STANDING`. */
export function ownsStanding({ role, kind, confirmed, startsAt, endsAt }: Grant, now: number): boolean {
  return role === OWNER_ROLE && kind === 'active' && confirmed && endsAt === null && startsAt <= now
}

/** @returns why the actor may not grant, change or revoke `role` in `scope` now, or null */
export function whyNotAssignable(actor: Actor, role: RoleKey, scope: Scope): RuleRefusal | null {
  if (assigns(actor.powers, role, scope)) return null
  return { code: assignsSomewhere(actor.powers, role) ? 'scope_not_assignable' : 'role_not_assignable', role, assignableBy: assignersOf(role, actor) }
}

/** Rule 1 and 2 for everything done to a person: only when every role they hold could be assigned, and never to oneself. */
export function otherPerson(actor: Actor, target: Person): RuleRefusal | null {
  if (target.administratorId === actor.administratorId) return { code: 'yourself' }
  for (const grant of target.grants) {
    if (grant.endsAt !== null && grant.endsAt <= actor.now) continue
    const refusal = whyNotAssignable(actor, grant.role, grant.scope)
    if (refusal) return { code: 'reaching_up', role: grant.role, assignableBy: assignersOf(grant.role, actor) }
  }
  return null
}

/**
 * Rule 1 and 2 for grants: the role must be assignable before and after; nobody grants to themselves or extends what they
 * hold, but everyone may give up their own grant.
 */
export function grantChange(actor: Actor, change: GrantChange): RuleRefusal | null {
  if (change.administratorId === actor.administratorId) return change.after === null && change.before ? null : { code: 'yourself' }
  return whyNotSide(actor, change.before) ?? whyNotSide(actor, change.after)
}

function whyNotSide(actor: Actor, side: GrantChange['before']): RuleRefusal | null {
  return side && whyNotAssignable(actor, side.role, side.scope)
}

/**
 * Rule 1 for the grants of an invitation and for those made inside one place. `bareMember`: the permission in hand
 * (workspace-admin:manage, organization-admin:manage) may also create the `member` grant that an invitation needs.
 */
export function newGrants(actor: Actor, changes: readonly GrantChange[], bareMember = false): RuleRefusal | null {
  for (const change of changes) {
    if (bareMember && isBareMember(change.after)) continue
    const refusal = grantChange(actor, change)
    if (refusal) return refusal
  }
  return null
}

/**
 * Whether a request is the actor's to decide because its role names them, or a role they hold in force where it counts: an eligible
 * one that is not activated does not.
 */
export function isAssigned(actor: Actor, { role, scope, approvers }: Pick<DecidableRequest, 'role' | 'scope' | 'approvers'>): boolean {
  if (actor.status !== 'active' || role === OWNER_ROLE) return false
  if (approvers.people.includes(actor.administratorId)) return !actor.mfa.everyone || hasFactorOrGrace(actor)
  return actor.inForce.some((grant) => approvers.roles.includes(grant.role) && covers(reachOfGrant(grant), scope))
}

function hasFactorOrGrace(actor: Actor): boolean {
  return (actor.factorEnrolledAt !== null && actor.factorUsedAt !== null) || actor.now < (actor.mfaGraceUntil ?? 0)
}

/** A role held in one place speaks for what is asked for in that very place. */
function covers(reach: Scope, scope: Scope): boolean {
  return reach.type === 'tenant' || placeKey(reach) === placeKey(scope)
}

/** Nobody decides their own request, nor that of somebody who brought them here or raised them for it (pim.md rule 3). */
export function pimRequest(actor: Actor, request: DecidableRequest): RuleRefusal | null {
  if (request.requesterId === actor.administratorId) return { code: 'own_request' }
  return request.tied ? { code: 'tied_to_requester' } : null
}

function isBareMember(side: GrantChange['after']): boolean {
  return side?.role === 'member' && side.scope.type === 'tenant'
}

/** Whether granting the role needs a fresh factor (`stepUp: 'privileged-role'` in the table). */
export function isPrivilegedRole(role: RoleKey): boolean {
  return PRIVILEGED_FAMILIES.has(ROLES[role].family)
}

const WRITING_VERBS = /:(?!read)/

/** Whether the role carries any permission that changes something beyond one's own. */
function writes(role: RoleKey): boolean {
  return PERMISSIONS.some((permission) => WRITING_VERBS.test(permission) && permission !== 'pim:activate-own' && holdersOf(permission).has(role))
}

export interface UneasyPair { a: RoleKey; b: RoleKey; because: string }

/** Rule 5: pairs of roles among those held (eligible ones included) that should not meet; allowed, but warned about. */
export function uneasyPairs(roles: readonly RoleKey[]): UneasyPair[] {
  const held = [...new Set(roles)]
  return UNEASY_PAIRS.flatMap(({ a, b, because }) => {
    if (!held.includes(a)) return []
    return held.filter((role) => (b === 'writes' ? writes(role) : role === b)).map((role) => ({ a, b: role, because }))
  })
}
