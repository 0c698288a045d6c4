import 'server-only'
import type { ReservedConnection } from '@/lib/db/reserved-connection'
import type { OverBecause } from './live-event'

export interface SessionState {
  /** why it is over; null while it runs */
  over: OverBecause | null
  /** milliseconds until its limits end it, by the database's clock */
  left: number
}

/**
 * Many sessions in one statement, by the database's clock, with the limits of the session query (session-facts.ts).
 * Touches nothing: an open tab is not activity. A session that is not among the answers does not exist any more.
 */
export async function checkSessions(connection: Pick<ReservedConnection, 'query'>, sessions: readonly { tenantId: string; sessionId: string }[]): Promise<Map<string, SessionState>> {
  const { rows } = await connection.query<{ id: string; reason: OverBecause | null; active: boolean; left: number }>(
    `WITH clock AS MATERIALIZED (SELECT castellan_now() AS now)
     SELECT s.id, s.end_reason AS reason, a.status = 'active' AS active,
       extract(epoch FROM least(s.expires_at, s.created_at + make_interval(secs => t.absolute_timeout_seconds), s.last_seen_at + make_interval(secs => t.idle_timeout_seconds)) - c.now)::float8 * 1000 AS left
     FROM unnest($1::uuid[], $2::uuid[]) AS asked (tenant_id, id)
     JOIN session s ON s.tenant_id = asked.tenant_id AND s.id = asked.id
     JOIN tenant t ON t.id = s.tenant_id
     JOIN administrator a ON a.tenant_id = s.tenant_id AND a.id = s.administrator_id
     CROSS JOIN clock c`,
    [sessions.map(({ tenantId }) => tenantId), sessions.map(({ sessionId }) => sessionId)],
  )
  return new Map(rows.map(({ id, reason, active, left }) => [id, { over: reason ?? (active ? (left <= 0 ? 'expired' : null) : 'status_changed'), left }]))
}
