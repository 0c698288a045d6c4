import 'server-only'
import type { AuditOrigin } from '@/lib/audit/record'
import { addressKey } from '@/lib/authn/rate-limits'
import { accountKey, reserveAttempt, type AttemptKey } from '@/lib/authn/sign-in-attempts'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { queueWrongCodes } from './tell-wrong-codes'

/** Wrong codes in a row that block an authenticator app. */
export const MOST_FAILURES = 10
/** Codes that one pending sign-in may try; then it starts over. */
export const MOST_TRIES_PENDING = 5

interface Trying {
  tenantId: string
  administratorId: string
  /** the authenticator app; null for a recovery code */
  factorId: string | null
  /** the pending sign-in, where there is one */
  pendingId?: string
  origin: AuditOrigin
}

/** One try of a code, counted as failed already. acceptFactor() asks for it: nobody compares a code without having counted. */
export interface FactorTry {
  readonly administratorId: string
  readonly factorId: string | null
  readonly attempt: AttemptKey
}

/**
 * Counts a code as wrong before it is compared, so that however many are sent at once, never one more than allowed gets as far as a
 * comparison: by person and network address as every code is, by pending sign-in, and by authenticator app, which the tenth in a row
 * blocks. In a transaction of its own; then acceptFactor() in the transaction of the effect. Not for passkeys: nobody guesses one, and
 * whoever guesses codes must not lock its owner out of theirs.
 * @throws AppError wrong_code, in the same words whatever the limit; its reason is `start_over` when the pending sign-in is used up
 */
export async function reserveFactorTry({ tenantId, administratorId, factorId, pendingId, origin }: Trying): Promise<FactorTry> {
  const { emailKey, breakGlassAt } = await transaction(async (tx) => tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { emailKey: true, breakGlassAt: true } }))
  const attempt: AttemptKey = { tenantId, account: accountKey(tenantId, emailKey), address: addressKey(origin.address), kind: 'code' }
  const reservation = await reserveAttempt(attempt)
  // No number of failures from elsewhere closes an account for the worst day; from one address it stays five.
  if (!reservation.allowed && !(reservation.because === 'streak' && breakGlassAt !== null)) throw new AppError('wrong_code')
  const refused = await transaction(async (tx) => {
    if (pendingId !== undefined && !(await countPending(tx, { tenantId, administratorId, pendingId }))) return 'start_over'
    const failures = factorId === null ? 0 : await countFailure(tx, { tenantId, administratorId, factorId })
    if (failures === null) return 'wrong_code'
    const told = { tenantId, administratorId, origin, now: await readClock(tx) }
    if (reservation.allowed && reservation.locks) await queueWrongCodes(tx, { ...told, what: 'lock', emailKey })
    if (factorId !== null && failures === MOST_FAILURES) await queueWrongCodes(tx, { ...told, what: 'block', factorId })
    return null
  })
  if (refused !== null) throw new AppError('wrong_code', refused === 'start_over' ? { reason: refused, sentence: 'Too many codes were tried. Sign in again from the start.' } : {})
  return { administratorId, factorId, attempt }
}

/** Counts a try of a pending sign-in, in a transaction of its own. @returns whether it had one left */
export async function countPending(tx: Tx, { tenantId, administratorId, pendingId }: { tenantId: string; administratorId: string; pendingId: string }): Promise<boolean> {
  const counted = await tx.$executeRaw`
    UPDATE pending_sign_in SET tries = tries + 1
    WHERE tenant_id = ${tenantId}::uuid AND id = ${pendingId}::uuid AND administrator_id = ${administratorId}::uuid AND tries < ${MOST_TRIES_PENDING} AND ended_at IS NULL AND expires_at > castellan_now()`
  return counted === 1
}

/** @returns how many it has in a row now; null when it is blocked, or no authenticator app of this person */
async function countFailure(tx: Tx, { tenantId, administratorId, factorId }: { tenantId: string; administratorId: string; factorId: string }): Promise<number | null> {
  const rows = await tx.$queryRaw<{ failures: number }[]>`
    UPDATE second_factor SET failures = failures + 1, blocked_at = CASE WHEN failures + 1 >= ${MOST_FAILURES} THEN castellan_now() END
    WHERE tenant_id = ${tenantId}::uuid AND id = ${factorId}::uuid AND administrator_id = ${administratorId}::uuid AND kind = 'totp' AND confirmed_at IS NOT NULL AND blocked_at IS NULL
    RETURNING failures`
  return rows[0]?.failures ?? null
}
