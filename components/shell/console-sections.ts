import { holdsSomewhere } from '@/lib/authz/can'
import { placeKey, reachOfGrant, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
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
        ...(may('pim:activate-own') ? [{ href: paths.pim, label: 'PIM', icon: 'bolt', line: 'Roles to activate for a while, requests for them, and what waits for you to decide', waiting: 'approvals' } as const] : []),
        ...(may('break-glass:manage') ? [{ href: paths.breakGlass, label: 'Break-glass', icon: 'warning', line: 'Accounts for the day on which no other way in works, and what they were used for' } as const] : []),
      ],
    },
    {
      heading: 'Sign-in',
      items: [
        ...(may('sign-in:read') ? [{ href: paths.signInAndSso, label: 'Sign-in and SSO', icon: 'key', line: 'The identity providers people sign in with, and for which domains' } as const] : []),
        ...(may('password-policy:read') ? [{ href: paths.passwordPolicy, label: 'Password policy', icon: 'password', line: 'What a password must be, when it expires, and how a sample fares' } as const] : []),
        ...(may('mfa-policy:read') ? [{ href: paths.mfaPolicy, label: 'MFA policy', icon: 'lock', line: 'Who needs a second factor before their roles mean anything' } as const] : []),
        ...(may('brute-force:read') ? [{ href: paths.bruteForce, label: 'Brute force', icon: 'stop', line: 'After how many failures guessing is refused, and for how long' } as const] : []),
        ...(may('session-policy:read') ? [{ href: paths.sessionPolicy, label: 'Session limits', icon: 'clock', line: 'How long somebody stays signed in, idle and in all' } as const] : []),
        ...(may('domain-allowlist:read') ? [{ href: paths.domainAllowlist, label: 'Domain allowlist', icon: 'mail', line: 'Of which domains new addresses may be' } as const] : []),
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
  const powers = actor.inForce.map((grant): Power => {
    const reach = reachOfGrant(grant)
    return {
      key: `${grant.id} ${placeKey(reach) ?? ''}`,
      label: ROLES[grant.role].label,
      place: reach.type === 'tenant' ? undefined : (placeName(reach.id) ?? (reach.type === 'workspace' ? 'a workspace' : 'an organization')),
      tone: grant.kind === 'eligible' ? 'info' : 'neutral',
      ...(grant.kind === 'eligible' ? { activation: lastOf(actor, grant) } : {}),
    }
  })
  return powers.sort((a, b) => Number(a.place !== undefined) - Number(b.place !== undefined))
}

/** A running activation, or the one that goes on from it where it was extended: until then the role stays in force. */
function lastOf({ grants }: Actor, { id: grantId, ...grant }: Grant): NonNullable<Power['activation']> {
  const reach = placeKey(reachOfGrant(grant))
  const others = grants.flatMap((other) => (other.id === grantId && other.activation && placeKey(reachOfGrant(other)) === reach ? [other.activation] : []))
  let last = grant.activation!
  for (let next = others.find(({ startsAt }) => startsAt === last.endsAt); next; next = others.find(({ startsAt }) => startsAt === last.endsAt)) last = next
  return { id: last.id, grantId, endsAt: last.endsAt }
}

const PIM_PAGES = [
  { id: 'pim-requests', label: 'My requests', icon: 'bolt', href: paths.pimRequests, words: 'pim history withdraw' },
  { id: 'pim-approvals', label: 'Approvals', icon: 'bolt', href: paths.pimApprovals, words: 'pim approve deny decide queue' },
] as const

const ACCOUNT_PAGES = [
  { id: 'account', label: 'My account', icon: 'person', href: paths.account, words: 'name address theme time zone shortcuts' },
  { id: 'account-roles', label: 'Roles I hold', icon: 'roles', href: paths.accountRoles, words: 'account give up' },
  { id: 'account-password', label: 'My password', icon: 'password', href: paths.accountPassword, words: 'account change' },
  { id: 'account-factors', label: 'My second factors', icon: 'lock', href: paths.accountFactors, words: 'account mfa authenticator app passkey recovery codes' },
  { id: 'account-sessions', label: 'My sessions and devices', icon: 'device', href: paths.accountSessions, words: 'account sign out end' },
] as const

/** @returns what the palette knows without asking, and what it asks as one types; only what the actor may do */
export function consolePalette(actor: Actor, placeName: (id: string) => string | undefined = () => undefined): { groups: PaletteGroup[]; sources: PaletteSource[] } {
  const pages = consoleSections(actor).flatMap((section) => section.items)
  const may = (permission: Permission) => holdsSomewhere(actor, permission)
  const actions = [
    ...(may('administrator:invite') ? [{ id: 'invite', label: 'Invite Admin', icon: 'invite', href: paths.inviteAdministrators, words: 'add new administrator' } as const] : []),
    ...(may('workspace:create') ? [{ id: 'new-workspace', label: 'New workspace', icon: 'plus', href: paths.newWorkspace, words: 'add create' } as const] : []),
    ...(may('organization:create') ? [{ id: 'new-organization', label: 'New organization', icon: 'plus', href: paths.newOrganization, words: 'add create' } as const] : []),
    ...(may('role:read') ? [{ id: 'can-they', label: 'Can they?', icon: 'question', href: paths.canThey, words: 'permission check who may' } as const] : []),
  ]
  const placeOf = (scope: Scope) => (scope.type === 'tenant' ? '' : ` in ${placeName(scope.id) ?? (scope.type === 'workspace' ? 'a workspace' : 'an organization')}`)
  const eligible = [...new Map(actor.grants.filter(({ kind }) => kind === 'eligible').map((grant) => [grant.id, grant])).values()]
  const runs = (id: string, scope: Scope) => actor.inForce.some((grant) => grant.id === id && grant.activation && placeKey(reachOfGrant(grant)) === placeKey(scope))
  const activate = eligible.map(({ id, role, scope }) => {
    const name = `${ROLES[role].label}${placeOf(scope)}`
    return { id: `activate-${id}`, label: `${runs(id, scope) ? 'Extend' : 'Activate'} ${name}…`, icon: 'bolt', href: paths.pimActivate(id), words: 'activate pim elevate eligible', activates: { grantId: id, name } } as const
  })
  return {
    groups: [
      { heading: 'Pages', entries: [...pages.map((item) => ({ id: item.href, label: item.label, icon: item.icon, href: item.href })), ...(may('tenant-settings:update') ? [{ id: 'settings', label: 'Tenant settings', icon: 'settings', href: paths.settings, words: 'name assignment rules' } as const] : []), ...(may('pim:activate-own') ? PIM_PAGES : []), ...(may('pim-request:read-all') ? [{ id: 'pim-all', label: 'All requests', icon: 'bolt', href: paths.pimAllRequests, words: 'pim history revoke' } as const] : []), ...(may('pim-policy:read') ? [{ id: 'pim-settings', label: 'Role settings', icon: 'bolt', href: paths.pimRoleSettings, words: 'pim policy approvers longest activation' } as const] : []), ...ACCOUNT_PAGES] },
      ...(actions.length + activate.length > 0 ? [{ heading: 'Actions', entries: [...activate, ...actions] }] : []),
    ],
    sources: [
      ...(may('administrator:read') ? [{ heading: 'People', url: paths.api.searchAdministrators, icon: 'person' } as const] : []),
      ...(may('workspace:read') || may('organization:read') ? [{ heading: 'Workspaces and organizations', url: paths.api.searchPlaces, icon: 'workspace' } as const] : []),
    ],
  }
}
