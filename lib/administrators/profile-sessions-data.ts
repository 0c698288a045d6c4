import 'server-only'
import { deviceOf } from '@/lib/account/data'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import { pool } from '@/lib/db/client'
import type { SessionEnding, SessionOfView, SignInView } from './profile-view'

interface SessionRow { id: string; created_at: Date; last_seen_at: Date; address: string; user_agent: string }

const MOST_SESSIONS = 200

// The limits of the session query (session-facts.ts): a session that nobody has ended may be over all the same.
const RUNS = `s.ended_at IS NULL AND s.expires_at > $3
  AND s.last_seen_at > $3 - make_interval(secs => t.idle_timeout_seconds) AND s.created_at > $3 - make_interval(secs => t.absolute_timeout_seconds)`
const OF_PERSON = 'FROM session s JOIN tenant t ON t.id = s.tenant_id WHERE s.tenant_id = $1 AND s.administrator_id = $2'

/** The sessions of a person that run now, the one used last first. Empty for whoever is out of reach. */
export async function listSessionsOf({ actor }: Cleared<'administrator:read'>, administratorId: string): Promise<SessionOfView[]> {
  if (!holds(actor, 'administrator:read')) return []
  const { rows } = await pool().query<SessionRow>({
    name: 'sessions-of',
    text: `SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent ${OF_PERSON} AND ${RUNS} ORDER BY s.last_seen_at DESC, s.id LIMIT ${MOST_SESSIONS}`,
    values: [actor.tenantId, administratorId, new Date(actor.now)],
  })
  return rows.map(({ id, created_at, last_seen_at, address, user_agent }) => ({ id, createdAt: created_at.getTime(), lastSeenAt: last_seen_at.getTime(), address, device: deviceOf(user_agent) }))
}

/** The last sign-ins of a person that worked, newest first. Empty for whoever is out of reach. @param most how many at most */
export async function listSignInsOf({ actor }: Cleared<'administrator:read'>, administratorId: string, most: number): Promise<SignInView[]> {
  if (!holds(actor, 'administrator:read')) return []
  const { rows } = await pool().query<SessionRow & { end_reason: SessionEnding | null; runs: boolean }>({
    name: 'sign-ins-of',
    text: `SELECT s.id, s.created_at, s.last_seen_at, s.address, s.user_agent, s.end_reason::text, ${RUNS} AS runs ${OF_PERSON} ORDER BY s.created_at DESC, s.id LIMIT $4`,
    values: [actor.tenantId, administratorId, new Date(actor.now), most],
  })
  return rows.map(({ id, created_at, address, user_agent, end_reason, runs }) => ({ id, at: created_at.getTime(), address, device: deviceOf(user_agent), ended: runs ? null : (end_reason ?? 'expired') }))
}
