// THE table: every role, every permission, who holds it, and who may grant which role.
// Everything else that speaks of power (actions, screens, queries, the two CSV files) is derived from here.
// Pure data, safe in the browser; imports nothing.

/** The fourteen roles, in the order of the matrix columns. `reach` says where a grant of the role can lie. */
export const ROLES = {
  client_owner: { label: 'Client Owner', family: 'Administration', reach: 'tenant', line: 'Full authority over the tenant, including billing and who else is an owner' },
  client_admin: { label: 'Client Admin', family: 'Administration', reach: 'tenant', line: 'Runs the tenant day to day: people, connectors, templates, workflows; bound by the policies owners set' },
  client_security_admin: { label: 'Client Security Admin', family: 'Administration', reach: 'tenant', line: 'Owns the security configuration: MFA, PIM, monitoring, credentials. MFA must be enrolled before any of it is active' },
  client_compliance_auditor: { label: 'Client Compliance Auditor', family: 'Administration', reach: 'tenant', line: 'Reads evidence, audit and reports' },
  governance_operator: { label: 'Governance Operator', family: 'Governance', reach: 'tenant', line: 'Runs installed templates and workflows' },
  approver: { label: 'Approver', family: 'Governance', reach: 'tenant', line: 'Decides approvals assigned to them' },
  requester: { label: 'Requester', family: 'Governance', reach: 'tenant', line: 'Submits requests' },
  readonly_viewer: { label: 'Readonly Viewer', family: 'Governance', reach: 'tenant', line: 'Looks, changes nothing' },
  super_admin: { label: 'Super Admin', family: 'Tenant', reach: 'tenant', line: "Full access to the tenant's resources: administrators, workspaces, organizations, pools, sign-in" },
  auditor: { label: 'Auditor', family: 'Tenant', reach: 'tenant', line: "Read-only access to the tenant's resources" },
  business_admin: { label: 'Business Admin', family: 'Tenant', reach: 'tenant', line: 'Onboards and manages all organizations through the delegated admin portal' },
  member: { label: 'Member', family: 'Tenant', reach: 'tenant', line: 'Nothing by itself: gets workspaces or organizations assigned one by one' },
  workspace_admin: { label: 'Workspace Admin', family: 'Workspace', reach: 'place', line: "Full access to that workspace's resources" },
  workspace_auditor: { label: 'Workspace Auditor', family: 'Workspace', reach: 'place', line: "Read-only access to that workspace's resources" },
} as const satisfies Record<string, RoleRow>

export type RoleKey = keyof typeof ROLES
export type RoleFamily = 'Administration' | 'Governance' | 'Tenant' | 'Workspace'
interface RoleRow { label: string; family: RoleFamily; reach: 'tenant' | 'place'; line: string }

export const ROLE_KEYS = Object.keys(ROLES) as RoleKey[]

/** The role of a tenant's first administrator, which the operator's command makes and recovers. */
export const OWNER_ROLE = 'client_owner' satisfies RoleKey

/** The tenant role that confers nothing by itself: whoever is given places one by one holds it beside them. */
export const PLACE_BY_PLACE_ROLE: RoleKey = 'member'
/** What whoever is made by an identity provider holds by that alone: it shows no more than that they are here, and its like needs no right to be handed out. */
export const JUST_IN_TIME_ROLE: RoleKey = 'member'

/** @returns whether a string from outside names a role that exists */
export function isRoleKey(key: string): key is RoleKey {
  return Object.hasOwn(ROLES, key)
}

/**
 * One row of the permission table.
 * - `holders`: one mark per role in the order of ROLES (● holds, · does not), grouped by family.
 * - `scope`: what the permission is asked about.
 * - `rule`: what comes on top, about the other person or the grant in hand (rules.ts).
 * - `byAssignment`: besides its holders, whoever the thing in hand names (of a PIM request: the approvers of its role); not in the matrix.
 * - `own`: belongs to every signed-in, active administrator, whatever is in force.
 * - `stepUp`: needs a fresh factor; `privileged-role` only when a role of the Administration or Tenant family is granted.
 */
interface PermissionRow {
  holders: string
  label: string
  scope: 'tenant' | 'workspace' | 'organization'
  basis: 'seed' | 'docs' | 'decision'
  rule?: 'other-person' | 'grant-change' | 'new-grants' | 'pim-request'
  byAssignment?: true
  own?: true
  stepUp?: 'always' | 'privileged-role'
}

