import { type Actor } from '@/lib/authz/grants'
import { isRoleKey, ROLES } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'
import { type PlaceKind } from '@/lib/places/place-view'
import { inheritedRoles } from '@/lib/places/place-roles'

export const PLURAL: Record<PlaceKind, string> = { workspace: 'workspaces', organization: 'organizations' }
export const HEADING: Record<PlaceKind, string> = { workspace: 'Workspaces', organization: 'Organizations' }

export interface PlacePaths {
  list: string
  overview: string
  settings: string
  administrators: string
}

/** @returns the addresses of a place's pages */
export function placePaths({ kind, slug }: { kind: PlaceKind; slug: string }): PlacePaths {
  return kind === 'workspace'
    ? { list: paths.workspaces, overview: paths.workspace(slug), settings: paths.workspaceSettings(slug), administrators: paths.workspaceAdministrators(slug) }
    : { list: paths.organizations, overview: paths.organization(slug), settings: paths.organizationSettings(slug), administrators: paths.organizationAdministrators(slug) }
}

/** @returns what one is there: the roles in the place itself, else those of the tenant that reach into it */
export function rolesThere(actor: Actor, kind: PlaceKind, mine: readonly string[]): { labels: string[]; inherited: boolean } {
  const own = mine.filter(isRoleKey).map((role) => ROLES[role].label)
  if (own.length > 0) return { labels: own, inherited: false }
  const reaching = inheritedRoles(kind).map(({ role }) => role)
  return { labels: actor.inForce.filter(({ role, scope }) => scope.type === 'tenant' && reaching.includes(role)).map(({ role }) => ROLES[role].label), inherited: true }
}

/** @returns how a row's holder is called: by name, or by the address while that is all there is to know */
export function calledIn({ name, email }: { name: string | null; email: string }): string {
  return name ?? email
}
