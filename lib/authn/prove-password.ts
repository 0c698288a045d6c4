import 'server-only'
import type { AuditOrigin } from '@/lib/audit/record'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { Account, PasswordState } from './find-account'
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
  /** compared and then refused in any case: this person signs in another way */
  withheld?: boolean
}

/** It was the right password of somebody who signs in another way. To the outside it is a wrong one, at the same cost. */
export class PasswordWithheld extends AppError {
  constructor() {
    super('wrong_credentials')
  }
}

/**
 * The one comparison of a password, behind the brute-force counters. Unknown, inactive, locked, switched off and wrong all cost
 * one hash and get one answer. Call it outside transactions; then completeSignIn(), or proofStands() and
 * forgetFailures(), in the transaction of the success.
 * @throws AppError wrong_credentials (PasswordWithheld); busy when too much is being hashed (nothing is counted then)
 */
export async function provePassword({ tenantId, emailKey, account, password, origin, withheld = false }: Proving): Promise<Proof> {
  const attempt: AttemptKey = { tenantId, account: accountKey(tenantId, emailKey), address: addressKey(origin.address), kind: 'password' }
  const reservation = await reserveAttempt(attempt)
  // A hundred failures from everywhere close no account for the worst day; those from one address are still counted.
  const counted = reservation.allowed || (reservation.because === 'streak' && account?.breakGlass === true)
  const credential = counted && account?.status === 'active' && (account.credential?.state === 'usable' || account.credential?.state === 'must_change') ? account.credential : null
  let correct = false
  try {
    const verdict = await verifyPassword(password, credential, attempt.address)
    correct = verdict.correct
    if (account && credential && correct && !withheld) {
      return { account, attempt, comparedHash: credential.hash, rehashed: verdict.needsRehash ? await hashPassword(password, attempt.address) : null }
    }
  } catch (error) {
    if (reservation.allowed && error instanceof AppError && error.code === 'busy') await releaseAttempt(attempt)
    throw error
  }
  await settleFailure({ attempt, reservation, emailKey, origin, withheld: correct })
  throw correct ? new PasswordWithheld() : new AppError('wrong_credentials')
}

interface Credential { hash: string | null; state: PasswordState | null }

/** @returns whether what was compared is still the password, and one to get in with */
export function isStillPassword(comparedHash: string, now: Credential | undefined): boolean {
  return now?.hash === comparedHash && (now.state === 'usable' || now.state === 'must_change')
}

/**
 * Whether the compared password still stands, in the transaction that acts on it: between the comparison and here it may have been
 * changed, reset or switched off. Holds it until the end, so that of two changes at once one is second.
 */
export async function proofStands(tx: Tx, { account: { tenantId, administratorId }, comparedHash }: Proof): Promise<boolean> {
  const rows = await tx.$queryRaw<Credential[]>`/* prepared */
    SELECT hash, state::text AS state FROM password_credential WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid FOR UPDATE`
  return isStillPassword(comparedHash, rows[0])
}