export const POLICY = {
  'administrator:read': { holders: '●●●● ···· ●●·· ··', label: 'See administrators', scope: 'tenant', basis: 'seed' },
  'administrator:invite': { holders: '●●·· ···· ●··· ··', label: 'Invite administrators', scope: 'tenant', basis: 'seed', rule: 'new-grants', stepUp: 'privileged-role' },
  'administrator:update': { holders: '●●·· ···· ●··· ··', label: "Change an administrator's profile", scope: 'tenant', basis: 'seed', rule: 'other-person', stepUp: 'always' },
  'administrator:set-status': { holders: '●●·· ···· ●··· ··', label: "Change an administrator's status", scope: 'tenant', basis: 'seed', rule: 'other-person' },
  'administrator:delete': { holders: '●●·· ···· ●··· ··', label: 'Delete an administrator for good', scope: 'tenant', basis: 'seed', rule: 'other-person', stepUp: 'always' },
  'administrator:reset-password': { holders: '●●·· ···· ●··· ··', label: "Reset an administrator's password", scope: 'tenant', basis: 'seed', rule: 'other-person', stepUp: 'always' },
  'administrator:reset-mfa': { holders: '●●·· ···· ●··· ··', label: "Reset an administrator's second factors", scope: 'tenant', basis: 'decision', rule: 'other-person', stepUp: 'always' },
  'administrator:unlock': { holders: '●●·· ···· ●··· ··', label: 'Unlock an administrator', scope: 'tenant', basis: 'decision', rule: 'other-person' },
  'administrator:revoke-sessions': { holders: '●●●· ···· ●··· ··', label: "End an administrator's sessions", scope: 'tenant', basis: 'decision' },
  'administrator:export': { holders: '●●·● ···· ●··· ··', label: 'Export the list of administrators', scope: 'tenant', basis: 'decision', stepUp: 'always' },
  'role:read': { holders: '●●●● ●●●● ●●●● ●●', label: 'See the role catalogue', scope: 'tenant', basis: 'decision', own: true },
  'role:assign': { holders: '●●·· ···· ●··· ··', label: 'Assign roles to others', scope: 'tenant', basis: 'seed', rule: 'grant-change', stepUp: 'privileged-role' },
  'workspace:read': { holders: '●●●● ···· ●●·· ●●', label: 'See a workspace', scope: 'workspace', basis: 'seed' },
  'workspace:create': { holders: '●··· ···· ●··· ··', label: 'Create workspaces', scope: 'tenant', basis: 'seed' },
  'workspace:update': { holders: '●··· ···· ●··· ●·', label: 'Change a workspace', scope: 'workspace', basis: 'seed' },
  'workspace:delete': { holders: '●··· ···· ●··· ··', label: 'Delete a workspace', scope: 'workspace', basis: 'decision' },
  'workspace-admin:read': { holders: '●●●● ···· ●●·· ●●', label: "See a workspace's administrators", scope: 'workspace', basis: 'seed' },
  'workspace-admin:manage': { holders: '●●·· ···· ●··· ●·', label: "Manage a workspace's administrators", scope: 'workspace', basis: 'seed', rule: 'grant-change' },
  'organization:read': { holders: '●●●● ···· ●●●· ●●', label: 'See an organization', scope: 'organization', basis: 'seed' },
  'organization:create': { holders: '●··· ···· ●·●· ··', label: 'Create organizations', scope: 'tenant', basis: 'seed' },
  'organization:update': { holders: '●··· ···· ●·●· ●·', label: 'Change an organization', scope: 'organization', basis: 'seed' },
  'organization:set-status': { holders: '●··· ···· ●·●· ··', label: 'Activate or deactivate an organization', scope: 'organization', basis: 'decision' },
  'organization:delete': { holders: '●··· ···· ●·●· ··', label: 'Delete an organization', scope: 'organization', basis: 'decision' },
  'organization-admin:read': { holders: '●●●● ···· ●●●· ●●', label: "See an organization's administrators", scope: 'organization', basis: 'seed' },
  'organization-admin:manage': { holders: '●●·· ···· ●·●· ●·', label: "Manage an organization's administrators", scope: 'organization', basis: 'seed', rule: 'grant-change' },
  'identity-pool:read': { holders: '●●·● ···· ●●·· ··', label: 'See identity pools', scope: 'tenant', basis: 'decision' },
  'identity-pool:manage': { holders: '●··· ···· ●··· ··', label: 'Manage identity pools', scope: 'tenant', basis: 'seed' },
  'pool-user:read': { holders: '●●·● ···· ●●·· ··', label: 'See users of the identity pool', scope: 'tenant', basis: 'decision' },
  'pool-user:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage users of the identity pool', scope: 'tenant', basis: 'seed', rule: 'other-person', stepUp: 'always' },
  'sign-in:read': { holders: '●●●● ···· ●●·· ··', label: 'See sign-in settings', scope: 'tenant', basis: 'decision' },
  'sign-in:manage': { holders: '●·●· ···· ●··· ··', label: 'Change sign-in methods', scope: 'tenant', basis: 'seed', stepUp: 'always' },
  'sso:manage': { holders: '●·●· ···· ●··· ··', label: 'Manage single sign-on connections', scope: 'tenant', basis: 'seed', stepUp: 'always' },
  'password-policy:read': { holders: '●●●● ···· ●●·· ··', label: 'See the password policy', scope: 'tenant', basis: 'decision' },
  'password-policy:manage': { holders: '●·●· ···· ●··· ··', label: 'Change the password policy', scope: 'tenant', basis: 'seed', stepUp: 'always' },
  'session-policy:manage': { holders: '●·●· ···· ●··· ··', label: 'Change the session policy', scope: 'tenant', basis: 'decision' },
  'session-policy:read': { holders: '●●●● ···· ●●·· ··', label: 'See the session policy', scope: 'tenant', basis: 'decision' },
  'brute-force:manage': { holders: '●·●· ···· ●··· ··', label: 'Change brute-force protection', scope: 'tenant', basis: 'decision' },
  'brute-force:read': { holders: '●●●● ···· ●●·· ··', label: 'See brute-force protection', scope: 'tenant', basis: 'decision' },
  'mfa-policy:read': { holders: '●●●● ···· ●●·· ··', label: 'See the MFA policy', scope: 'tenant', basis: 'decision' },
  'mfa-policy:manage': { holders: '●·●· ···· ···· ··', label: 'Change the MFA policy', scope: 'tenant', basis: 'seed', stepUp: 'always' },
  'domain-allowlist:read': { holders: '●●●● ···· ●●·· ··', label: 'See the domain allowlist', scope: 'tenant', basis: 'decision' },
  'domain-allowlist:manage': { holders: '●·●· ···· ···· ··', label: 'Change the domain allowlist', scope: 'tenant', basis: 'seed', stepUp: 'always' },
  'pim-policy:read': { holders: '●●●● ···· ●●·· ··', label: 'See PIM role settings', scope: 'tenant', basis: 'decision' },
  'pim-policy:manage': { holders: '●·●· ···· ···· ··', label: 'Change PIM role settings', scope: 'tenant', basis: 'seed', stepUp: 'always' },
  'pim:activate-own': { holders: '●●●● ●●●● ●●●● ●●', label: 'Activate own eligible roles', scope: 'tenant', basis: 'seed', own: true },
  'pim-request:read-all': { holders: '●●●● ···· ·●·· ··', label: 'See all PIM requests', scope: 'tenant', basis: 'decision' },
  'pim-request:decide': { holders: '●··· ···· ···· ··', label: 'Decide PIM requests', scope: 'tenant', basis: 'seed', rule: 'pim-request', byAssignment: true, stepUp: 'always' },
  'pim-request:cancel-any': { holders: '●·●· ···· ···· ··', label: 'Revoke any PIM request or activation', scope: 'tenant', basis: 'decision' },
  'security-event:read': { holders: '●●●● ···· ●●·· ··', label: 'See security events', scope: 'tenant', basis: 'seed' },
  'security-alert:manage': { holders: '●·●· ···· ···· ··', label: 'Manage security alerts', scope: 'tenant', basis: 'seed' },
  'credential:read': { holders: '●●●● ···· ●●·· ··', label: 'See credentials', scope: 'tenant', basis: 'decision' },
  'credential:govern': { holders: '●·●· ···· ···· ··', label: 'Govern credentials', scope: 'tenant', basis: 'seed' },
  'connector:read': { holders: '●●●● ●··● ●●·· ··', label: 'See connectors', scope: 'tenant', basis: 'decision' },
  'connector:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage connectors', scope: 'tenant', basis: 'seed' },
  'connector:test': { holders: '●●●· ···· ●··· ··', label: 'Test connectors', scope: 'tenant', basis: 'decision' },
  'connector-rotation:manage': { holders: '●·●· ···· ···· ··', label: 'Manage rotation of connector credentials', scope: 'tenant', basis: 'seed' },
  'agent-token-policy:manage': { holders: '●·●· ···· ···· ··', label: 'Manage the agent token policy', scope: 'tenant', basis: 'seed' },
  'template:read': { holders: '●●●● ●●●● ●●·· ··', label: 'See templates', scope: 'tenant', basis: 'decision' },
  'template:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage templates', scope: 'tenant', basis: 'seed' },
  'template:run': { holders: '●●·· ●··· ●··· ··', label: 'Run templates', scope: 'tenant', basis: 'seed' },
  'control-pack:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage control packs', scope: 'tenant', basis: 'seed' },
  'control-pack:evaluate': { holders: '●●·· ●··· ●··· ··', label: 'Evaluate control packs', scope: 'tenant', basis: 'decision' },
  'workflow:read': { holders: '●●●● ●●·● ●●·· ··', label: 'See workflows', scope: 'tenant', basis: 'decision' },
  'workflow:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage workflows', scope: 'tenant', basis: 'seed' },
  'workflow:run': { holders: '●●·· ●··· ●··· ··', label: 'Run workflows', scope: 'tenant', basis: 'seed' },
  'request:submit': { holders: '●●●· ●·●· ●··· ··', label: 'Submit requests', scope: 'tenant', basis: 'seed' },
  'approval:decide': { holders: '●●·· ·●·· ···· ··', label: 'Decide approvals', scope: 'tenant', basis: 'docs' },
  'approval:bypass': { holders: '···· ···· ···· ··', label: 'Bypass an approval', scope: 'tenant', basis: 'seed' },
  'job:read': { holders: '●●·● ●··· ●●·· ··', label: 'See jobs', scope: 'tenant', basis: 'decision' },
  'job:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage jobs', scope: 'tenant', basis: 'seed' },
  'remediation:read': { holders: '●●●● ●●·· ●●·· ··', label: 'See remediations', scope: 'tenant', basis: 'decision' },
  'remediation:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage remediations', scope: 'tenant', basis: 'seed' },
  'remediation:execute-directly': { holders: '···· ···· ···· ··', label: 'Execute a remediation directly', scope: 'tenant', basis: 'seed' },
  'finding:read': { holders: '●●●● ●●·● ●●·· ··', label: 'See findings', scope: 'tenant', basis: 'docs' },
  'evidence:read': { holders: '●●●● ···· ●●·· ··', label: 'See evidence', scope: 'tenant', basis: 'seed' },
  'report:read': { holders: '●●·● ···· ●●·· ··', label: 'See reports', scope: 'tenant', basis: 'seed' },
  'audit:read': { holders: '●●·● ···· ●●·· ··', label: 'See the whole audit', scope: 'tenant', basis: 'seed' },
  'audit:read-security': { holders: '●●●● ···· ●●·· ··', label: 'See security events in the audit', scope: 'tenant', basis: 'seed' },
  'workspace-audit:read': { holders: '●●·● ···· ●●·· ●●', label: "See a workspace's audit", scope: 'workspace', basis: 'decision' },
  'audit:export': { holders: '●··● ···· ···· ··', label: 'Export the audit', scope: 'tenant', basis: 'docs', stepUp: 'always' },
  'audit-package:export': { holders: '●·●· ···· ···· ··', label: 'Export audit packages', scope: 'tenant', basis: 'docs', stepUp: 'always' },
  'notification:manage': { holders: '●●·· ···· ●··· ··', label: 'Manage notifications', scope: 'tenant', basis: 'seed' },
  'billing:read': { holders: '●··· ···· ···· ··', label: 'See billing', scope: 'tenant', basis: 'seed' },
  'billing:manage': { holders: '●··· ···· ···· ··', label: 'Manage billing', scope: 'tenant', basis: 'seed' },
  'access-review:start': { holders: '●·●· ···· ···· ··', label: 'Start access reviews', scope: 'tenant', basis: 'seed' },
  'access-review:decide': { holders: '●●●· ···· ···· ··', label: 'Decide access reviews', scope: 'tenant', basis: 'docs' },
  'risk:accept': { holders: '●··· ···· ···· ··', label: 'Accept risks', scope: 'tenant', basis: 'docs' },
  'tenant-settings:update': { holders: '●●·· ···· ●··· ··', label: 'Change tenant settings', scope: 'tenant', basis: 'docs' },
  'assignment-rules:manage': { holders: '●··· ···· ···· ··', label: 'Change who may assign roles', scope: 'tenant', basis: 'decision' },
  'advanced-admin:manage': { holders: '●··· ···· ●··· ··', label: 'Switch advanced administrator management', scope: 'tenant', basis: 'decision' },
  'break-glass:manage': { holders: '●··· ···· ···· ··', label: 'Manage break-glass accounts', scope: 'tenant', basis: 'decision', stepUp: 'always' },
} as const satisfies Record<string, PermissionRow>

