import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { reachOf } from '@/lib/authz/place-reach'
import { SECURITY_EVENT_NAMES, type AuditEventName } from './event-names'

/** Which events exist for somebody: all, or those of these names or of these workspaces. What lies outside does not exist (roles.md 4). */
export type Sight = { everything: true } | { everything: false; actions: readonly AuditEventName[]; workspaceIds: readonly string[] }

/** @returns what the actor may see of the audit now; null when nothing at all */
export function sightOf(actor: Actor): Sight | null {
  if (holds(actor, 'audit:read')) return { everything: true }
  const workspaces = reachOf(actor, 'workspace-audit:read')
  const actions = holds(actor, 'audit:read-security') ? SECURITY_EVENT_NAMES : []
  const workspaceIds = workspaces.all ? [] : workspaces.ids
  return actions.length + workspaceIds.length > 0 ? { everything: false, actions, workspaceIds } : null
}
