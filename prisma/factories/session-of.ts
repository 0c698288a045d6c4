import type { SignedInSession } from '@/lib/authn/complete-sign-in'
import type { SecondStepOwed } from '@/lib/sign-in/sign-in'

/** @returns the session that a sign-in began @throws Error where a second factor is owed first */
export async function sessionOf(entering: Promise<SignedInSession | SecondStepOwed>): Promise<SignedInSession> {
  const entered = await entering
  if ('secondStep' in entered) throw new Error('a second factor is owed')
  return entered
}
