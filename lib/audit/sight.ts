import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { reachOf } from '@/lib/authz/place-reach'
import { paths } from '@/lib/paths'
import { AUDIT_EVENT_NAMES, SECURITY_EVENT_NAMES, type AuditEventName } from './event-names'
import { addressOf, type ExplorerPage } from './explorer-query'

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

/** @returns the names of the events that can come before the actor's eyes */
export function namesInSight(actor: Actor): readonly AuditEventName[] {
  const sight = sightOf(actor)
  return !sight ? [] : sight.everything || sight.workspaceIds.length > 0 ? AUDIT_EVENT_NAMES : sight.actions
}

/** @returns one sentence on how much of the audit the actor sees */
export function scopeInWords(actor: Actor): string {
  const sight = sightOf(actor)
  if (!sight || sight.everything) return 'Every change and every refusal that matters, newest first.'
  const workspaces = sight.workspaceIds.length > 0 ? 'what happened in the workspaces you look after' : null
  return `You see ${[sight.actions.length > 0 ? 'security events' : null, workspaces].filter(Boolean).join(', and ')}, newest first.`
}

/** @returns where to ask what came after an event, narrowed as the page is; null where no reader covers what the actor sees */
export function tailUrl(actor: Actor, { cursor: _cursor, ...filter }: ExplorerPage, newest: number): string | null {
  const sight = sightOf(actor)
  if (!sight) return null
  const query = addressOf(filter)
  query.set('after', String(newest))
  if (sight.everything) return `${paths.api.auditEvents}?${query.toString()}`
  if (sight.actions.length > 0) return `${paths.api.auditSecurityEvents}?${query.toString()}`
  const [type, id] = filter.place?.split(':') ?? ['workspace', sight.workspaceIds.length === 1 ? sight.workspaceIds[0] : undefined]
  if (type !== 'workspace' || !id || !sight.workspaceIds.includes(id)) return null
  query.delete('place')
  return `${paths.api.auditWorkspaceEvents(id)}?${query.toString()}`
}
