import 'server-only'
import type { ReservedConnection } from '@/lib/db/reserved-connection'
import type { Tx } from '@/lib/db/client'
import { LIVE_CHANNEL } from '@/lib/live/announce'

/**
 * Who holds a job holds its lease token. Every statement about a held job names the token, so that a worker that stalled past
 * its lease finds nothing to change (fencing). Leases are physical time, clock_timestamp(); what is due is castellan_now().
 */
export interface LeasedJob {
  id: string
  tenantId: string | null
  kind: string
  administratorId: string | null
  payload: unknown
  sealed: string | null
  /** the try this is: 1 for the first */
  attempt: number
  maxAttempts: number
  leaseToken: string
}

type Query = Pick<ReservedConnection, 'query'>

/**
 * Takes up to `count` due jobs, the longest waiting first; each try is counted when it begins, so a try that kills its process counts.
 * @param kinds only these, or all but these
 */
export async function claimJobs({ query }: Query, count: number, leaseSeconds: number, kinds: { only: readonly string[] } | { not: readonly string[] } = { not: [] }): Promise<LeasedJob[]> {
  const { rows } = await query<LeasedJob>(
    `UPDATE job SET lease_token = gen_random_uuid(), leased_until = clock_timestamp() + $2 * interval '1 second', attempts = attempts + 1
     WHERE id IN (
       SELECT id FROM job
       WHERE state = 'queued' AND run_at <= (SELECT castellan_now()) AND attempts < max_attempts AND (leased_until IS NULL OR leased_until < (SELECT clock_timestamp()))
         AND (kind = ANY ($3::text[])) = $4
       ORDER BY run_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id, tenant_id AS "tenantId", kind, administrator_id AS "administratorId", payload, sealed, attempts AS attempt, max_attempts AS "maxAttempts", lease_token AS "leaseToken"`,
    [count, leaseSeconds, 'only' in kinds ? kinds.only : kinds.not, 'only' in kinds],
  )
  return rows
}

/** Ends jobs whose last try never came back. @returns their ids */
export async function abandonLost({ query }: Query): Promise<string[]> {
  const { rows } = await query<{ id: string }>(
    `UPDATE job SET state = 'abandoned', sealed = NULL, lease_token = NULL, leased_until = NULL, finished_at = castellan_now(), last_error = coalesce(last_error, 'lost')
     WHERE state = 'queued' AND run_at <= (SELECT castellan_now()) AND attempts >= max_attempts AND leased_until < (SELECT clock_timestamp()) RETURNING id`,
  )
  return rows.map(({ id }) => id)
}

/** @returns whether the job was still this worker's; false: another has it, and this result does not count */
export async function completeJob({ query }: Query, { id, leaseToken }: LeasedJob): Promise<boolean> {
  // Who looks at the person's row sees that its mail is no longer pending.
  const { rowCount } = await query(
    `WITH done AS (
       UPDATE job SET state = 'done', sealed = NULL, lease_token = NULL, leased_until = NULL, finished_at = castellan_now()
       WHERE id = $1 AND lease_token = $2 AND state = 'queued' RETURNING tenant_id, kind, administrator_id)
     SELECT CASE WHEN kind = 'mail' AND administrator_id IS NOT NULL THEN pg_notify($3, json_build_object('tenantId', tenant_id, 'topic', 'administrators')::text) END FROM done`,
    [id, leaseToken, LIVE_CHANNEL],
  )
  return rowCount === 1
}

/**
 * Notes a failed try: the next one after 1, 2, 4, 8, 16 … minutes, a tenth more or less; after the last the job is abandoned.
 * @param error short and without personal data: a code
 * @returns the state it is in now, null when it was no longer this worker's
 */
export async function failJob({ query }: Query, { id, leaseToken }: LeasedJob, error: string): Promise<'queued' | 'abandoned' | null> {
  const { rows } = await query<{ state: 'queued' | 'abandoned' }>(
    `UPDATE job SET
       state = CASE WHEN attempts < max_attempts THEN 'queued' ELSE 'abandoned' END::job_state,
       sealed = CASE WHEN attempts < max_attempts THEN sealed END,
       finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE castellan_now() END,
       run_at = castellan_now() + least(power(2, attempts - 1), 1440) * (0.9 + 0.2 * random()) * interval '1 minute',
       last_error = $3, lease_token = NULL, leased_until = NULL
     WHERE id = $1 AND lease_token = $2 AND state = 'queued' RETURNING state`,
    [id, leaseToken, error],
  )
  return rows[0]?.state ?? null
}

/** Gives a job back as it was: the try does not count. */
export async function releaseJob({ query }: Query, { id, leaseToken }: LeasedJob): Promise<void> {
  await query("UPDATE job SET attempts = attempts - 1, lease_token = NULL, leased_until = NULL WHERE id = $1 AND lease_token = $2 AND state = 'queued'", [id, leaseToken])
}

/** @returns whether the job is still this worker's */
export async function renewLease({ query }: Query, { id, leaseToken }: LeasedJob, leaseSeconds: number): Promise<boolean> {
  const { rowCount } = await query("UPDATE job SET leased_until = clock_timestamp() + $3 * interval '1 second' WHERE id = $1 AND lease_token = $2 AND state = 'queued'", [id, leaseToken, leaseSeconds])
  return rowCount === 1
}

/** Thrown inside a job's own transaction when another worker has the job: everything in it is undone. */
export class LeaseLost extends Error {
  constructor() {
    super('lease lost')
    this.name = 'LeaseLost'
  }
}

/**
 * For a job that changes the database: call it in the transaction of the change, which then holds only while the lease does.
 * @throws LeaseLost
 */
export async function holdLease(tx: Tx, { id, leaseToken }: LeasedJob): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM job WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid AND state = 'queued' FOR UPDATE`
  if (rows.length === 0) throw new LeaseLost()
}

/** A request id for the audit of what a job does. */
export function requestIdOfJob({ id, kind }: Pick<LeasedJob, 'id' | 'kind'>): string {
  return `job:${kind}:${id}`
}
