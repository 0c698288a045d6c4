// Every address of the console, spelled once. Tokens of links travel in the fragment, which no server and no referrer sees.
import { HOME_PATH } from './home-path'

const segment = encodeURIComponent

export const paths = {
  home: HOME_PATH,
  /** `next`: where to come back to afterwards */
  signIn: (tenantSlug?: string, next?: string) => `/sign-in${tenantSlug ? `/${segment(tenantSlug)}` : ''}${next ? `?next=${segment(next)}` : ''}`,
  /** Cleans the browser up and goes on to sign-in. No page of the console: going there loads a new document, and nothing of the old one stays. */
  signedOut: (tenantSlug?: string) => (tenantSlug ? `/signed-out?tenant=${segment(tenantSlug)}` : '/signed-out'),
  forgotPassword: (tenantSlug?: string) => (tenantSlug ? `/forgot-password/${segment(tenantSlug)}` : '/forgot-password'),
  /** Sign in, and come back to this page of the console. */
  signInAgain: (path: string, tenantSlug?: string) => `/sign-in${tenantSlug ? `/${segment(tenantSlug)}` : ''}${path && path !== '/' ? `?next=${segment(path)}` : ''}`,
  resetPassword: '/reset-password',
  activate: '/activate',
  confirmAddress: '/confirm-address',
  undoAddress: '/undo-address',
  /** `next`: where to go once it is set */
  newPassword: (next?: string) => (next && next !== '/' ? `/new-password?next=${segment(next)}` : '/new-password'),

  account: '/account',
  accountRoles: '/account/roles',
  accountPassword: '/account/password',
  accountSessions: '/account/sessions',

  administrators: '/administrators',
  inviteAdministrators: '/administrators/invite',
  /** What became of a list of people. */
  inviteList: (id: string) => `/administrators/invite/${segment(id)}`,
  /** The list, narrowed to invitations that still run or have expired. */
  administratorsInvited: (invitation: 'pending' | 'expired') => `/administrators?invitation=${invitation}`,
  /** A change of many people: how far it has come. */
  bulkRun: (id: string) => `/administrators/bulk/${segment(id)}`,
  administrator: (id: string) => `/administrators/${segment(id)}`,
  administratorRoles: (id: string) => `/administrators/${segment(id)}/roles`,
  administratorSecurity: (id: string) => `/administrators/${segment(id)}/security`,
  administratorActivity: (id: string) => `/administrators/${segment(id)}/activity`,

  roles: '/roles',
  role: (key: string) => `/roles#${segment(key)}`,
  rolePermissions: (role?: string) => (role ? `/roles/permissions?role=${segment(role)}` : '/roles/permissions'),
  roleAssignments: '/roles/assignments',
  canThey: '/roles/can-they',
  /** The question in the address; without a person it is about oneself. `place` is "workspace:id" or "organization:id", `at` an ISO moment. */
  canTheyAsk: (question: { permission: string; person?: string | undefined; place?: string | undefined; about?: string | undefined; role?: string | undefined; at?: string | undefined }) =>
    `/roles/can-they?${new URLSearchParams(Object.entries(question).filter((entry): entry is [string, string] => Boolean(entry[1])))}`,

  settings: '/settings',

  workspaces: '/workspaces',
  newWorkspace: '/workspaces/new',
  workspace: (slug: string) => `/workspaces/${segment(slug)}`,
  workspaceSettings: (slug: string) => `/workspaces/${segment(slug)}/settings`,
  workspaceAdministrators: (slug: string) => `/workspaces/${segment(slug)}/settings/administrators`,

  organizations: '/organizations',
  newOrganization: '/organizations/new',
  organization: (slug: string) => `/organizations/${segment(slug)}`,
  organizationSettings: (slug: string) => `/organizations/${segment(slug)}/settings`,
  organizationAdministrators: (slug: string) => `/organizations/${segment(slug)}/settings/administrators`,

  audit: '/audit',
  /** The history of a person (as actor and as the affected, or as one of the two) or of a place. */
  auditOf: (object: { person: string } | { actor: string } | { affected: string } | { workspace: string } | { organization: string }) => {
    const [kind, id] = Object.entries(object)[0]! as [string, string]
    return kind !== 'workspace' && kind !== 'organization' ? `/audit?${kind}=${segment(id)}` : `/audit?place=${kind}:${segment(id)}`
  },
  auditOfAction: (action: string) => `/audit?action=${segment(action)}`,
  auditEvent: (sequence: number) => `/audit/${sequence}`,

  api: {
    live: '/api/live',
    liveState: '/api/live/state',
    accountSessions: '/api/account/sessions',
    inviteList: (id: string) => `/api/administrators/invite-lists/${segment(id)}`,
    /** How many match, exactly; takes the search parameters of the list. */
    administratorsCount: (query: string) => `/api/administrators/count${query ? `?${query}` : ''}`,
    administratorsExport: (id: string) => `/api/administrators/export?id=${segment(id)}`,
    /** What may be done to a person, and what the dialogs say beforehand. */
    administratorActs: (id: string) => `/api/administrators/${segment(id)}/acts`,
    /** What a change of many people would do; takes it as JSON. */
    bulkPreview: (order: string) => `/api/administrators/bulk/preview?order=${segment(order)}`,
    bulkRun: (id: string) => `/api/administrators/bulk/${segment(id)}`,
    searchAdministrators: '/api/search/administrators',
    permissionMatrix: '/api/roles/permission-matrix',
    assignmentMatrix: '/api/roles/assignment-matrix',
    searchPlaces: '/api/search/places',
    auditEvents: '/api/audit/events',
    auditSecurityEvents: '/api/audit/security-events',
    auditWorkspaceEvents: (id: string) => `/api/audit/workspaces/${segment(id)}/events`,
    auditExport: '/api/audit/export',
  },
} as const
