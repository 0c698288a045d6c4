import 'server-only'
import { keyedHash } from '@/lib/crypto/seal'
import { Prisma, pool, type Tx } from '@/lib/db/client'

/** What failures are counted by: one account at one network address. Unknown accounts count like known ones. */
export interface AttemptKey {
  tenantId: string
  /** accountKey() */
  account: Uint8Array<ArrayBuffer>
  /** addressKey() */
  address: string
  kind: 'password' | 'code' | 'email_code'
}

/** `failures` and `streak` count the attempt in hand as failed already. */
export type Reservation =
  | { allowed: true; failures: number; locks: boolean; streak: number; switchesOff: boolean }
  | { allowed: false; because: 'locked' | 'streak' }

/** In a row on one account, from anywhere: then its password is off until it is reset. */
export const LONGEST_STREAK = 100

/** @param emailKey of canonicalEmail(): one spelling, one counter @returns a keyed hash, so that the table names nobody */
export function accountKey(tenantId: string, emailKey: string): Uint8Array<ArrayBuffer> {
  return keyedHash('account', `${tenantId}:${emailKey}`)
}

// The pair begins anew when its lock is over or when it rested as long as a lock lasts, so that in no such time there are
// more attempts than allowed. A refused attempt counts for nothing: whoever is locked out of an account cannot lock its owner out.
const RESERVE = `
WITH pair AS (
  INSERT INTO sign_in_attempt AS a (tenant_id, account_key, address, kind, failures, updated_at) VALUES ($1, $2, $3, $4, 1, castellan_now())
  ON CONFLICT (tenant_id, account_key, address, kind) DO UPDATE SET
    failures = CASE WHEN a.locked_until IS NOT NULL OR a.updated_at <= castellan_now() - (SELECT make_interval(secs => brute_force_lock_seconds) FROM tenant WHERE id = $1) THEN 1 ELSE a.failures + 1 END,
    locked_until = CASE WHEN a.locked_until IS NULL AND a.updated_at > castellan_now() - (SELECT make_interval(secs => brute_force_lock_seconds) FROM tenant WHERE id = $1)
        AND a.failures + 1 >= (SELECT brute_force_failures FROM tenant WHERE id = $1)
      THEN castellan_now() + (SELECT make_interval(secs => brute_force_lock_seconds) FROM tenant WHERE id = $1) END,
    updated_at = castellan_now()
  WHERE a.locked_until IS NULL OR a.locked_until <= castellan_now()
  RETURNING failures, locked_until IS NOT NULL AS locks
), streak AS (
  INSERT INTO sign_in_streak AS s (tenant_id, account_key, kind, failures, updated_at) SELECT $1, $2, $4, 1, castellan_now() FROM pair
  ON CONFLICT (tenant_id, account_key, kind) DO UPDATE SET failures = s.failures + 1, updated_at = castellan_now() WHERE s.failures < ${LONGEST_STREAK}
  RETURNING failures
)
SELECT (SELECT failures FROM pair) AS failures, (SELECT locks FROM pair) AS locks, (SELECT failures FROM streak) AS streak`

/**
 * Counts an attempt as failed before anything is compared, so that however many servers are asked at once, never one more
 * than allowed gets as far as a comparison. Afterwards: forgetFailures() on success, releaseAttempt() when nothing was compared.
 */
export async function reserveAttempt(key: AttemptKey): Promise<Reservation> {
  const { rows } = await pool().query<{ failures: number | null; locks: boolean | null; streak: number | null }>({
    name: 'reserve-attempt', text: RESERVE, values: [key.tenantId, Buffer.from(key.account), key.address, key.kind],
  })
  const { failures, locks, streak } = rows[0]!
  if (failures === null) return { allowed: false, because: 'locked' }
  if (streak === null) return { allowed: false, because: 'streak' }
  return { allowed: true, failures, locks: locks === true, streak, switchesOff: streak >= LONGEST_STREAK }
}

/** Takes a reservation back: the server was too busy to compare anything. */
export async function releaseAttempt({ tenantId, account, address, kind }: AttemptKey): Promise<void> {
  await pool().query('UPDATE sign_in_attempt SET failures = greatest(0, failures - 1), locked_until = NULL WHERE tenant_id = $1 AND account_key = $2 AND address = $3 AND kind = $4', [tenantId, Buffer.from(account), address, kind])
  await pool().query('UPDATE sign_in_streak SET failures = greatest(0, failures - 1) WHERE tenant_id = $1 AND account_key = $2 AND kind = $3', [tenantId, Buffer.from(account), kind])
}

/** The person was there: the pair and the row of failures of that account begin anew; other addresses keep theirs. @returns common table expressions */
export function forgettingFailures({ tenantId, account, address, kind }: AttemptKey): Prisma.Sql {
  return Prisma.sql`
    forgotten_pair AS (DELETE FROM sign_in_attempt WHERE tenant_id = ${tenantId}::uuid AND account_key = ${account} AND address = ${address} AND kind = ${kind}),
    forgotten_streak AS (DELETE FROM sign_in_streak WHERE tenant_id = ${tenantId}::uuid AND account_key = ${account} AND kind = ${kind})`
}

/** The same as a statement of its own. */
export async function forgetFailures(tx: Tx, attempt: AttemptKey): Promise<void> {
  await tx.$executeRaw`/* prepared */ WITH ${forgettingFailures(attempt)} SELECT 1`
}

/** Unlocks an account everywhere: its password was reset, or an administrator said so. @returns whether any address was locked at `now` */
export async function unlockAccount(tx: Tx, { tenantId, emailKey, now }: { tenantId: string; emailKey: string; now: number }): Promise<boolean> {
  const locked = await isAccountLocked(tx, { tenantId, emailKey, now })
  const account = accountKey(tenantId, emailKey)
  await tx.signInAttempt.deleteMany({ where: { tenantId, accountKey: account } })
  await tx.signInStreak.deleteMany({ where: { tenantId, accountKey: account } })
  return locked
}

/** Whether sign-in to this account is refused from at least one address now. */
export async function isAccountLocked(tx: Tx, { tenantId, emailKey, now }: { tenantId: string; emailKey: string; now: number }): Promise<boolean> {
  return (await tx.signInAttempt.count({ where: { tenantId, accountKey: accountKey(tenantId, emailKey), lockedUntil: { gt: new Date(now) } } })) > 0
}

/** Failures on one account from one network address; `lockedUntil` while that address is refused, in epoch milliseconds. */
export interface FailedAttempts {
  address: string
  failures: number
  lockedUntil: number | null
  lastAt: number
}

const MOST_ADDRESSES = 20

/** @returns where failures on an account come from, those refused now first; the twenty that matter most */
export async function listFailedAttempts(tx: Tx, { tenantId, emailKey, now }: { tenantId: string; emailKey: string; now: number }): Promise<FailedAttempts[]> {
  const rows = await tx.signInAttempt.findMany({
    where: { tenantId, accountKey: accountKey(tenantId, emailKey), failures: { gt: 0 } },
    select: { address: true, failures: true, lockedUntil: true, updatedAt: true },
    orderBy: [{ lockedUntil: { sort: 'desc', nulls: 'last' } }, { updatedAt: 'desc' }],
    take: MOST_ADDRESSES,
  })
  return rows.map(({ address, failures, lockedUntil, updatedAt }) => ({ address, failures, lockedUntil: lockedUntil && lockedUntil.getTime() > now ? lockedUntil.getTime() : null, lastAt: updatedAt.getTime() }))
}
