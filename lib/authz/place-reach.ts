import { hasBit, positionOf, type Actor } from './grants'
import { POLICY, type Permission } from './policy'

/** Where a place-scoped permission reaches: everywhere in the tenant, or these ids only. */
export type Reach = { all: true } | { all: false; ids: string[] }

/** @returns the workspaces or organizations in which the actor holds the permission now; nothing else exists for them */
export function reachOf(actor: Actor, permission: Permission): Reach {
  const position = positionOf(permission)
  // An unknown permission reaches nowhere.
  if (!position || actor.status !== 'active') return { all: false, ids: [] }
  if (hasBit(actor.powers.tenant, position)) return { all: true }
  const { scope } = POLICY[permission]
  if (scope === 'tenant') return { all: false, ids: [] }
  const ids: string[] = []
  for (const [id, power] of actor.powers[scope]) if (hasBit(power, position)) ids.push(id)
  return { all: false, ids }
}
