import 'server-only'
import { deviceOf } from '@/lib/account/data'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import { pool } from '@/lib/db/client'
import type { SessionOfView } from './profile-view'

interface SessionRow { id: string; created_at: Date; last_seen_at: Date; address: string; user_agent: string }

const MOST_SESSIONS = 200

/** The sessions of a person that run now, the one used last first. Empty for whoever is out of reach. */
export async function listSessionsOf({ actor }: Cleared<'administrator:read'>, administratorId: string): Promise<SessionOfView[]> {
  if (!holds(actor, 'administrator:read')) return []
  const { rows } = await pool().query<SessionRow>({
    name: 'sessions-of',
    text: `SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent FROM session s JOIN tenant t ON t.id = s.tenant_id
      WHERE s.tenant_id = $1 AND s.administrator_id = $2 AND s.ended_at IS NULL AND s.expires_at > $3
        AND s.last_seen_at > $3 - make_interval(secs => t.idle_timeout_seconds) AND s.created_at > $3 - make_interval(secs => t.absolute_timeout_seconds)
      ORDER BY s.last_seen_at DESC, s.id LIMIT ${MOST_SESSIONS}`,
    values: [actor.tenantId, administratorId, new Date(actor.now)],
  })
  return rows.map(({ id, created_at, last_seen_at, address, user_agent }) => ({ id, createdAt: created_at.getTime(), lastSeenAt: last_seen_at.getTime(), address, device: deviceOf(user_agent) }))
}
