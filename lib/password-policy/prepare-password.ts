import 'server-only'
import { hashPassword, verifyPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { passwordDue, type PasswordDue } from '@/lib/authn/password-due'
import { Prisma, db } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { isBreached } from './breached-password'
import { breachedFault, checkPassword, reusedFault } from './check-password'
import { loadPasswordJudge } from './password-judge'
import { POLICY_COLUMNS, passwordPolicyOf, type PasswordContext, type PasswordPolicy } from './policy-terms'

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
    db().tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true, ...POLICY_COLUMNS } }),
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
  // Only what the policy would take is asked about.
  if (policy.refuseCommon && (await isBreached(password))) throw refused(breachedFault().sentence)
  // Without a history the one until now may come again, save where another one is the point.
  const remembered = policy.historyLength > 0 || (await mayStay(tenantId, administratorId)) ? policy.historyLength : 1
  if (await wasUsed(tenantId, administratorId, password, remembered, address)) throw refused(reusedFault(remembered).sentence)
  return hashPassword(password, address)
}

const refused = (sentence: string) => new AppError('password_refused', { fields: { password: sentence } })

/** Whether the password until now is nobody's concern: it works, and no other one is asked for. */
async function mayStay(tenantId: string, administratorId: string): Promise<boolean> {
  const state = await findPasswordState(tenantId, administratorId)
  return state === null || (state.works && state.due === null)
}

/** @returns whether a person's password gets them in, and why they are asked for another one; null for who has none */
export async function findPasswordState(tenantId: string, administratorId: string): Promise<{ works: boolean; due: PasswordDue | null; expiryDays: number | null } | null> {
  const [row] = await db().$queryRaw<{ works: boolean; due: PasswordDue | null; expiryDays: number | null }[]>`
    SELECT c.state IN ('usable', 'must_change') AS works, ${passwordDue(Prisma.sql`castellan_now()`)} AS due, t.password_expiry_days AS "expiryDays"
    FROM password_credential c JOIN tenant t ON t.id = c.tenant_id WHERE c.tenant_id = ${tenantId}::uuid AND c.administrator_id = ${administratorId}::uuid`
  return row ?? null
}

async function wasUsed(tenantId: string, administratorId: string, password: string, historyLength: number, address: string): Promise<boolean> {
  const earlier = await db().passwordHistory.findMany({ where: { tenantId, administratorId }, orderBy: { createdAt: 'desc' }, take: historyLength, select: { hash: true, pepperKeyId: true } })
  for (const stored of earlier) if ((await verifyPassword(password, stored, address)).correct) return true
  return false
}
