import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { can } from '@/lib/authz/can'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { readMfaPolicy } from '@/lib/mfa-policy/data'
import { FACTOR_KINDS } from '@/lib/mfa-policy/policy-bounds'
import { setMfaPolicy } from '@/lib/mfa-policy/set-mfa-policy'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { aboutMethods, getMethodsForChange, getMethodsImpact } from './data'
import type { MethodsValues } from './schema'

const NO_OWNER_LEFT = 'This would leave no Client Owner with a way in. Mark one as a break-glass account first, which may be yourself: a passkey of theirs, and a password with a second factor, are always taken.'

/**
 * Changes what sign-in takes. What is removed is refused from the next statement on, everywhere: nothing is remembered of it elsewhere. Which of app and
 * passkey count as second factors is the MFA policy's, and is changed there, by whoever may. Call it under the tenant's lock.
 * @param previewed what stands for the preview of exactly these methods
 * @returns the version after it, and how many usable owners are left (below two is worth a warning)
 * @throws AppError conflict with what stands there now, or with what they would do now · wrong_state when it is so already · forbidden · last_owner
 */
export async function setMethods(work: Work, { version, previewed }: { version: number; previewed: string }, { first, second }: MethodsValues): Promise<{ version: number; owners: number }> {
  const { tx, tenantId, actor, record } = work
  const before = await getMethodsForChange(tx, tenantId, version)
  const [was, is] = [aboutMethods(before), aboutMethods({ first, second })]
  if (JSON.stringify(was) === JSON.stringify(is)) throw new AppError('wrong_state', { sentence: 'It is set like this already.', reason: 'unchanged' })
  refuseOtherPreview(previewed, is, await getMethodsImpact(tx, tenantId, { first, second }))
  await store(tx, tenantId, { first, second })
  await tx.tenant.update({ where: { id: tenantId }, data: { signInMethodsVersion: version + 1 } })
  const kinds = FACTOR_KINDS.filter((kind) => second.includes(kind))
  if (FACTOR_KINDS.some((kind) => before.second.includes(kind) !== kinds.includes(kind))) {
    const decision = can(actor, 'mfa-policy:manage')
    if (!decision.allowed) throw new AppError('forbidden', { reason: decision.because.code, sentence: `Which second factors count is part of the MFA policy. ${decision.because.sentence}` })
    const { version: mfaVersion, ...policy } = await readMfaPolicy(tx, tenantId)
    await setMfaPolicy(work, { version: mfaVersion, previewed: null }, { ...policy, allowedFactors: kinds })
  }
  const owners = await refuseLosingLastOwner(tx, tenantId, NO_OWNER_LEFT)
  record({ target: { type: 'tenant', id: tenantId }, before: was, after: is })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1, owners }
}

/** App and passkey as second factors stand in the MFA policy, not here. */
async function store(tx: Tx, tenantId: string, { first, second }: MethodsValues): Promise<void> {
  await tx.signInMethod.deleteMany({ where: { tenantId } })
  const own = second.filter((method) => method === 'recovery_code' || method === 'email_code')
  await tx.signInMethod.createMany({ data: [...first.map((method, position) => ({ tenantId, method, step: 'first', position })), ...own.map((method, position) => ({ tenantId, method, step: 'second', position }))] })
}
