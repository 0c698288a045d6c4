import { holdsSomewhere } from '@/lib/authz/can'
import { type Actor } from '@/lib/authz/grants'
import { ROLES, type Permission } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'
import { type NavigationSection } from './navigation'
import { type PaletteGroup, type PaletteSource } from './palette-source'
import { type Power } from './powers-in-force'

/** @returns the areas of the console that the actor may enter now; what they may never enter is not there at all */
export function consoleSections(actor: Actor): NavigationSection[] {
  const may = (...permissions: Permission[]) => permissions.some((permission) => holdsSomewhere(actor, permission))
  const sections: NavigationSection[] = [
    { items: [{ href: paths.home, label: 'Home', icon: 'home' }] },
    {
      heading: 'Account',
      items: [
        ...(may('administrator:read') ? [{ href: paths.administrators, label: 'Administrators', icon: 'people', line: 'Who may enter this console, as what, and how they are doing' } as const] : []),
        ...(may('role:read') ? [{ href: paths.roles, label: 'Roles', icon: 'roles', line: 'What each role carries, who may grant it, and whether somebody may do something' } as const] : []),
      ],
    },
    {
      heading: 'Places',
      items: [
        ...(may('workspace:read') ? [{ href: paths.workspaces, label: 'Workspaces', icon: 'workspace', line: 'The workspaces open to you, and who administers them' } as const] : []),
        ...(may('organization:read') ? [{ href: paths.organizations, label: 'Organizations', icon: 'organization', line: 'The organizations open to you, and who administers them' } as const] : []),
      ],
    },
    { heading: 'Evidence', items: may('audit:read', 'audit:read-security', 'workspace-audit:read') ? [{ href: paths.audit, label: 'Audit', icon: 'audit', line: 'What was done, by whom, when, and what was refused' }] : [] },
  ]
  return sections.filter((section) => section.items.length > 0)
}

/** @param placeName of a workspace or organization id within reach @returns what is in force now, tenant first */
export function powersInForce(actor: Actor, placeName: (id: string) => string | undefined): Power[] {
  return actor.inForce
    .map((grant) => ({
      key: grant.id,
      label: ROLES[grant.role].label,
      place: grant.scope.type === 'tenant' ? undefined : (placeName(grant.scope.id) ?? (grant.scope.type === 'workspace' ? 'a workspace' : 'an organization')),
      tone: grant.kind === 'eligible' ? ('info' as const) : ('neutral' as const),
    }))
    .sort((a, b) => Number(a.place !== undefined) - Number(b.place !== undefined))
}

const ACCOUNT_PAGES = [
  { id: 'account', label: 'My account', icon: 'person', href: paths.account, words: 'name address theme time zone shortcuts' },
  { id: 'account-roles', label: 'My roles', icon: 'roles', href: paths.accountRoles, words: 'account give up' },
  { id: 'account-password', label: 'My password', icon: 'key', href: paths.accountPassword, words: 'account change' },
  { id: 'account-sessions', label: 'My sessions and devices', icon: 'device', href: paths.accountSessions, words: 'account sign out end' },
] as const

/** @returns what the palette knows without asking, and what it asks as one types; only what the actor may do */
export function consolePalette(actor: Actor): { groups: PaletteGroup[]; sources: PaletteSource[] } {
  const pages = consoleSections(actor).flatMap((section) => section.items)
  const may = (permission: Permission) => holdsSomewhere(actor, permission)
  const actions = [
    ...(may('administrator:invite') ? [{ id: 'invite', label: 'Invite Admin', icon: 'invite', href: paths.inviteAdministrators, words: 'add new administrator' } as const] : []),
    ...(may('workspace:create') ? [{ id: 'new-workspace', label: 'New workspace', icon: 'plus', href: paths.newWorkspace, words: 'add create' } as const] : []),
    ...(may('organization:create') ? [{ id: 'new-organization', label: 'New organization', icon: 'plus', href: paths.newOrganization, words: 'add create' } as const] : []),
    ...(may('role:read') ? [{ id: 'can-they', label: 'Can they?', icon: 'question', href: paths.canThey, words: 'permission check who may' } as const] : []),
  ]
  return {
    groups: [
      { heading: 'Pages', entries: [...pages.map((item) => ({ id: item.href, label: item.label, icon: item.icon, href: item.href })), ...(may('tenant-settings:update') ? [{ id: 'settings', label: 'Tenant settings', icon: 'settings', href: paths.settings, words: 'name assignment rules' } as const] : []), ...ACCOUNT_PAGES] },
      ...(actions.length > 0 ? [{ heading: 'Actions', entries: actions }] : []),
    ],
    sources: [
      ...(may('administrator:read') ? [{ heading: 'People', url: paths.api.searchAdministrators, icon: 'person' } as const] : []),
      ...(may('workspace:read') || may('organization:read') ? [{ heading: 'Workspaces and organizations', url: paths.api.searchPlaces, icon: 'workspace' } as const] : []),
    ],
  }
}
