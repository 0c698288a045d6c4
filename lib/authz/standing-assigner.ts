// May somebody who is not here now still stand behind a grant they once made? Pure.
import { assigns, powersOf, type Grant, type Person, type Scope } from './grants'
import type { RoleKey } from './policy'

export interface Given { role: RoleKey; scope: Scope }

/**
 * Whether an inviter still holds, in force or eligible, what it takes to assign every one of the grants. Second factors are not
 * asked: they belong to a session, and this person has none here. The bare `member` grant comes with the place grants of an invitation.
 * @param now epoch milliseconds
 */
export function couldStillAssign(inviter: Person, grants: readonly Given[], { now, onlyOwnersAssignClientAdmin }: { now: number; onlyOwnersAssignClientAdmin: boolean }): boolean {
  if (inviter.status !== 'active') return false
  const standing = inviter.grants.filter((grant: Grant) => grant.startsAt <= now && (grant.endsAt === null || now < grant.endsAt) && grant.confirmed && grant.placeActive)
  const powers = powersOf(standing, onlyOwnersAssignClientAdmin)
  const withPlaces = grants.some(({ scope }) => scope.type !== 'tenant')
  return grants.every(({ role, scope }) => (withPlaces && role === 'member' && scope.type === 'tenant') || assigns(powers, role, scope))
}
