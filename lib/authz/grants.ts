// Grants + the moment → permissions in force. Pure and browser-safe; times are epoch milliseconds of the database's clock.
// Intervals are half-open: in force when start ≤ now < end.
import { ALWAYS_MFA, PERMISSIONS, ROLE_KEYS, holdersOf, type Permission, type RoleKey } from './policy'

export type Scope = { type: 'tenant' } | { type: 'workspace'; id: string } | { type: 'organization'; id: string }
export type PlaceKey = `workspace:${string}` | `organization:${string}`

export const TENANT: Scope = { type: 'tenant' }

/** @returns the key of a place, or null for the tenant itself */
export function placeKey(scope: Scope): PlaceKey | null {
  return scope.type === 'tenant' ? null : `${scope.type}:${scope.id}`
}

/** A role held in a scope. `activation` is the one that runs now for an eligible grant. */
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
  activation: { id: string; startsAt: number; endsAt: number } | null
}

/** The part of a tenant's MFA policy that decides whether a role may be held without a factor. */
export interface MfaPolicy {
  everyone: boolean
  roles: readonly RoleKey[]
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

type Circumstances = Pick<Actor, 'status' | 'factorEnrolledAt' | 'factorUsedAt' | 'mfa' | 'now'>

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
  if (requiresMfa(grant.role, at.mfa)) {
    if (at.factorEnrolledAt === null) return 'mfa_not_enrolled'
    if (at.factorUsedAt === null) return 'mfa_not_used'
  }
  return null
}

// Permissions as bits: building an actor's powers is a few ORs per grant, asking is one AND.
const WORDS = Math.ceil(PERMISSIONS.length / 32)
type Bits = Int32Array

const POSITION = new Map(PERMISSIONS.map((permission, index) => [permission, index]))

const BITS_OF_ROLE = new Map<RoleKey, Bits>(
  ROLE_KEYS.map((role) => {
    const bits = new Int32Array(WORDS)
    PERMISSIONS.forEach((permission, index) => {
      if (holdersOf(permission).has(role)) bits[index >> 5]! |= 1 << (index & 31)
    })
    return [role, bits]
  }),
)

/** What the grants in force add up to: for the tenant, and place by place. */
export interface Powers {
  tenant: Bits
  places: ReadonlyMap<PlaceKey, Bits>
}

function merge(into: Bits, role: RoleKey): void {
  const bits = BITS_OF_ROLE.get(role)
  // An unknown role key confers nothing.
  if (bits) for (let word = 0; word < WORDS; word++) into[word]! |= bits[word]!
}

/** @param inForce grants that whyNotInForce() let through */
export function powersOf(inForce: readonly Grant[]): Powers {
  const tenant = new Int32Array(WORDS)
  const places = new Map<PlaceKey, Bits>()
  for (const grant of inForce) {
    const key = placeKey(grant.scope)
    if (key === null) {
      merge(tenant, grant.role)
      continue
    }
    let bits = places.get(key)
    if (!bits) places.set(key, (bits = new Int32Array(WORDS)))
    merge(bits, grant.role)
  }
  return { tenant, places }
}

/** One lookup, no allocation. Unknown permission: false. */
export function hasBit(bits: Bits | undefined, permission: Permission): boolean {
  const index = POSITION.get(permission)
  return bits !== undefined && index !== undefined && (bits[index >> 5]! & (1 << (index & 31))) !== 0
}

/** Makes an actor of what the per-request query returned: computes what is in force at `now`, once. */
export function makeActor(facts: Omit<Actor, 'inForce' | 'powers'>): Actor {
  const inForce = facts.grants.filter((grant) => whyNotInForce(grant, facts) === null)
  return { ...facts, inForce, powers: powersOf(inForce) }
}
