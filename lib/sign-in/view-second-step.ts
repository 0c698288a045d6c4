import 'server-only'
import { findFactorWays, type FactorWays } from '@/lib/mfa/factor-ways'
import { takesMailedStep } from '@/lib/sign-in-methods/data'
import { findPending } from './pending-sign-in'

/** What the page of the second step shows. */
export interface SecondStepView {
  tenantName: string
  tenantSlug: string
  email: string
  /** as it came with the address; to start over with */
  next: string
  /** null: what is left is to start over */
  ways: FactorWays | null
  /** a code is mailed to them: they have enrolled nothing, and the tenant asks for more than the password */
  byMail: boolean
}

/** @param token of the pending sign-in's cookie, as this browser sent it @returns null for one that never was */
export async function viewSecondStep(token: string | undefined): Promise<SecondStepView | null> {
  const pending = await findPending(token)
  if (!pending) return null
  const { tenantName, tenantSlug, email, next, over, tenantId, administratorId } = pending
  const ways = over ? null : await findFactorWays(tenantId, administratorId)
  const byMail = !over && ways === null && pending.first === 'password' && (await takesMailedStep(tenantId))
  return { tenantName, tenantSlug, email, next, ways, byMail }
}
