import type { AuditEventName } from '@/lib/audit/event-names'
import type { Permission } from '@/lib/authz/policy'

/** How a request gets in: with a permission, on one's own account, before there is a session, or reading. */
export type Door =
  | { kind: 'action'; permission: Permission; audit: AuditEventName; stepUp: 'never' | 'always' | 'privileged-role'; lock: 'tenant' | 'rows' }
  | { kind: 'own-action'; own: `own:${string}`; audit: AuditEventName; stepUp: 'never' | 'always' }
  | { kind: 'public-action'; name: `public:${string}` }
  | { kind: 'public-route'; name: `public:${string}` }
  | { kind: 'read'; permission: Permission; stepUp: boolean }
  | { kind: 'own-read'; own: `own:${string}` }

const doors = new WeakMap<object, Door>()

/** For the define functions alone: notes what guards an entrance. */
export function registerDoor<F extends object>(entrance: F, door: Door): F {
  doors.set(entrance, door)
  return entrance
}

/** @returns what guards this export; undefined for whatever went through none of our doors */
export function doorOf(entrance: unknown): Door | undefined {
  return doors.get(entrance as object)
}
