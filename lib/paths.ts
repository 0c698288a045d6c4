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
  /** The second step of signing in, while no session stands. */
  secondStep: '/second-step',
  secondStepBy: (way: 'app' | 'passkey' | 'recovery-code') => `/second-step?by=${way}`,
  /** Single sign-on came to nothing: the sign-in page says why. */
  signInFailed: (tenantSlug: string, reason: string, next?: string) => `/sign-in/${segment(tenantSlug)}?sso=${segment(reason)}${next ? `&next=${segment(next)}` : ''}`,
  /** A link was mailed, or would have been. */
  checkMail: '/check-mail',
  /** Behind the mailed link. */
  ssoLink: '/link-sign-in',
  confirmAddress: '/confirm-address',
  undoAddress: '/undo-address',
  /** `next`: where to go once it is set */
  newPassword: (next?: string) => (next && next !== '/' ? `/new-password?next=${segment(next)}` : '/new-password'),

  account: '/account',
  accountRoles: '/account/roles',
  accountPassword: '/account/password',
  accountSessions: '/account/sessions',
  /** `failed`: why linking came to nothing. */
  accountSignIns: (failed?: string) => (failed ? `/account/sign-ins?link=${segment(failed)}` : '/account/sign-ins'),
  accountFactors: '/account/factors',

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
  signInAndSso: '/sign-in-and-sso',
  newConnection: '/sign-in-and-sso/new',
  newSamlConnection: '/sign-in-and-sso/new/saml',
  /** An identity provider; `failed`: why proving it came to nothing. */
  connection: (id: string, failed?: string) => `/sign-in-and-sso/${segment(id)}${failed ? `?proof=${segment(failed)}` : ''}`,
  /** One of the tabs of an identity provider. */
  connectionPart: (id: string, part: 'settings' | 'domains' | 'roles' | 'provider') => `/sign-in-and-sso/${segment(id)}?part=${part}`,
  passwordPolicy: '/password-policy',
  mfaPolicy: '/mfa-policy',
  bruteForce: '/brute-force',
  sessionPolicy: '/session-policy',
  domainAllowlist: '/domain-allowlist',
  breakGlass: '/break-glass',

  /** One's own eligible roles. */
  pim: '/pim',
  pimRequests: '/pim/requests',
  pimRequest: (id: string) => `/pim/requests/${segment(id)}`,
  pimApprovals: '/pim/approvals',
  pimAllRequests: '/pim/all-requests',
  /** One's own eligible roles, with the dialog for one of them open. */
  pimActivate: (grantId: string, seconds?: number) => `/pim?activate=${segment(grantId)}${seconds === undefined ? '' : `&for=${seconds}`}`,
  pimExtend: (grantId: string, activationId: string) => `/pim?activate=${segment(grantId)}&extend=${segment(activationId)}`,
  pimRoleSettings: '/pim/role-settings',
  pimRoleSetting: (role: string) => `/pim/role-settings/${segment(role)}`,
  pimAlerts: '/pim/alerts',

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
    /** Sets out to an identity provider; a plain link leads here. */
    ssoStart: (tenantSlug: string, connectionId: string, next?: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/start${next ? `?next=${segment(next)}` : ''}`,
    /** Where the provider of a connection sends people back to. */
    ssoCallback: (tenantSlug: string, connectionId: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/callback`,
    /** Hands the request of a trip on by a form, where the provider wants it so. */
    ssoHandOn: (tenantSlug: string, connectionId: string, token: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/start?trip=${segment(token)}`,
    /** Where a SAML provider has browsers post its answer. */
    samlAnswer: (tenantSlug: string, connectionId: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/acs`,
    /** Where the browser whose answer that was goes on. */
    samlArrival: (tenantSlug: string, connectionId: string, id: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/arrival?trip=${segment(id)}`,
    /** What a SAML provider wants to know of us; also the name it knows a connection by. */
    samlMetadata: (tenantSlug: string, connectionId: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/metadata`,
    /** The public key of a connection that signs what it sends. */
    /** @param version of the connection: another picture has another address */
    ssoLogo: (tenantSlug: string, connectionId: string, version: number) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/logo?v=${version}`,
    ssoKeys: (tenantSlug: string, connectionId: string) => `/api/sso/${segment(tenantSlug)}/${segment(connectionId)}/jwks`,
    /** Whose passwords would be too old; null: none ever is. */
    passwordImpact: (expiryDays: number | null) => `/api/password-policy/impact?expiryDays=${expiryDays ?? 'never'}`,
    bruteForceImpact: (failures: number) => `/api/brute-force/impact?failures=${failures}`,
    sessionImpact: (idleMinutes: number, absoluteHours: number) => `/api/session-policy/impact?idleMinutes=${idleMinutes}&absoluteHours=${absoluteHours}`,
    /** Who would be outside of a list of domains; takes it as JSON. */
    allowlistImpact: (domains: string) => `/api/domain-allowlist/impact?domains=${segment(domains)}`,
    methodsImpact: (first: readonly string[], second: readonly string[]) => `/api/sign-in-methods/impact?first=${segment(first.join(','))}&second=${segment(second.join(','))}`,
    /** What an MFA policy would mean; takes it as JSON. */
    mfaImpact: (policy: string) => `/api/mfa-policy/impact?policy=${segment(policy)}`,
    liveState: '/api/live/state',
    accountSessions: '/api/account/sessions',
    confirmWays: '/api/account/confirm-ways',
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
    pimWaiting: '/api/pim/waiting',
    /** `place` is "workspace:id" or "organization:id" */
    pimDeciders: (grantId: string, place: string | null) => `/api/pim/deciders?grantId=${segment(grantId)}${place ? `&place=${segment(place)}` : ''}`,
    pimPlaces: (grantId: string, words: string) => `/api/pim/places?grantId=${segment(grantId)}&q=${segment(words)}`,
    pimReach: (asked: string) => `/api/pim/reach?asked=${segment(asked)}`,
    pimActivation: (id: string) => `/api/pim/activations/${segment(id)}`,
    auditEvents: '/api/audit/events',
    auditSecurityEvents: '/api/audit/security-events',
    auditWorkspaceEvents: (id: string) => `/api/audit/workspaces/${segment(id)}/events`,
    auditExport: '/api/audit/export',
  },
} as const
