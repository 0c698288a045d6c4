// Grants + the moment → permissions in force. Pure and browser-safe; times are epoch milliseconds of the database's clock.
// Intervals are half-open: in force when start ≤ now < end.
import { ALWAYS_MFA, ASSIGNABLE_BY, PERMISSIONS, ROLE_KEYS, holdersOf, type Permission, type RoleKey } from './policy'

export type Scope = { type: 'tenant' } | { type: 'workspace'; id: string } | { type: 'organization'; id: string }
export type PlaceKey = `workspace:${string}` | `organization:${string}`

export const TENANT: Scope = { type: 'tenant' }

/** @returns the key of a place, or null for the tenant itself */
export function placeKey(scope: Scope): PlaceKey | null {
  return scope.type === 'tenant' ? null : `${scope.type}:${scope.id}`
}

/** An eligible grant's activation that is not over: running, or still to start. */
export interface Activation {
  id: string
  startsAt: number
  endsAt: number
  /** narrower than the grant: the one place it was asked for; left out, it reaches as far as the grant */
  scope?: Scope
}

/**
 * A role held in a scope. An eligible grant stands here once for each of its activations, and once by itself (`activation: null`)
 * as long as none of them reaches as far as the grant: what may still be activated is not lost from sight.
 */
export interface Grant {
  id: string
  role: RoleKey
  scope: Scope
  kind: 'active' | 'eligible'
  startsAt: number
  endsAt: number | null
  /** false after a restore, until someone said yes to this grant */
  confirmed: boolean
  /** false while the organization it lies in is deactivated */
  placeActive: boolean
  activation: Activation | null
}

/** @returns where the grant counts while it is in force: its activation may be narrower than itself */
export function reachOfGrant({ scope, activation }: Pick<Grant, 'scope' | 'activation'>): Scope {
  return activation?.scope ?? scope
}

/** @returns the grant as often as it stands for itself (see Grant) */
export function withActivations(grant: Omit<Grant, 'activation'>, activations: readonly Activation[]): Grant[] {
  const whole = activations.some(({ scope }) => scope === undefined)
  return [...activations.map((activation) => ({ ...grant, activation })), ...(whole ? [] : [{ ...grant, activation: null }])]
}

/** The part of a tenant's MFA policy that decides whether a role may be held without a factor. */
export interface MfaPolicy {
  everyone: boolean
  roles: readonly RoleKey[]
  /** how long it is not held against a person, counted from their first sign-in under it; left out: not at all */
  graceSeconds?: number
}

/** Beyond every clock: grace that has not begun, because its person has not signed in since the policy binds them. */
export const NOT_BEGUN = Number.MAX_SAFE_INTEGER

/**
 * @param boundAt the person's first sign-in after the policy began to bind them, epoch milliseconds
 * @param withoutGrace they were activated under the policy, and had their chance then
 * @returns until when their grace runs, epoch milliseconds; null: they have none
 */
export function graceUntil({ graceSeconds = 0 }: Pick<MfaPolicy, 'graceSeconds'>, { boundAt, withoutGrace }: { boundAt: number | null; withoutGrace: boolean }): number | null {
  if (graceSeconds === 0 || withoutGrace) return null
  return boundAt === null ? NOT_BEGUN : boundAt + graceSeconds * 1000
}

export type AdministratorStatus = 'new' | 'active' | 'inactive' | 'deleted'

/** What the rules know of a person: status, factor and every grant that is not over. */
export interface Person {
  administratorId: string
  status: AdministratorStatus
  factorEnrolledAt: number | null
  grants: readonly Grant[]
}

/** The person asking, as the per-request query found them. */
export interface Actor extends Person {
  tenantId: string
  sessionId: string
  /** when this session last used a second factor */
  factorUsedAt: number | null
  /** when this session last proved who is there: any factor the person has (step-up) */
  freshFactorAt: number | null
  mfa: MfaPolicy
  /** until when what the policy asks is not held against this person yet; left out or null: no grace. Never for roles that always need a factor */
  mfaGraceUntil?: number | null
  /** one of the accounts for the worst day: everything done is marked as such */
  breakGlass?: boolean
  /** tenant setting `assignment-rules:manage` */
  onlyOwnersAssignClientAdmin: boolean
  now: number
  inForce: readonly Grant[]
  powers: Powers
}

export type NotInForce =
  | 'person_not_active' | 'not_started' | 'ended' | 'awaiting_confirmation' | 'place_not_active' | 'not_activated' | 'mfa_not_enrolled' | 'mfa_not_used'

/** Whether the role may be held only with a second factor (always for Client Security Admin). */
export function requiresMfa(role: RoleKey, mfa: MfaPolicy): boolean {
  return ALWAYS_MFA.has(role) || mfa.everyone || mfa.roles.includes(role)
}

type Circumstances = Pick<Actor, 'status' | 'factorEnrolledAt' | 'factorUsedAt' | 'mfa' | 'mfaGraceUntil' | 'now'>

/** Whether the person's grace runs for the role at `now`. */
function hasGrace(role: RoleKey, { mfaGraceUntil, now }: Pick<Actor, 'mfaGraceUntil' | 'now'>): boolean {
  return !ALWAYS_MFA.has(role) && now < (mfaGraceUntil ?? 0)
}

