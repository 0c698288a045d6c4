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

/**
 * Sets a new password by a mailed link. Signs nobody in: the new password is asked for at once, and whatever else sign-in
 * asks for. Every session ends, every lock of the account is lifted (T38).
 * @throws AppError link_unusable · password_refused · busy
 */
export async function resetPassword({ token, password, origin }: { token: string; password: string; origin: AuditOrigin }): Promise<{ tenantSlug: string }> {
  const link = await peekLink('password_reset', token)
  if (!link) throw await unusableLink('password_reset', token)
  const stored = await preparePassword({ ...link, password, address: origin.address }).catch(async (error: unknown) => {
    throw await blameLink('password_reset', token, error)
  })
  return transaction(async (tx) => {
    const { tenantId, administratorId } = await consumeLink(tx, 'password_reset', token)
    const person = await tx.administrator.findUnique({
      where: { tenantId_id: { tenantId, id: administratorId } },
      select: { status: true, email: true, emailKey: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true, slug: true } } } } },
    })
    if (person?.status !== 'active') throw new AppError('link_unusable')
    const now = await readClock(tx)
    await storePassword(tx, { tenantId, administratorId, stored, now })
    await endSessions(tx, { tenantId, administratorId, reason: 'password_reset', now })
    await unlockAccount(tx, { tenantId, emailKey: person.emailKey, now })
    const { name: tenantName, slug } = person.pool.tenant
    await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'password_changed', how: 'reset', tenantName, recipientName: `${person.givenName} ${person.familyName}`.trim() } })
    await recordAudit(tx, [{ tenantId, actor: { kind: 'administrator', administratorId, sessionId: null, roles: [] }, action: 'password.reset', outcome: 'done', affectedId: administratorId, origin }])
    return { tenantSlug: slug }
  })
}
