// What a change of roles gives and takes. Nothing is looked up in a list of roles: the function that decides is asked before and
// after, permission by permission and place by place. Pure and browser-safe.
import { holds, type Place } from './can'
import { makeActor, placeKey, reachOfGrant, type Actor, type Grant, type MfaPolicy, type Person } from './grants'
import { PERMISSIONS, POLICY, type Permission } from './policy'

/** A permission, and the one place it is about; null for the whole tenant and every place in it. */
export interface HeldPermission {
  permission: Permission
  place: Place | null
}

export interface PowerDifference {
  gained: readonly HeldPermission[]
  lost: readonly HeldPermission[]
}

/** No grant lies there: whoever holds something in it holds it everywhere. */
const NOWHERE_IN_PARTICULAR = ''

/**
 * Compares the roles a person holds with those they would hold. Both sides are judged as if the account were active and a second
 * factor used, so that the difference is what the roles make; what a grant still waits for is said by `whyNotInForce`.
 * @param after every grant of the person once the change is done
 * @param at the moment that is looked at, in epoch milliseconds: when the change takes effect
 */
export function whatChanges(person: Person, after: readonly Grant[], mfa: MfaPolicy, at: number): PowerDifference {
  const [old, made] = [holderOf(person, person.grants, mfa, at), holderOf(person, after, mfa, at)]
  const places = placesOf([...person.grants, ...after])
  return { gained: missingIn(old, made, places), lost: missingIn(made, old, places) }
}

function holderOf({ administratorId }: Person, grants: readonly Grant[], mfa: MfaPolicy, at: number): Actor {
  return makeActor({
    tenantId: '', sessionId: '', administratorId, status: 'active', grants, mfa, now: at, onlyOwnersAssignClientAdmin: false,
    factorEnrolledAt: 0, factorUsedAt: 0, freshFactorAt: null,
  })
}

function placesOf(grants: readonly Grant[]): Place[] {
  const found = new Map<string, Place>()
  for (const scope of grants.map(reachOfGrant)) if (scope.type !== 'tenant') found.set(placeKey(scope)!, scope)
  return [...found.values()]
}

/** What `holder` has and `other` has not, in the order of the policy; what is everyone’s own both have. */
function missingIn(other: Actor, holder: Actor, places: readonly Place[]): HeldPermission[] {
  return PERMISSIONS.flatMap((permission): HeldPermission[] => {
    const { scope } = POLICY[permission]
    const everywhere = scope === 'tenant' ? undefined : { type: scope, id: NOWHERE_IN_PARTICULAR }
    const hasMore = (place: Place | undefined) => holds(holder, permission, place) && !holds(other, permission, place)
    if (hasMore(everywhere)) return [{ permission, place: null }]
    return places.filter(hasMore).map((place) => ({ permission, place }))
  })
}

/** @returns what follows "they": "gain 12 permissions and lose none"; null when nothing changes */
export function sumUp({ gained, lost }: PowerDifference): string | null {
  const many = (list: readonly HeldPermission[]) => `${list.length} ${list.length === 1 ? 'permission' : 'permissions'}`
  if (gained.length > 0 && lost.length > 0) return `gain ${many(gained)} and lose ${lost.length}`
  if (gained.length > 0) return `gain ${many(gained)} and lose none`
  return lost.length > 0 ? `lose ${many(lost)} and gain none` : null
}
