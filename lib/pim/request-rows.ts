import 'server-only'
import type { Scope } from '@/lib/authz/grants'
import { ROLE_KEYS, holdersOf, isRoleKey } from '@/lib/authz/policy'
import { personName } from '@/lib/format/person-name'
import { stateAt, type StoredState } from './request-state'
import type { PersonRef, RequestView } from './request-view'
import { DEFAULT_SETTINGS } from './role-settings'

/** A row of REQUEST_COLUMNS. */
export interface RequestRow {
  id: string; version: number; state: StoredState; administrator_id: string; grant_id: string; given_name: string; family_name: string; email: string
  role: string; scope: Scope['type']; place_id: string | null; place_name: string | null; extends_id: string | null; justification: string; ticket: string
  requested_at: Date; starts_at: Date | null; seconds: number; undecided_until: Date; approvals_needed: number; approvals: number
  x_id: string | null; x_starts_at: Date | null; x_ends_at: Date | null; x_ended_at: Date | null
  decided_at: Date | null; ended_at: Date | null; ended_by_id: string | null; ended_by_given: string | null; ended_by_family: string | null; ended_by_email: string | null; end_reason: string | null; nudged_at: Date | null
}

const listed = (texts: Iterable<string>) => [...texts].map((text) => `'${text}'`).join(', ')

/**
 * Whether the approval `d` of the request `r` counts: of somebody who is still active and still an approver — named, or holding such a role,
 * in force or eligible (an activation may be over by now). Whoever was taken out or demoted since does not speak for anybody.
 * @param now SQL of the moment
 */
export const approvalCounts = (now: string) => `d.verdict = 'approved' AND EXISTS (SELECT FROM administrator ap WHERE ap.tenant_id = d.tenant_id AND ap.id = d.approver_id AND ap.status = 'active') AND (
    EXISTS (SELECT FROM pim_approver p WHERE p.tenant_id = r.tenant_id AND p.role = r.role AND p.administrator_id = d.approver_id)
    OR EXISTS (SELECT FROM role_grant g WHERE g.tenant_id = d.tenant_id AND g.administrator_id = d.approver_id AND g.revoked_at IS NULL AND g.confirmed AND (g.ends_at IS NULL OR g.ends_at > ${now})
      AND (g.scope = 'tenant' AND g.role IN (${listed(holdersOf('pim-request:decide'))})
        OR (g.scope = 'tenant' OR g.place_id = r.place_id) AND EXISTS (SELECT FROM pim_approver p WHERE p.tenant_id = r.tenant_id AND p.role = r.role AND p.approver_role = g.role))))`

/** How many the settings of the role of `r` ask for now. */
const ASKED_BY_NOW = `coalesce((SELECT p.approvals FROM pim_policy p WHERE p.tenant_id = r.tenant_id AND p.role = r.role), CASE r.role ${ROLE_KEYS.map((role) => `WHEN '${role}' THEN ${DEFAULT_SETTINGS[role].approvals}`).join(' ')} ELSE 0 END)`

/** Of a request `r`, with REQUEST_JOINS. What is still missing of one that waits is counted as its decision counts it; of one that is over, what was given. */
export const REQUEST_COLUMNS = `r.id, r.version, r.state, r.administrator_id, r.grant_id, a.given_name, a.family_name, a.email, r.role, r.scope, r.place_id, coalesce(w.name, o.name) AS place_name, r.extends_id, r.justification, r.ticket,
  r.requested_at, r.starts_at, r.seconds, r.undecided_until, CASE WHEN r.state = 'pending_approval' THEN greatest(r.approvals_needed, ${ASKED_BY_NOW}) ELSE r.approvals_needed END AS approvals_needed,
  CASE WHEN r.state = 'pending_approval' THEN (SELECT count(*)::int FROM pim_decision d WHERE d.tenant_id = r.tenant_id AND d.request_id = r.id AND ${approvalCounts('castellan_now()')})
    ELSE (SELECT count(*)::int FROM pim_decision d WHERE d.tenant_id = r.tenant_id AND d.request_id = r.id AND d.verdict = 'approved') END AS approvals,
  x.id AS x_id, x.starts_at AS x_starts_at, x.ends_at AS x_ends_at, x.ended_at AS x_ended_at,
  r.decided_at, r.ended_at, r.ended_by_id, b.given_name AS ended_by_given, b.family_name AS ended_by_family, b.email AS ended_by_email, r.end_reason, r.nudged_at`
export const REQUEST_JOINS = `JOIN administrator a ON a.tenant_id = r.tenant_id AND a.id = r.administrator_id
  LEFT JOIN pim_activation x ON x.tenant_id = r.tenant_id AND x.request_id = r.id AND x.administrator_id = r.administrator_id
  LEFT JOIN workspace w ON w.tenant_id = r.tenant_id AND w.id = r.workspace_id
  LEFT JOIN organization o ON o.tenant_id = r.tenant_id AND o.id = r.organization_id
  LEFT JOIN administrator b ON b.tenant_id = r.tenant_id AND b.id = r.ended_by_id`

const time = (at: Date | null) => at?.getTime() ?? null

/** @param now epoch milliseconds: the state is that of this moment */
export function requestOf(row: RequestRow, now: number): RequestView | null {
  const { role } = row
  // A database check makes an unknown role impossible; should it ever be there, it is not shown as another one.
  if (!isRoleKey(role)) return null
  const activation = row.x_id === null ? null : { id: row.x_id, startsAt: row.x_starts_at!.getTime(), endsAt: row.x_ends_at!.getTime(), endedAt: time(row.x_ended_at) }
  const undecidedUntil = row.undecided_until.getTime()
  return {
    id: row.id, grantId: row.grant_id, version: row.version, stored: row.state, state: stateAt({ state: row.state, undecidedUntil, activation }, now), role, activation, undecidedUntil,
    person: { id: row.administrator_id, email: row.email, name: personName({ givenName: row.given_name, familyName: row.family_name, email: row.email }) },
    scope: row.scope === 'tenant' ? { type: 'tenant' } : { type: row.scope, id: row.place_id! }, placeName: row.place_name, extendsId: row.extends_id,
    justification: row.justification, ticket: row.ticket, requestedAt: row.requested_at.getTime(), startsAt: time(row.starts_at), seconds: row.seconds,
    approvalsNeeded: row.approvals_needed, approvals: row.approvals, decidedAt: time(row.decided_at), endedAt: time(row.ended_at), endedBy: endedBy(row), endReason: row.end_reason, nudgedAt: time(row.nudged_at),
  }
}

function endedBy({ ended_by_id: id, ended_by_given: givenName, ended_by_family: familyName, ended_by_email: email }: RequestRow): PersonRef | null {
  return id !== null && email !== null ? { id, name: personName({ givenName: givenName ?? '', familyName: familyName ?? '', email }) } : null
}
