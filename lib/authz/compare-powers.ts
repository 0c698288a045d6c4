// What a change of somebody's grants changes for them: computed from the same powers that can() decides with. Pure and browser-safe.
import { PERMISSIONS, permissionRow, type Permission } from './policy'
import { TENANT, hasBit, makeActor, positionOf, type Actor, type Grant, type Scope } from './grants'

/** A permission and where it is held: TENANT is everywhere. */
export interface HeldIn {
  permission: Permission
  scope: Scope
}

export interface PowerChange {
  gained: readonly HeldIn[]
  lost: readonly HeldIn[]
}

/** @returns what the person may do after and not before, and the other way round; what is everyone's own never changes */
export function comparePowers(before: Actor, after: Actor): PowerChange {
  return { gained: heldOnlyBy(after, before), lost: heldOnlyBy(before, after) }
}

/** @returns the same person without this grant, at the same moment */
export function withoutGrant(actor: Actor, grantId: string): Actor {
  return makeActor({ ...actor, grants: actor.grants.filter(({ id }: Grant) => id !== grantId) })
}

function heldOnlyBy(one: Actor, other: Actor): HeldIn[] {
  if (one.status !== 'active') return []
  const found: HeldIn[] = []
  for (const permission of PERMISSIONS) {
    const { scope, own } = permissionRow(permission)
    const at = positionOf(permission)
    if (own) continue
    const otherEverywhere = other.status === 'active' && hasBit(other.powers.tenant, at)
    if (otherEverywhere) continue
    if (hasBit(one.powers.tenant, at)) found.push({ permission, scope: TENANT })
    else if (scope !== 'tenant') {
      for (const [id, power] of one.powers[scope]) {
        if (hasBit(power, at) && !(other.status === 'active' && hasBit(other.powers[scope].get(id), at))) found.push({ permission, scope: { type: scope, id } })
      }
    }
  }
  return found
}
