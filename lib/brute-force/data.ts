import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { BruteForceValues } from './schema'

const MINUTE_SECONDS = 60

/** The limits as they leave the server. */
export interface BruteForceView extends BruteForceValues {
  version: number
}

/** Pairs of an account and an address that are counted now; of accounts that do not exist too, for nothing tells them apart. */
export interface BruteForceImpact {
  refused: number
  /** whose next failure would be the last before they are refused, under the limit that was asked about */
  next: number
}

async function readLimits(tx: Tx, tenantId: string): Promise<BruteForceView> {
  const row = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { bruteForceFailures: true, bruteForceLockSeconds: true, bruteForceVersion: true } })
  return { failures: row.bruteForceFailures, lockMinutes: Math.ceil(row.bruteForceLockSeconds / MINUTE_SECONDS), version: row.bruteForceVersion }
}

export async function getBruteForce({ actor }: Cleared<'brute-force:read'>): Promise<BruteForceView> {
  return readLimits(db() as unknown as Tx, actor.tenantId)
}

/** The limits of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getBruteForceForChange(tx: Tx, tenantId: string, version: number): Promise<BruteForceView> {
  const current = await readLimits(tx, tenantId)
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed brute-force protection while you had it open. Nothing was saved.', details: { current } })
  return current
}

/** @returns the columns of the tenant's row that hold these values */
export function asColumns({ failures, lockMinutes }: BruteForceValues) {
  return { bruteForceFailures: failures, bruteForceLockSeconds: lockMinutes * MINUTE_SECONDS }
}

/** Who is refused now, and who would be after one more failure. What rested as long as a lock lasts begins anew (sign-in-attempts.ts). */
export async function getBruteForceImpact({ actor: { tenantId, now } }: Cleared<'brute-force:read'>, failures: number): Promise<BruteForceImpact> {
  const at = new Date(now)
  const [row] = await db().$queryRaw<BruteForceImpact[]>`
    SELECT count(*) FILTER (WHERE s.locked_until > ${at})::int AS refused,
      count(*) FILTER (WHERE s.locked_until IS NULL AND s.updated_at > ${at}::timestamptz - make_interval(secs => t.brute_force_lock_seconds) AND s.failures + 1 >= ${failures})::int AS next
    FROM sign_in_attempt s JOIN tenant t ON t.id = s.tenant_id WHERE s.tenant_id = ${tenantId}::uuid`
  return row!
}
