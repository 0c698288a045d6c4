import 'server-only'
import { ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import type { Approvers } from '@/lib/authz/rules'
import { db, type Tx } from '@/lib/db/client'
import { termsByRole, type TermsByRole } from './assignment-terms'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'

/** What PIM asks of a role in a tenant, and who decides about it besides the owners. */
export interface RoleSettingsRecord {
  role: RoleKey
  settings: RoleSettings
  approvers: Approvers
  /** of the tenant's own row; 0 while the defaults hold */
  version: number
}

interface Row {
  role: RoleKey; enabled: boolean | null; standing: RoleSettings['standing']; longest_seconds: number; justification_length: number; ticket: RoleSettings['ticket']; ticket_pattern: string | null; mfa: boolean; approvals: number
  undecided_seconds: number; eligible_seconds: number | null; mail_requester: boolean; mail_approvers: boolean; mail_owners: boolean; mail_extra: string[]; version: number; people: string[]; roles: string[]
}

/** @returns the tenant's own settings of a role, or the defaults; one statement */
export async function getRoleSettings(tx: Pick<Tx, '$queryRaw'>, tenantId: string, role: RoleKey): Promise<RoleSettingsRecord> {
  return (await getAllRoleSettings(tx, tenantId, [role]))[0]!
}

/** @returns the same for some roles, or for all of them in the order of the policy; one statement too */
export async function getAllRoleSettings(tx: Pick<Tx, '$queryRaw'>, tenantId: string, roles: readonly RoleKey[] = ROLE_KEYS): Promise<RoleSettingsRecord[]> {
  const rows = await tx.$queryRaw<Row[]>`/* prepared */
    SELECT r.role, p.enabled, p.standing::text AS standing, p.longest_seconds, p.justification_length, p.ticket::text AS ticket, p.ticket_pattern, p.mfa, p.approvals, p.undecided_seconds, p.eligible_seconds,
      p.mail_requester, p.mail_approvers, p.mail_owners, p.mail_extra, p.version, n.people, n.roles
    FROM unnest(${[...roles]}::text[]) WITH ORDINALITY AS r (role, place)
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(administrator_id::text ORDER BY id) FILTER (WHERE administrator_id IS NOT NULL), '{}') AS people, coalesce(array_agg(approver_role ORDER BY id) FILTER (WHERE approver_role IS NOT NULL), '{}') AS roles
      FROM pim_approver a WHERE a.tenant_id = ${tenantId}::uuid AND a.role = r.role
    ) n LEFT JOIN pim_policy p ON p.tenant_id = ${tenantId}::uuid AND p.role = r.role ORDER BY r.place`
  return rows.map(recordOf)
}

function recordOf({ role, people, roles, ...own }: Row): RoleSettingsRecord {
  const approvers = { people, roles: roles.filter(isRoleKey) }
  if (own.enabled === null) return { role, settings: DEFAULT_SETTINGS[role], approvers, version: 0 }
  const settings: RoleSettings = {
    enabled: own.enabled, standing: own.standing, longestSeconds: own.longest_seconds, justificationLength: own.justification_length, ticket: own.ticket, ticketPattern: own.ticket_pattern, mfa: own.mfa,
    approvals: own.approvals, undecidedSeconds: own.undecided_seconds, eligibleSeconds: own.eligible_seconds, mailRequester: own.mail_requester, mailApprovers: own.mail_approvers, mailOwners: own.mail_owners, mailExtra: own.mail_extra,
  }
  return { role, settings, approvers, version: own.version }
}

/** @param roles whose own settings are read; of the others the defaults are told @returns what binds whoever gives a role, for every role */
export async function getAssignmentTerms(tenantId: string, roles: readonly RoleKey[] = ROLE_KEYS): Promise<TermsByRole> {
  const own = await db().pimPolicy.findMany({ where: { tenantId, role: { in: [...roles] } }, select: { role: true, enabled: true, standing: true, eligibleSeconds: true } })
  return termsByRole(Object.fromEntries(own.map(({ role, ...terms }) => [role, terms])))
}
