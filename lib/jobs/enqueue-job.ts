import 'server-only'
import { randomUUID } from 'node:crypto'
import { seal } from '@/lib/crypto/seal'
import type { Prisma, Tx } from '@/lib/db/client'

export const JOBS_CHANNEL = 'castellan_jobs'

/** What the worker knows to do; lib/jobs/handlers.ts says how. */
export type JobKind = 'mail' | 'invite_lines' | 'bulk_run' | 'password_reset_request' | 'account_attack' | 'housekeeping' | 'audit_checkpoints' | 'stranger_digest'

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
  const made = await tx.$executeRaw`
    INSERT INTO job (id, tenant_id, kind, dedup_key, administrator_id, payload, sealed, run_at, max_attempts)
    VALUES (${id}::uuid, ${job.tenantId}::uuid, ${job.kind}, ${job.dedupKey ?? null}, ${job.administratorId ?? null}::uuid,
      ${JSON.stringify(job.payload ?? {})}::jsonb, ${sealed}, ${new Date(job.runAt)}, ${job.maxAttempts ?? 8})
    ON CONFLICT (dedup_key) WHERE state = 'queued' AND dedup_key IS NOT NULL DO NOTHING`
  if (made === 0) return null
  await tx.$executeRaw`SELECT pg_notify(${JOBS_CHANNEL}, '')`
  return id
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
