// What an activation would add to what somebody holds already, by the function that decides. Pure and browser-safe.
import type { Place } from '@/lib/authz/can'
import type { Grant, MfaPolicy, Person, Scope } from '@/lib/authz/grants'
import { PERMISSIONS, POLICY, holdersOf, type RoleKey } from '@/lib/authz/policy'
import { whatChanges, type HeldPermission } from '@/lib/authz/what-changes'

/** A role as it would be activated: in the scope of its grant, or narrower. */
export interface Activating {
  role: RoleKey
  /** of the grant */
  scope: Scope
  /** the one place it is asked for; left out, it reaches as far as the grant */
  place?: Place | undefined
}

export interface Adds {
  gained: readonly HeldPermission[]
  /** how many the role would add in its whole scope */
  whole: number
}

/** @returns the kinds of place that a role of the whole tenant can be narrowed to: those its permissions are about */
export function placeKindsOf(role: RoleKey): Place['type'][] {
  return (['workspace', 'organization'] as const).filter((kind) => PERMISSIONS.some((permission) => POLICY[permission].scope === kind && holdersOf(permission).has(role)))
}

/**
 * @param person who would hold it; what they hold by other roles is not counted
 * @param at the moment it would begin, epoch milliseconds
 */
export function whatAdds(person: Person, { role, scope, place }: Activating, mfa: MfaPolicy, at: number): Adds {
  const held = person.grants.filter((grant) => grant.kind !== 'eligible' || grant.activation !== null)
  const made = (narrowed?: Place): Grant => ({
    id: 'asked', role, scope, kind: 'eligible', startsAt: at, endsAt: null, confirmed: true, placeActive: true,
    activation: { id: 'asked', startsAt: at, endsAt: at + 1, ...(narrowed ? { scope: narrowed } : {}) },
  })
  const gains = (narrowed?: Place) => whatChanges({ ...person, grants: held }, [...held, made(narrowed)], mfa, at).gained
  const whole = gains()
  return { gained: place ? gains(place) : whole, whole: whole.length }
}

/** @param place its name; none for the whole tenant @returns such as "+37 permissions, in Payments", "+4 of 37 permissions, in Payments" */
export function addsInWords({ gained, whole }: { gained: number; whole: number }, place: string | null): string {
  const where = place ? `, in ${place}` : ''
  if (gained === 0) return `Adds nothing to what is held already${where}`
  return gained === whole ? `+${gained} ${gained === 1 ? 'permission' : 'permissions'}${where}` : `+${gained} of ${whole} permissions${where}`
}