/** @returns why the grant confers nothing at `now`, or null when it is in force (roles.md, "A grant", 1–4) */
export function whyNotInForce(grant: Grant, at: Circumstances): NotInForce | null {
  if (at.status !== 'active') return 'person_not_active'
  if (at.now < grant.startsAt) return 'not_started'
  if (grant.endsAt !== null && at.now >= grant.endsAt) return 'ended'
  if (!grant.confirmed) return 'awaiting_confirmation'
  if (!grant.placeActive) return 'place_not_active'
  if (grant.kind === 'eligible') {
    const running = grant.activation
    if (!running || at.now < running.startsAt || at.now >= running.endsAt) return 'not_activated'
  }
  if (requiresMfa(grant.role, at.mfa) && !hasGrace(grant.role, at)) {
    if (at.factorEnrolledAt === null) return 'mfa_not_enrolled'
    if (at.factorUsedAt === null) return 'mfa_not_used'
  }
  return null
}

// Permissions and roles as bits: building an actor's powers is a few ORs per grant, asking is one AND, however many grants there are.
const WORDS = Math.ceil(PERMISSIONS.length / 32)
type Bits = Int32Array

/** Where a permission's bit lies. */
export interface Position { word: number; mask: number }

const POSITION = new Map(PERMISSIONS.map((permission, index): [Permission, Position] => [permission, { word: index >> 5, mask: 1 << (index & 31) }]))

/** @returns where the permission's bit lies, or undefined for a permission that does not exist */
export function positionOf(permission: Permission): Position | undefined {
  return POSITION.get(permission)
}

const BITS_OF_ROLE = new Map<RoleKey, Bits>(
  ROLE_KEYS.map((role) => {
    const bits = new Int32Array(WORDS)
    for (const [permission, { word, mask }] of POSITION) if (holdersOf(permission).has(role)) bits[word]! |= mask
    return [role, bits]
  }),
)

const ROLE_BIT = new Map(ROLE_KEYS.map((role, index) => [role, 1 << index]))
/** Per role, the roles that its holder may assign. */
const ASSIGNS = new Map(ROLE_KEYS.map((holder) => [holder, ROLE_KEYS.reduce((bits, role) => ((ASSIGNABLE_BY[role] as readonly RoleKey[]).includes(holder) ? bits | ROLE_BIT.get(role)! : bits), 0)]))

/** What the grants in one scope add up to: permissions held, roles that may be assigned. */
export interface Power {
  permissions: Bits
  assigns: number
}

/** What the grants in force add up to: for the tenant, and place by place. */
export interface Powers {
  tenant: Power
  workspace: ReadonlyMap<string, Power>
  organization: ReadonlyMap<string, Power>
  /** roles that may be assigned in every organization, and in organizations only */
  assignsInOrganizations: number
  /** roles that may be assigned in some scope or other */
  assignsSomewhere: number
}

const nothing = (): Power => ({ permissions: new Int32Array(WORDS), assigns: 0 })

function powerIn(places: Map<string, Power>, id: string): Power {
  let power = places.get(id)
  if (!power) places.set(id, (power = nothing()))
  return power
}

function assignsOf(role: RoleKey, onlyOwnersAssignClientAdmin: boolean): number {
  const bits = ASSIGNS.get(role) ?? 0
  return onlyOwnersAssignClientAdmin && role !== 'client_owner' ? bits & ~ROLE_BIT.get('client_admin')! : bits
}

/** @param inForce grants that whyNotInForce() let through */
export function powersOf(inForce: readonly Grant[], onlyOwnersAssignClientAdmin: boolean): Powers {
  const tenant = nothing()
  const places = { workspace: new Map<string, Power>(), organization: new Map<string, Power>() }
  let assignsInOrganizations = 0
  let assignsSomewhere = 0
  for (const grant of inForce) {
    const { role } = grant
    const scope = reachOfGrant(grant)
    const power = scope.type === 'tenant' ? tenant : powerIn(places[scope.type], scope.id)
    // An unknown role key confers nothing.
    BITS_OF_ROLE.get(role)?.forEach((bits, word) => {
      power.permissions[word]! |= bits
    })
    const assigns = assignsOf(role, onlyOwnersAssignClientAdmin)
    assignsSomewhere |= assigns
    // A Business Admin's side of the house is the organizations.
    if (role !== 'business_admin' || scope.type === 'organization') power.assigns |= assigns
    else if (scope.type === 'tenant') assignsInOrganizations |= assigns
  }
  return { tenant, ...places, assignsInOrganizations, assignsSomewhere }
}

/** No allocation. Unknown permission: false. */
export function hasBit(power: Power | undefined, at: Position | undefined): boolean {
  return power !== undefined && at !== undefined && (power.permissions[at.word]! & at.mask) !== 0
}

/** @returns whether the powers reach as far as granting, changing or revoking the role in that scope */
export function assigns(powers: Powers, role: RoleKey, scope: Scope): boolean {
  const bit = ROLE_BIT.get(role) ?? 0
  if (powers.tenant.assigns & bit) return true
  if (scope.type === 'tenant') return false
  if (scope.type === 'organization' && powers.assignsInOrganizations & bit) return true
  return ((powers[scope.type].get(scope.id)?.assigns ?? 0) & bit) !== 0
}

/** @returns whether the powers reach as far as granting the role in some scope or other */
export function assignsSomewhere(powers: Powers, role: RoleKey): boolean {
  return (powers.assignsSomewhere & (ROLE_BIT.get(role) ?? 0)) !== 0
}

/** Makes an actor of what the per-request query returned: computes what is in force at `now`, once. */
export function makeActor(facts: Omit<Actor, 'inForce' | 'powers'>): Actor {
  const inForce = facts.grants.filter((grant) => whyNotInForce(grant, facts) === null)
  return { ...facts, inForce, powers: powersOf(inForce, facts.onlyOwnersAssignClientAdmin) }
}
