import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSessions } from '@/lib/authn/end-sessions'
import type { StoredPassword } from '@/lib/authn/password-hash'
import { proofStands, type Proof } from '@/lib/authn/prove-password'
import { rotateSession } from '@/lib/authn/rotate-session'
import { forgetFailures } from '@/lib/authn/sign-in-attempts'
import { storePassword } from '@/lib/authn/store-password'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'
import { findFactorWays } from '@/lib/mfa/factor-ways'
import { passwordsAreOff, takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'

/**
 * Sets one's own new password: every other session ends, this one goes on under a new reference, and the person is told by mail.
 * @param proof of the password until now; null in a session that owes a new one and has just signed in with the old
 * @throws AppError wrong_state where passwords are not taken; wrong_credentials when the password was changed or switched off in the meantime
 */
export async function changePassword({ tx, actor, facts, tenantId, now, record, renewal }: Work, stored: StoredPassword, proof: Proof | null): Promise<void> {
  const { administratorId, sessionId } = actor
  if (!(await takesPasswordOf(tx, actor))) throw passwordsAreOff()
  if (proof) {
    if (!(await proofStands(tx, proof))) throw new AppError('wrong_credentials', { sentence: 'Your password was changed elsewhere in the meantime.' })
    await forgetFailures(tx, proof.attempt)
  } else if (facts.owes !== 'new_password') {
    throw new AppError('wrong_state', { sentence: 'No new password is asked of you. Change it under My account.' })
  }
  // The same rule as for confirming who one is: the password alone is enough only where nothing else is enrolled.
  const fresh = proof !== null && (await findFactorWays(tenantId, administratorId, tx)) === null
  await storePassword(tx, { tenantId, administratorId, stored, now })
  await endSessions(tx, { tenantId, administratorId, reason: 'password_changed', now, except: sessionId })
  await rotateSession(tx, { tenantId, sessionId, renewal, now, settled: true, ...(fresh ? { fresh } : {}) })
  await queueMail(tx, { tenantId, administratorId, to: facts.person.email, now, letter: { name: 'password_changed', how: 'changed', tenantName: facts.tenant.name, recipientName: personName(facts.person) } })
  record({ affectedId: administratorId })
}
