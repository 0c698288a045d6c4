import 'server-only'
import { randomUUID } from 'node:crypto'
import { seal } from '@/lib/crypto/seal'
import type { Prisma, Tx } from '@/lib/db/client'

export const JOBS_CHANNEL = 'castellan_jobs'

/** What the worker knows to do; lib/jobs/handlers.ts says how. */
export type JobKind = 'mail' | 'invite_lines' | 'bulk_run' | 'password_reset_request' | 'email_code_request' | 'account_attack' | 'wrong_codes' | 'housekeeping' | 'audit_checkpoints' | 'stranger_digest' | 'pim_moment' | 'pim_sweep' | 'break_glass_alarms' | 'sso_watch' | 'sso_required_word'

export interface NewJob {
  kind: JobKind
  tenantId: string | null
  /** whom it is about: it goes when they are erased */
  administratorId?: string | null
  /** nothing about a person and no secret; those go into `sealed` */
  payload?: Prisma.InputJsonObject
  /** a text that travels encrypted and is wiped when the job is over */
  sealed?: string
  /** epoch milliseconds of the database's clock */
  runAt: number
  /** at most one waiting job has this key: while there is one, nothing is added */
  dedupKey?: string
  /** tries before it is given up; 8 unless said */
  maxAttempts?: number
}

/** What a sealed text of a job is bound to: moved to another row it does not open. */
export function sealContext(tenantId: string | null, jobId: string): string {
  return `job|${tenantId ?? ''}|${jobId}`
}

/**
 * Queues a job in the transaction that needs it: it runs when, and only if, that commits. The workers are told at the commit.
 * @returns the job's id, or null when one with the same dedupKey is waiting
 */
export async function enqueueJob(tx: Tx, job: NewJob): Promise<string | null> {
  const id = randomUUID()
  const sealed = job.sealed === undefined ? null : seal(job.sealed, sealContext(job.tenantId, id))
  const made = await tx.$queryRaw<unknown[]>`/* prepared */
    WITH made AS (INSERT INTO job (id, tenant_id, kind, dedup_key, administrator_id, payload, sealed, run_at, max_attempts)
    VALUES (${id}::uuid, ${job.tenantId}::uuid, ${job.kind}, ${job.dedupKey ?? null}, ${job.administratorId ?? null}::uuid,
      ${JSON.stringify(job.payload ?? {})}::jsonb, ${sealed}, ${new Date(job.runAt)}, ${job.maxAttempts ?? 8})
    ON CONFLICT (dedup_key) WHERE state = 'queued' AND dedup_key IS NOT NULL DO NOTHING RETURNING id)
    SELECT id, pg_notify(${JOBS_CHANNEL}, '')::text FROM made`
  return made.length === 0 ? null : id
}

/** Several in one statement: what is to reach many people costs the change that tells them no more than what reaches one. */
export async function enqueueJobs(tx: Tx, jobs: readonly Omit<NewJob, 'dedupKey'>[]): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map(({ kind, tenantId, administratorId = null, payload = {}, sealed, runAt, maxAttempts = 8 }) => {
    const id = randomUUID()
    return { id, tenantId, kind, administratorId, payload, sealed: sealed === undefined ? null : seal(sealed, sealContext(tenantId, id)), runAt: new Date(runAt), maxAttempts }
  })
  await tx.$queryRaw`/* prepared */
    WITH made AS (INSERT INTO job (id, tenant_id, kind, administrator_id, payload, sealed, run_at, max_attempts)
    SELECT id, "tenantId", kind, "administratorId", payload, sealed, "runAt", "maxAttempts"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS j (id uuid, "tenantId" uuid, kind text, "administratorId" uuid, payload jsonb, sealed text, "runAt" timestamptz, "maxAttempts" int) RETURNING id)
    SELECT pg_notify(${JOBS_CHANNEL}, '')::text FROM made LIMIT 1`
}

/**
 * Withdraws a waiting job, one that is being worked on included: its worker's result is then refused (the lease is gone).
 * @returns whether there was one
 */
export async function cancelJob(tx: Tx, dedupKey: string): Promise<boolean> {
  const cancelled = await tx.$executeRaw`
    UPDATE job SET state = 'cancelled', sealed = NULL, lease_token = NULL, leased_until = NULL, finished_at = castellan_now()
    WHERE dedup_key = ${dedupKey} AND state = 'queued'`
  return cancelled > 0
}
