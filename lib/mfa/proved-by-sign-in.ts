import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'

/**
 * Whoever has neither a second factor nor a password that sign-in takes (made by an identity provider, or in by a code by mail) has
 * nothing to prove themselves by, and could never enrol the factor that is asked of them. Their sign-in stands for it while it is as
 * recent as a proof has to be; the code by mail and the factor's own are asked for as of everybody (T16).
 * @returns whether it does; false for whoever has something to prove themselves by
 * @throws AppError wrong_state when they have nothing, and signed in too long ago
 */
export async function provedBySignIn({ tx, tenantId, actor: { administratorId }, facts, now }: Work): Promise<boolean> {
  const whose = { tenantId, administratorId }
  if ((await tx.secondFactor.count({ where: { ...whose, confirmedAt: { not: null } } })) > 0) return false
  const takesPasswords = (await tx.signInMethod.count({ where: { tenantId, step: 'first', method: 'password' } })) > 0
  if (takesPasswords && (await tx.passwordCredential.count({ where: { ...whose, state: { in: ['usable', 'must_change'] } } })) > 0) return false
  const seconds = facts.tenant.stepUpAgeSeconds
  if (now - facts.session.createdAt <= seconds * 1000) return true
  throw new AppError('wrong_state', { reason: 'sign_in_again', sentence: `You have nothing yet to confirm this with but your sign-in, and that was more than ${Math.round(seconds / 60)} minutes ago. Sign out, sign in again, and add it then.` })
}
