import 'server-only'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { endSessions } from '@/lib/authn/end-sessions'
import { blameLink, unusableLink } from '@/lib/authn/explain-link'
import { consumeLink, peekLink } from '@/lib/authn/link-tokens'
import { unlockAccount } from '@/lib/authn/sign-in-attempts'
import { storePassword } from '@/lib/authn/store-password'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { queueMail } from '@/lib/mail/queue-mail'
import { preparePassword } from '@/lib/password-policy/prepare-password'
import { passwordsAreOff, takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'
import { acceptForReset, countForReset } from './factor-of-reset'
import type { ResetValues } from './schema'

export interface ResetDone {
  tenantSlug: string
  /** the recovery code that takes the place of the one used: shown once */
  replacement: string | null
}

/**
 * Sets a new password by a mailed link; where a second factor is enrolled the link alone is not enough, so that whoever reads the mail is
 * not in. Signs nobody in: the new password is asked for at once, and whatever else sign-in asks for. Every session ends, every lock
 * of the account is lifted (T38).
 * @throws AppError link_unusable · password_refused · wrong_code · busy
 */
export async function resetPassword({ token, password, origin, ...given }: ResetValues & { origin: AuditOrigin }): Promise<ResetDone> {
  const link = await peekLink('password_reset', token)
  if (!link) throw await unusableLink('password_reset', token)
  const stored = await preparePassword({ ...link, password, address: origin.address }).catch(async (error: unknown) => {
    throw await blameLink('password_reset', token, error)
  })
  // Only now: a password that the policy refuses costs no try of a code.
  const counted = await countForReset(link, given, origin)
  return transaction(async (tx) => {
    const { tenantId, administratorId } = await consumeLink(tx, 'password_reset', token)
    const person = await tx.administrator.findUnique({
      where: { tenantId_id: { tenantId, id: administratorId } },
      select: { status: true, email: true, emailKey: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true, slug: true } } } } },
    })
    if (person?.status !== 'active') throw new AppError('link_unusable')
    if (!(await takesPasswordOf(tx, { tenantId, administratorId }))) throw passwordsAreOff()
    const now = await readClock(tx)
    const { entries, replacement } = await acceptForReset(tx, link, counted, now)
    await storePassword(tx, { tenantId, administratorId, stored, now })
    await endSessions(tx, { tenantId, administratorId, reason: 'password_reset', now })
    await unlockAccount(tx, { tenantId, emailKey: person.emailKey, now })
    const { name: tenantName, slug } = person.pool.tenant
    await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'password_changed', how: 'reset', tenantName, recipientName: `${person.givenName} ${person.familyName}`.trim() } })
    const by = { tenantId, actor: { kind: 'administrator', administratorId, sessionId: null, roles: [] }, outcome: 'done', affectedId: administratorId, origin } as const
    await recordAudit(tx, [{ ...by, action: 'password.reset' }, ...entries.map((entry) => ({ ...by, ...entry, action: entry.action ?? 'password.reset' }))])
    return { tenantSlug: slug, replacement }
  })
}
