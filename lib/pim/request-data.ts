import 'server-only'
import type { Scope } from '@/lib/authz/grants'
import { isRoleKey, type RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { stateAt, type RequestState, type StoredState } from './request-state'

/** A request as its operations need it; times in epoch milliseconds. */
export interface RequestRecord {
  id: string
  person: { id: string; name: string; email: string; active: boolean }
  grantId: string
  role: RoleKey
  scope: Scope
  extendsId: string | null
  justification: string
  ticket: string
  requestedAt: number
  startsAt: number | null
  seconds: number
  undecidedUntil: number
  approvalsNeeded: number
  factorGivenAt: number | null
  nudgedAt: number | null
  stored: StoredState
  /** what it is at the moment it was read for */
  state: RequestState
  version: number
  activation: { id: string; startsAt: number; endsAt: number; endedAt: number | null } | null
}

interface Row {
  id: string; administrator_id: string; given_name: string; family_name: string; email: string; status: string; grant_id: string; role: string; scope: Scope['type']; place_id: string | null
  extends_id: string | null; justification: string; ticket: string; requested_at: Date; starts_at: Date | null; seconds: number; undecided_until: Date; approvals_needed: number
  factor_given_at: Date | null; nudged_at: Date | null; state: StoredState; version: number; x_id: string | null; x_starts_at: Date | null; x_ends_at: Date | null; x_ended_at: Date | null
}

/** How whoever changes a request keeps others off: its person first, then itself (the order in which every change of a person locks). */
export async function lockRequest(tx: Tx, tenantId: string, requestId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = (SELECT administrator_id FROM pim_request WHERE tenant_id = ${tenantId}::uuid AND id = ${requestId}::uuid) FOR SHARE`
  await tx.$queryRaw`SELECT 1 FROM pim_request WHERE tenant_id = ${tenantId}::uuid AND id = ${requestId}::uuid FOR UPDATE`
}

/** @param now epoch milliseconds @returns the request, not limited to anyone's reach; null where there is none */
export async function findRequest(tx: Tx, { tenantId, requestId, now }: { tenantId: string; requestId: string; now: number }): Promise<RequestRecord | null> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT r.*, r.scope::text AS scope, r.state::text AS state, a.given_name, a.family_name, a.email, a.status::text AS status, x.id AS x_id, x.starts_at AS x_starts_at, x.ends_at AS x_ends_at, x.ended_at AS x_ended_at
    FROM pim_request r
    JOIN administrator a ON a.tenant_id = r.tenant_id AND a.id = r.administrator_id
    LEFT JOIN pim_activation x ON x.tenant_id = r.tenant_id AND x.request_id = r.id
    WHERE r.tenant_id = ${tenantId}::uuid AND r.id = ${requestId}::uuid`
  return row && isRoleKey(row.role) ? recordOf(row, row.role, now) : null
}

function recordOf(row: Row, role: RoleKey, now: number): RequestRecord {
  const activation = row.x_id === null ? null : { id: row.x_id, startsAt: row.x_starts_at!.getTime(), endsAt: row.x_ends_at!.getTime(), endedAt: row.x_ended_at?.getTime() ?? null }
  const undecidedUntil = row.undecided_until.getTime()
  return {
    id: row.id, role, activation, undecidedUntil,
    person: { id: row.administrator_id, name: personName({ givenName: row.given_name, familyName: row.family_name, email: row.email }), email: row.email, active: row.status === 'active' },
    grantId: row.grant_id, scope: row.scope === 'tenant' ? { type: 'tenant' } : { type: row.scope, id: row.place_id! }, extendsId: row.extends_id,
    justification: row.justification, ticket: row.ticket, requestedAt: row.requested_at.getTime(), startsAt: row.starts_at?.getTime() ?? null, seconds: row.seconds,
    approvalsNeeded: row.approvals_needed, factorGivenAt: row.factor_given_at?.getTime() ?? null, nudgedAt: row.nudged_at?.getTime() ?? null,
    stored: row.state, state: stateAt({ state: row.state, undecidedUntil, activation }, now), version: row.version,
  }
}
