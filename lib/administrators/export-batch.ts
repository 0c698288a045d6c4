import 'server-only'
import { createHash } from 'node:crypto'
import type { AdministratorStatus, Scope } from '@/lib/authz/grants'
import { pool } from '@/lib/db/client'
import { isoTime } from '@/lib/db/iso-time'
import { Values } from './list-filter-sql'
import { pageParts, type Statement } from './list-page-sql'
import { LIST_STATUSES, type ListFilter } from './list-query'

/** A grant that is not over: its role, where, of which kind, and the name of its place. */
type ExportedGrant = [role: string, scope: Scope['type'], kind: 'active' | 'eligible', placeName: string | null]

/** One person as an export tells of them; times in ISO 8601. */
export interface ExportedPerson {
  id: string
  given_name: string
  family_name: string
  email: string
  status: AdministratorStatus
  factor_enrolled_at: string | null
  invitation_expires_at: string | null
  activated_at: string | null
  last_sign_in_at: string | null
  created_at: string
  grants: ExportedGrant[] | null
}

/** After whom a batch begins; null: with the first. */
export type ExportedUpTo = Pick<ExportedPerson, 'id' | 'status' | 'created_at'> | null

const TIMES = ['factor_enrolled_at', 'invitation_expires_at', 'activated_at', 'last_sign_in_at', 'created_at'].map((column) => `${isoTime(column)} AS ${column}`).join(', ')

/**
 * The statement behind one batch, in the order in which people were added. OFFSET 0 holds each person to their own look into the index:
 * joined in one piece, a batch of a thousand seems reason enough to read the whole table. For tests of its plan.
 */
export function batchStatement(tenantId: string, filter: ListFilter, upTo: ExportedUpTo, rows: number): Statement {
  const values = new Values()
  const cursor = upTo && { direction: 'after' as const, key: Date.parse(upTo.created_at), rank: LIST_STATUSES.indexOf(upTo.status), id: upTo.id }
  const parts = pageParts(tenantId, { ...filter, sort: { by: 'added', descending: false }, cursor }, rows, values, { count: false })
  return {
    text: `WITH ${parts.join(',\n')}
      SELECT a.*, g.grants FROM page p
      CROSS JOIN LATERAL (SELECT id, given_name, family_name, email, status, ${TIMES} FROM administrator WHERE tenant_id = $1 AND id = p.id OFFSET 0) a
      CROSS JOIN LATERAL (SELECT json_agg(json_build_array(g.role, g.scope, g.kind, coalesce(w.name, o.name)) ORDER BY g.starts_at, g.id) AS grants
        FROM role_grant g
        LEFT JOIN workspace w ON w.tenant_id = g.tenant_id AND w.id = g.workspace_id
        LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
        WHERE g.tenant_id = $1 AND g.administrator_id = p.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > (SELECT now FROM clock))) g
      ORDER BY p.n`,
    values: values.all,
  }
}

/** @returns the next so many people of the tenant that the filter lets through; fewer only at the end */
export async function readBatch(tenantId: string, filter: ListFilter, upTo: ExportedUpTo, rows: number): Promise<ExportedPerson[]> {
  const { text, values } = batchStatement(tenantId, filter, upTo, rows)
  return (await pool().query<ExportedPerson>({ name: `export-${createHash('sha256').update(text).digest('hex').slice(0, 20)}`, text, values })).rows
}
