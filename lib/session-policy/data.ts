import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import type { SessionPolicyValues } from './schema'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3600

/** The limits as they leave the server. */
export interface SessionPolicyView extends SessionPolicyValues {
  version: number
}

/** What limits would do to the sessions that run. */
export interface SessionImpact {
  running: number
  /** of them, how many would be over at once, and of how many people */
  ending: number
  people: number
  /** whoever asks is among them */
  yours: boolean
}

async function readLimits(tx: Tx, tenantId: string): Promise<SessionPolicyView> {
  const row = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { idleTimeoutSeconds: true, absoluteTimeoutSeconds: true, sessionPolicyVersion: true } })
  return { idleMinutes: Math.floor(row.idleTimeoutSeconds / MINUTE_SECONDS), absoluteHours: Math.floor(row.absoluteTimeoutSeconds / HOUR_SECONDS), version: row.sessionPolicyVersion }
}

export async function getSessionPolicy({ actor }: Cleared<'session-policy:read'>): Promise<SessionPolicyView> {
  return readLimits(db() as unknown as Tx, actor.tenantId)
}

/** The limits of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getSessionPolicyForChange(tx: Tx, tenantId: string, version: number): Promise<SessionPolicyView> {
  const current = await readLimits(tx, tenantId)
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed the session limits while you had them open. Nothing was saved.', details: { current } })
  return current
}

/** @returns the columns of the tenant's row that hold these values */
export function asColumns({ idleMinutes, absoluteHours }: SessionPolicyValues) {
  return { idleTimeoutSeconds: idleMinutes * MINUTE_SECONDS, absoluteTimeoutSeconds: absoluteHours * HOUR_SECONDS }
}

/** Whether a session is within limits at a moment, as the query of each request judges it (session-facts.ts). SQL over `session s`. */
export function withinLimits({ idleMinutes, absoluteHours }: SessionPolicyValues, now: number): Prisma.Sql {
  const at = new Date(now)
  return Prisma.sql`(s.expires_at > ${at} AND s.created_at + make_interval(hours => ${absoluteHours}::int) > ${at} AND s.last_seen_at + make_interval(mins => ${idleMinutes}::int) > ${at})`
}

/** What limits would do now, with what stands for it; how many run is told beside it and changes all the time. */
export async function previewSessionPolicy({ actor }: Cleared<'session-policy:read'>, limits: SessionPolicyValues): Promise<Previewed<SessionImpact>> {
  const { running, ...stated } = await getSessionImpact(db() as unknown as Tx, actor, limits)
  return { running, ...previewOf(aboutLimits(limits), stated) }
}

/** @returns what a preview of the limits is about */
export function aboutLimits({ idleMinutes, absoluteHours }: SessionPolicyValues) {
  return { idleMinutes, absoluteHours }
}

/** Of the sessions that run by the limits as they are stored; those of people in another than active status, of whom few have any, do not count. */
export async function getSessionImpact(tx: Tx, { tenantId, sessionId, now }: Pick<Actor, 'tenantId' | 'sessionId' | 'now'>, limits: SessionPolicyValues): Promise<SessionImpact> {
  const stored = await readLimits(tx, tenantId)
  const [row] = await tx.$queryRaw<SessionImpact[]>`
    SELECT count(*)::int AS running, count(*) FILTER (WHERE NOT ${withinLimits(limits, now)})::int AS ending,
      count(DISTINCT s.administrator_id) FILTER (WHERE NOT ${withinLimits(limits, now)})::int AS people,
      coalesce(bool_or(s.id = ${sessionId}::uuid AND NOT ${withinLimits(limits, now)}), false) AS yours
    FROM session s WHERE s.tenant_id = ${tenantId}::uuid AND s.ended_at IS NULL AND ${withinLimits(stored, now)}
      AND NOT EXISTS (SELECT FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.id = s.administrator_id AND a.list_bucket = ANY ('{0,1,4,5,6,7}'))`
  return row!
}
