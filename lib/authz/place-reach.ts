import { hasBit, type Actor } from './grants'
import { POLICY, type Permission } from './policy'

/** Where a place-scoped permission reaches: everywhere in the tenant, or these ids only. */
export type Reach = { all: true } | { all: false; ids: string[] }

/** @returns the workspaces or organizations in which the actor holds the permission now; nothing else exists for them */
export function reachOf(actor: Actor, permission: Permission): Reach {
  if (actor.status !== 'active') return { all: false, ids: [] }
  if (hasBit(actor.powers.tenant, permission)) return { all: true }
  const prefix = `${POLICY[permission].scope}:`
  const ids: string[] = []
  for (const [key, bits] of actor.powers.places) if (key.startsWith(prefix) && hasBit(bits, permission)) ids.push(key.slice(prefix.length))
  return { all: false, ids }
}
