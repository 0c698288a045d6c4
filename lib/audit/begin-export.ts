import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Work } from '@/lib/actions/work'
import type { Cleared } from '@/lib/authz/cleared'
import { pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { ExportInput, type ExportOrder } from './explorer-query'
import { limitExports } from './limit-exports'
import { personal } from './record'

/** How long an export that was written down can be fetched. */
const FETCH_WITHIN_SECONDS = 300

/** Writes down what is exported; the event is the order that the download carries out, so that nothing else can leave. @throws AppError too_many within an hour */
export async function beginExport(work: Work, { filter, format }: ExportOrder): Promise<{ id: string }> {
  const { actor, record } = work
  await limitExports(work, 'audit')
  const id = randomUUID()
  const { q, ...rest } = filter
  record({ target: { type: 'audit-export', id }, after: { format, filter: { ...rest, ...(q === undefined ? {} : { q: personal(actor.administratorId, q) }) } } })
  return { id }
}

interface OrderRow { sequence: string; after: { format: unknown; filter: Record<string, unknown> }; q: string | null }

/**
 * @returns the order as it was written down, and the event at which the export ends
 * @throws AppError not_found for an order of somebody else, of another session, or of more than five minutes ago
 */
export async function getExportOrder({ actor }: Cleared<'audit:export'>, id: string): Promise<{ order: ExportOrder; before: number }> {
  const { rows } = await pool().query<OrderRow>(SQL, [actor.tenantId, id, actor.administratorId, actor.sessionId, new Date(actor.now - FETCH_WITHIN_SECONDS * 1000)])
  const row = rows[0]
  if (!row) throw new AppError('not_found')
  const { filter: { q: _committed, ...rest } } = row.after
  const order = ExportInput.parse({ format: row.after.format, filter: { ...rest, ...(row.q === null ? {} : { q: row.q }) } })
  return { order, before: Number(row.sequence) }
}

const SQL = `SELECT e.sequence, e.after, (SELECT p.value FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence AND p.path = 'after.filter.q') AS q
  FROM audit_event e WHERE e.tenant_id = $1::uuid AND e.target_type = 'audit-export' AND e.target_id = $2 AND e.action = 'audit.exported' AND e.outcome = 'done'
  AND e.actor_id = $3::uuid AND e.session_id = $4::uuid AND e.at > $5`
