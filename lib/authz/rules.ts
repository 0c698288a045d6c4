// The rules about the other person (roles.md 1, 2 and 5). Pure: (actor, resource) → why not, or null.
import { ASSIGNABLE_BY, PRIVILEGED_FAMILIES, ROLES, UNEASY_PAIRS, PERMISSIONS, holdersOf, type RoleKey } from './policy'
import { assigns, assignsSomewhere, type Actor, type Person, type Scope } from './grants'

/** A grant about to be made, changed or ended. `before`/`after` null: did not / will not exist. */
export interface GrantChange {
  administratorId: string
  before: { role: RoleKey; scope: Scope } | null
  after: { role: RoleKey; scope: Scope } | null
}

export type RuleRefusal =
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
    return held.filter((role) => role !== a && (b === 'writes' ? writes(role) : role === b)).map((role) => ({ a, b: role, because }))
  })
}
