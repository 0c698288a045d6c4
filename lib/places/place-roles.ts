import { ROLE_KEYS, ROLES, holdersOf, type RoleKey } from '@/lib/authz/policy'
import type { PlaceKind } from './place-view'

/** The roles that lie in one workspace or organization, the strongest first. */
export const PLACE_ROLES: readonly RoleKey[] = ROLE_KEYS.filter((role) => ROLES[role].reach === 'place')

/** The weakest of them: whoever may give nothing may not give this. */
export const WEAKEST_PLACE_ROLE: RoleKey = PLACE_ROLES.at(-1)!

/** @returns whether a text from outside names such a role */
export function isPlaceRole(role: string): role is RoleKey {
  return PLACE_ROLES.some((known) => known === role)
}

/** @returns the roles of the whole tenant that reach into every place of a kind: those that administer it, then those that read it */
export function inheritedRoles(kind: PlaceKind): { role: RoleKey; administers: boolean }[] {
  const [readers, managers] = kind === 'workspace' ? [holdersOf('workspace:read'), holdersOf('workspace-admin:manage')] : [holdersOf('organization:read'), holdersOf('organization-admin:manage')]
  const roles = ROLE_KEYS.filter((role) => ROLES[role].reach === 'tenant' && readers.has(role))
  return [...roles.filter((role) => managers.has(role)), ...roles.filter((role) => !managers.has(role))].map((role) => ({ role, administers: managers.has(role) }))
}
