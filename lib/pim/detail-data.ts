import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'
import { isAssigned } from '@/lib/authz/rules'
import { db, pool } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { judge, WAITING_COLUMNS, type WaitingRow } from './approvals-data'
import { REQUEST_JOINS } from './request-rows'
import { listDeciders } from './deciders'
import type { DecisionView, RequestDetail, RequestView } from './request-view'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @returns a request of one's own, one to decide, or any for who may see all; null for everything else, as if it did not exist (roles.md 4) */
export async function findRequestDetail(actor: Actor, id: string): Promise<RequestDetail | null> {
  if (!UUID.test(id)) return null
  const { rows } = await pool().query<WaitingRow>({
    name: 'pim-request', text: `SELECT ${WAITING_COLUMNS} FROM pim_request r ${REQUEST_JOINS} WHERE r.tenant_id = $1 AND r.id = $3 AND $2::timestamptz IS NOT NULL`, values: [actor.tenantId, new Date(actor.now), id],
  })
  const [row] = rows
  if (!row || !maySee(actor, row)) return null
  const [[request], decisions] = await Promise.all([judge(actor, [row]), listDecisions(actor, id)])
  return request ? { request, decisions } : null
}

function maySee(actor: Actor, row: WaitingRow): boolean {
  if (row.administrator_id === actor.administratorId || holds(actor, 'pim-request:read-all') || holds(actor, 'pim-request:decide')) return true
  return isRoleKey(row.role) && isAssigned(actor, { role: row.role, scope: row.scope === 'tenant' ? { type: 'tenant' } : { type: row.scope, id: row.place_id! }, approvers: row.approvers })
}

async function listDecisions({ tenantId }: Actor, requestId: string): Promise<DecisionView[]> {
  const rows = await db().$queryRaw<{ id: string; givenName: string; familyName: string; email: string; verdict: DecisionView['verdict']; seconds: number | null; reason: string; at: Date }[]>`
    SELECT d.approver_id AS id, coalesce(a.given_name, '') AS "givenName", coalesce(a.family_name, '') AS "familyName", coalesce(a.email, '') AS email, d.verdict::text AS verdict, d.seconds, d.reason, d.at
    FROM pim_decision d LEFT JOIN administrator a ON a.tenant_id = d.tenant_id AND a.id = d.approver_id
    WHERE d.tenant_id = ${tenantId}::uuid AND d.request_id = ${requestId}::uuid ORDER BY d.at, d.id`
  return rows.map(({ id, verdict, seconds, reason, at, ...person }) => ({ by: { id, name: personName(person) || 'somebody who was removed' }, verdict, seconds, reason, at: at.getTime() }))
}

/** @returns names of those who can decide a request now and have not yet */
export async function findDecidersOf({ tenantId }: Actor, { id, role, scope, person, requestedAt }: RequestView): Promise<string[]> {
  const [deciders, decided] = await Promise.all([
    listDeciders(db(), tenantId, role, { except: person.id, scope, since: requestedAt }),
    db().pimDecision.findMany({ where: { tenantId, requestId: id }, select: { approverId: true } }),
  ])
  return deciders.filter((one) => !decided.some(({ approverId }) => approverId === one.id)).toSorted((a, b) => Number(b.assigned) - Number(a.assigned)).map(({ name }) => name)
}
