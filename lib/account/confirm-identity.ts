import 'server-only'
import type { Work } from '@/lib/actions/work'
import { eventOf } from '@/lib/actions/work'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { getOwnAccount } from '@/lib/authn/find-account'
import { proofStands, provePassword, type Proof } from '@/lib/authn/prove-password'
import { rotateSession } from '@/lib/authn/rotate-session'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { forgetFailures } from '@/lib/authn/sign-in-attempts'
import { restorePassword } from '@/lib/authn/store-password'
import { NO_USE_YET } from '@/lib/authz/factor-words'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'

/**
 * Compares the password of whoever is signed in, behind the same counters as sign-in. Call it before the transaction.
 * @throws AppError wrong_credentials with the sentence at `field`; forbidden where a second factor is enrolled: then the
 * password alone confirms nothing
 */
export async function proveOwnPassword(facts: SessionFacts, password: string, origin: AuditOrigin, field: string): Promise<Proof> {
  const { tenantId, administratorId } = facts.actor
  const account = await getOwnAccount(tenantId, administratorId)
  if (!account) throw new AppError('signed_out')
  try {
    return await provePassword({ tenantId, emailKey: account.emailKey, account, password, origin })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong_credentials') throw error
    await transaction(async (tx) => recordAudit(tx, [{ ...eventOf(facts.actor, origin, 'step_up.refused', { affectedId: administratorId }), outcome: 'refused', reason: 'wrong_credentials' }]))
    const sentence = 'This is not your password, or it was tried too often from here. Try again, or wait half an hour.'
    throw new AppError('wrong_credentials', { sentence, fields: { [field]: sentence } })
  }
}

/** Step-up: the session has just proved who is there, and gets a new reference (T22). @throws AppError forbidden */
export async function confirmIdentity({ tx, actor, tenantId, now, record }: Work, proof: Proof, token: string): Promise<void> {
  if (actor.factorEnrolledAt !== null) throw new AppError('forbidden', { reason: 'factor_enrolled', sentence: `You have a second factor, so the password alone is not enough. ${NO_USE_YET}` })
  await acceptProof({ tx, tenantId, actor }, proof)
  await rotateSession(tx, { tenantId, sessionId: actor.sessionId, token, now, fresh: true })
  record({ target: { type: 'session', id: actor.sessionId }, affectedId: actor.administratorId })
}

/** What a right password brings along, in the transaction of what it was asked for. */
async function acceptProof({ tx, tenantId, actor }: Pick<Work, 'tx' | 'tenantId' | 'actor'>, proof: Proof): Promise<void> {
  if (!(await proofStands(tx, proof))) throw new AppError('wrong_credentials', { sentence: 'Your password was changed elsewhere in the meantime.' })
  await forgetFailures(tx, proof.attempt)
  if (proof.rehashed) await restorePassword(tx, { tenantId, administratorId: actor.administratorId, stored: proof.rehashed, from: proof.comparedHash })
}
