import 'server-only'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn } from '@/lib/authn/complete-sign-in'
import { addressKey } from '@/lib/authn/rate-limits'
import { settleFailure } from '@/lib/authn/settle-failure'
import { accountKey, forgetFailures, reserveAttempt, type AttemptKey } from '@/lib/authn/sign-in-attempts'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { countPending } from '@/lib/mfa/factor-attempts'
import { countCodeTry, takeCode } from './email-codes'
import { limitSignIns } from './limit-sign-ins'
import { consumePending, getPending, startOver } from './pending-sign-in'
import type { SecondStepTaken } from './take-second-step'

interface MailedSecondStep {
  /** of the pending sign-in's cookie, as this browser sent it */
  token: string | undefined
  code: string
  origin: AuditOrigin
  replaces?: string | undefined
}

const REFUSED = 'This code is wrong, has run out, or codes were tried too often. Have another one sent.'

/**
 * The second step by a code that was mailed, for whoever has enrolled nothing better: it lets the sign-in go on, and is no factor for anything
 * that needs one. Counted before it is compared, and used up together with the pending sign-in, or nothing of it.
 * @throws AppError signed_out with the reason `start_over` · wrong_code · too_many
 */
export async function takeMailedSecondStep({ token, code, origin, replaces }: MailedSecondStep): Promise<SecondStepTaken> {
  await limitSignIns(origin)
  const pending = await getPending(token)
  const { tenantId, administratorId, id: pendingId, emailKey, first, comparedHash, next, tenantSlug } = pending
  if (first !== 'password' || comparedHash === null) throw startOver(tenantSlug)
  // Counted as every second step is: what strangers try at the first one closes it for nobody whose password was right.
  const attempt: AttemptKey = { tenantId, account: accountKey(tenantId, emailKey), address: addressKey(origin.address), kind: 'code' }
  const reservation = await reserveAttempt(attempt)
  if (!(await transaction(async (tx) => countPending(tx, { tenantId, administratorId, pendingId })))) throw startOver(tenantSlug)
  const id = await countCodeTry(tenantId, { pendingId })
  try {
    return await transaction(async (tx) => {
      await consumePending(tx, pending)
      if (!(await takeCode(tx, { tenantId, id, code })) || !reservation.allowed) throw new AppError('wrong_code')
      const session = await completeSignIn(tx, { tenantId, administratorId, origin, first, mailed: true, proof: { comparedHash }, replaces })
      // A factor was enrolled meanwhile: that is what is asked for now.
      if (!session) throw startOver(tenantSlug)
      await forgetFailures(tx, attempt)
      await recordAudit(tx, [session.event])
      return { session, next, replacement: null }
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'wrong_credentials') throw startOver(tenantSlug)
    if (error.code !== 'wrong_code') throw error
    await settleFailure({ attempt, reservation, emailKey, origin })
    throw new AppError('wrong_code', { sentence: REFUSED, fields: { code: REFUSED } })
  }
}
