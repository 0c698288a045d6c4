import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Work } from '@/lib/actions/work'
import { limitExports } from '@/lib/audit/limit-exports'
import { personal } from '@/lib/audit/record'
import type { Cleared } from '@/lib/authz/cleared'
import { pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { filterParams, readFilter, type ListFilter } from './list-query'

/** How long an export that was written down can be fetched. */
const FETCH_WITHIN_SECONDS = 300

/**
 * Writes down what is exported; the event is the order that the download carries out, so that nothing else can leave.
 * @throws AppError invalid_input for a filter that is not understood to the last word, too_many within an hour
 */
export async function beginListExport(work: Work, filter: string): Promise<{ id: string }> {
  const { actor, record } = work
  const { query, ignored } = readFilter(filter)
  if (ignored[0]) throw new AppError('invalid_input', { sentence: `The filter of the list was not understood. ${ignored[0]} Nothing was exported.` })
  await limitExports(work, 'administrators')
  const id = randomUUID()
  const without = filterParams({ ...query, q: '' }).toString()
  record({ target: { type: 'administrators-export', id }, after: { filter: without, ...(query.q ? { q: personal(actor.administratorId, query.q) } : {}) } })
  return { id }
}

const ORDER = `SELECT e.after ->> 'filter' AS filter, (SELECT p.value FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence AND p.path = 'after.q') AS q
  FROM audit_event e WHERE e.tenant_id = $1::uuid AND e.target_type = 'administrators-export' AND e.target_id = $2 AND e.action = 'administrator.exported' AND e.outcome = 'done'
  AND e.actor_id = $3::uuid AND e.session_id = $4::uuid AND e.at > $5`

/** @returns the filter as it was written down @throws AppError not_found for an order of somebody else, of another session, or of more than five minutes ago */
export async function getListExport({ actor }: Cleared<'administrator:export'>, id: string): Promise<ListFilter> {
  const since = new Date(actor.now - FETCH_WITHIN_SECONDS * 1000)
  const { rows } = await pool().query<{ filter: string; q: string | null }>(ORDER, [actor.tenantId, id, actor.administratorId, actor.sessionId, since])
  const order = rows[0]
  if (!order) throw new AppError('not_found')
  return { ...readFilter(order.filter).query, q: order.q ?? '' }
}
