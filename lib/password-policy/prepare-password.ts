import 'server-only'
import { hashPassword, verifyPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { checkPassword, reusedFault } from './check-password'
import { loadPasswordJudge } from './password-judge'
import { passwordPolicyOf, type PasswordContext, type PasswordPolicy } from './policy-terms'

interface NewPassword {
  tenantId: string
  administratorId: string
  password: string
  /** network address the work is for */
  address: string
  /** what a first owner is about to be called */
  names?: { givenName: string; familyName: string }
}

/** @returns a tenant's policy, and whose words the password must not be: what the meter in the browser needs too */
export async function getPasswordTerms(tenantId: string, administratorId: string): Promise<{ policy: PasswordPolicy; context: PasswordContext }> {
  const [tenant, person] = await Promise.all([
    db().tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true, passwordMinimumLength: true, passwordMinimumStrength: true, passwordHistoryLength: true, mfaRequiredForEveryone: true } }),
    db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { givenName: true, familyName: true, email: true } }),
  ])
  return { policy: passwordPolicyOf(tenant), context: { ...person, tenantName: tenant.name } }
}

/**
 * Judges a new password by the tenant's policy and hashes it. Call it before the transaction: it is slow by design.
 * @throws AppError password_refused with every reason at the field `password`; `busy` when too much is being hashed
 */
export async function preparePassword({ tenantId, administratorId, password, address, names }: NewPassword): Promise<StoredPassword> {
  const { policy, context } = await getPasswordTerms(tenantId, administratorId)
  const { faults } = checkPassword(password, policy, { ...context, ...names }, await loadPasswordJudge())
  if (faults.length > 0) throw refused(faults.map(({ sentence }) => sentence).join(' '))
  if (await wasUsed(tenantId, administratorId, password, policy.historyLength, address)) throw refused(reusedFault(policy.historyLength).sentence)
  return hashPassword(password, address)
}

const refused = (sentence: string) => new AppError('password_refused', { fields: { password: sentence } })

async function wasUsed(tenantId: string, administratorId: string, password: string, historyLength: number, address: string): Promise<boolean> {
  const earlier = await db().passwordHistory.findMany({ where: { tenantId, administratorId }, orderBy: { createdAt: 'desc' }, take: historyLength, select: { hash: true, pepperKeyId: true } })
  for (const stored of earlier) if ((await verifyPassword(password, stored, address)).correct) return true
  return false
}
