import 'server-only'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { findAccountAt } from '@/lib/authn/find-account'
import { addressKey } from '@/lib/authn/rate-limits'
import { settleFailure } from '@/lib/authn/settle-failure'
import { accountKey, forgetFailures, reserveAttempt, type AttemptKey } from '@/lib/authn/sign-in-attempts'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { countCodeTry, takeCode } from './email-codes'
import { limitSignIns } from './limit-sign-ins'
import { beginSecondStepByMail } from './pending-sign-in'
import type { SecondStepOwed } from './sign-in'

interface CodeSignIn {
  tenantSlug: string
  email: CanonicalEmail
  code: string
  /** of the cookie of the browser that asked for the code */
  token: string | undefined
  origin: AuditOrigin
  /** the session this browser had before */
  replaces?: string | undefined
  next?: string | undefined
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
const REFUSED = 'This code is wrong, has run out, or codes were tried too often. Have another one sent, or sign in another way.'

/**
 * Signs in with a code that was mailed. It proves the mailbox and nothing else: an enrolled second factor is still owed, and it satisfies
 * nothing that needs one. Every failure has one answer, one cost and one counter, whoever is asked for.
 * @throws AppError wrong_code · too_many · not_found
 */
export async function signInWithEmailCode({ tenantSlug, email, code, token, origin, replaces, next = '' }: CodeSignIn): Promise<SignedInSession | SecondStepOwed> {
  await limitSignIns(origin)
  const asked = await findAccountAt(tenantSlug, email.key)
  if (!asked) throw new AppError('not_found', { sentence: 'There is no tenant at this address. Check the link you were given.' })
  const { tenantId, account } = asked
  const attempt: AttemptKey = { tenantId, account: accountKey(tenantId, email.key), address: addressKey(origin.address), kind: 'email_code' }
  const reservation = await reserveAttempt(attempt)
  // No number of failures from elsewhere closes an account for the worst day.
  const counted = reservation.allowed || (reservation.because === 'streak' && account?.breakGlass === true)
  const id = await countCodeTry(tenantId, { token, account: attempt.account })
  try {
    return await transaction(async (tx) => {
      const administratorId = account?.administratorId ?? NOBODY
      // The person first, the order in which every change of a person locks.
      await tx.$queryRaw`/* prepared */ SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR NO KEY UPDATE`
      if (!(await takeCode(tx, { tenantId, id, code })) || !account || !counted) throw new AppError('wrong_code')
      const session = await completeSignIn(tx, { tenantId, administratorId, origin, first: 'email_code', replaces })
      await forgetFailures(tx, attempt)
      if (!session) return { secondStep: await beginSecondStepByMail(tx, { tenantId, administratorId, next }) }
      await recordAudit(tx, [session.event])
      return session
    })
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'wrong_code' && error.code !== 'wrong_credentials')) throw error
    await settleFailure({ attempt, reservation, emailKey: email.key, origin })
    throw new AppError('wrong_code', { sentence: REFUSED, fields: { code: REFUSED } })
  }
}
