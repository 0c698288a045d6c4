import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { asColumns, getPasswordImpact, getPasswordPolicyForChange } from './data'
import type { PasswordPolicyValues } from './schema'

/**
 * Changes what is asked of passwords: it binds each at its next change. `askEveryone` brings that about at the next sign-in. Call it under the tenant's lock.
 * @param previewed what stands for the preview of exactly this expiry
 * @returns the version after it, and when everybody was last asked
 * @throws AppError conflict with what stands there now, or with what the expiry would mean now; invalid_input for a length that only MFA for everyone allows; wrong_state when it is so already
 */
export async function setPasswordPolicy({ tx, tenantId, now, record }: Work, { version, previewed }: { version: number; previewed: string }, values: PasswordPolicyValues, askEveryone: boolean): Promise<{ version: number; askedAt: number | null }> {
  const before = await getPasswordPolicyForChange(tx, tenantId, version)
  const { shortest, askedAt } = before
  if (values.minimumLength < shortest) throw new AppError('invalid_input', { fields: { minimumLength: `Below ${shortest} only while the MFA policy requires a second factor of everyone.` } })
  const [was, is] = [detailOf(before), detailOf(values)]
  if (!askEveryone && JSON.stringify(was) === JSON.stringify(is)) throw new AppError('wrong_state', { sentence: 'The policy says so already.', reason: 'unchanged' })
  const { expiryDays } = values
  refuseOtherPreview(previewed, { expiryDays }, await getPasswordImpact(tx, { tenantId, now }, expiryDays))
  await tx.tenant.update({ where: { id: tenantId }, data: { ...asColumns(values), passwordVersion: version + 1, ...(askEveryone ? { passwordChangeAskedAt: new Date(now) } : {}) } })
  record({ target: { type: 'tenant', id: tenantId }, before: was, after: { ...is, ...(askEveryone ? { everyoneAsked: true } : {}) } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1, askedAt: askEveryone ? now : askedAt }
}

/** In words of the page, and in one order, so that two of the same content are equal. */
function detailOf(values: PasswordPolicyValues) {
  const { minimumLength, minimumStrength, capitals, lowercase, digits, specials, historyLength, expiryDays, refuseCommon, refuseOwnWords } = values
  return { minimumLength, minimumStrength, capitals, lowercase, digits, specials, historyLength, expiryDays, refuseCommon, refuseOwnWords }
}
