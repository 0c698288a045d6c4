import 'server-only'
import type { AuditOrigin } from '@/lib/audit/record'
import { AppError } from '@/lib/errors/app-error'
import type { Account } from './find-account'
import { hashPassword, verifyPassword, type StoredPassword } from './password-hash'
import { addressKey } from './rate-limits'
import { settleFailure } from './settle-failure'
import { accountKey, releaseAttempt, reserveAttempt, type AttemptKey } from './sign-in-attempts'

export interface Proof {
  account: Account
  attempt: AttemptKey
  /** what the password was compared with; whoever goes on checks that it still stands */
  comparedHash: string
  /** the same password at today's cost, when the stored one is older */
  rehashed: StoredPassword | null
}

interface Proving {
  tenantId: string
  /** canonical; counted also where nobody has it */
  emailKey: string
  account: Account | null
  password: string
  origin: AuditOrigin
}

/**
 * The one comparison of a password, behind the brute-force counters. Unknown, inactive, locked, switched off and wrong all cost
 * one hash and get one answer. Call it outside transactions; then forgetFailures(tx, proof.attempt) in the transaction of the success.
 * @throws AppError wrong_credentials; busy when too much is being hashed (nothing is counted then)
 */
export async function provePassword({ tenantId, emailKey, account, password, origin }: Proving): Promise<Proof> {
  const attempt: AttemptKey = { tenantId, account: accountKey(tenantId, emailKey), address: addressKey(origin.address), kind: 'password' }
  const reservation = await reserveAttempt(attempt)
  const credential = reservation.allowed && account?.status === 'active' && (account.credential?.state === 'usable' || account.credential?.state === 'must_change') ? account.credential : null
  try {
    const verdict = await verifyPassword(password, credential, attempt.address)
    if (account && credential && verdict.correct) {
      return { account, attempt, comparedHash: credential.hash, rehashed: verdict.needsRehash ? await hashPassword(password, attempt.address) : null }
    }
  } catch (error) {
    if (reservation.allowed && error instanceof AppError && error.code === 'busy') await releaseAttempt(attempt)
    throw error
  }
  await settleFailure({ attempt, reservation, account, origin })
  throw new AppError('wrong_credentials')
}