export type Permission = keyof typeof POLICY
export const PERMISSIONS = Object.keys(POLICY) as Permission[]

/** @returns whether a string from outside names a permission that exists */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(POLICY, name)
}

/** @returns the row with its optional fields readable whatever the permission */
export function permissionRow(permission: Permission): PermissionRow {
  return POLICY[permission]
}

const MARKS = new Map<Permission, ReadonlySet<RoleKey>>(
  PERMISSIONS.map((permission) => {
    const marks = [...POLICY[permission].holders.replaceAll(' ', '')]
    if (marks.length !== ROLE_KEYS.length) throw new Error(`${permission}: ${marks.length} marks for ${ROLE_KEYS.length} roles`)
    return [permission, new Set(ROLE_KEYS.filter((_, column) => marks[column] === '●'))]
  }),
)

/** @returns the roles whose grant carries the permission; unknown permission: none */
export function holdersOf(permission: Permission): ReadonlySet<RoleKey> {
  return MARKS.get(permission) ?? new Set()
}

/**
 * Who may grant, change or revoke which role (row: the role in hand; listed: the roles of the person doing it).
 * The scope must also lie inside the actor's own grant: see `canAssign` in rules.ts.
 */
export const ASSIGNABLE_BY = {
  client_owner: ['client_owner'],
  client_admin: ['client_owner', 'client_admin'],
  client_security_admin: ['client_owner', 'client_admin'],
  client_compliance_auditor: ['client_owner', 'client_admin'],
  governance_operator: ['client_owner', 'client_admin'],
  approver: ['client_owner', 'client_admin'],
  requester: ['client_owner', 'client_admin'],
  readonly_viewer: ['client_owner', 'client_admin'],
  super_admin: ['client_owner', 'super_admin'],
  auditor: ['client_owner', 'super_admin'],
  business_admin: ['client_owner', 'super_admin'],
  member: ['client_owner', 'client_admin', 'super_admin'],
  workspace_admin: ['client_owner', 'client_admin', 'super_admin', 'business_admin', 'workspace_admin'],
  workspace_auditor: ['client_owner', 'client_admin', 'super_admin', 'business_admin', 'workspace_admin'],
} as const satisfies Record<RoleKey, readonly RoleKey[]>

/** Families whose grant or invitation needs a fresh factor (`stepUp: 'privileged-role'`). */
export const PRIVILEGED_FAMILIES: ReadonlySet<RoleFamily> = new Set(['Administration', 'Tenant'])

/** Roles that hold nothing without a second factor, whatever the MFA policy says. */
export const ALWAYS_MFA: ReadonlySet<RoleKey> = new Set(['client_security_admin'])

/** Roles that PIM guards unless the tenant says otherwise. */
export const PIM_PRIVILEGED: ReadonlySet<RoleKey> = new Set(['client_owner', 'client_admin', 'client_security_admin', 'super_admin'])

/** Pairs that are allowed but warned about (separation of duties); `writes` stands for any role that changes something. */
export const UNEASY_PAIRS: readonly { a: RoleKey; b: RoleKey | 'writes'; because: string }[] = [
  { a: 'client_admin', b: 'client_security_admin', because: 'The same person would run the tenant and set the security policy that binds them.' },
  { a: 'super_admin', b: 'client_compliance_auditor', because: 'The same person would change the tenant and attest to its compliance.' },
  { a: 'auditor', b: 'writes', because: 'An Auditor would be auditing changes they can make themselves.' },
]
