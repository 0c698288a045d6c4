import 'server-only'
import { findOwners, type Owner } from '@/lib/administrators/find-owners'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { addressKey, takeSlot } from '@/lib/authn/rate-limits'
import { hashToken } from '@/lib/crypto/tokens'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { queueMail } from '@/lib/mail/queue-mail'

const HOUR_SECONDS = 3600
const PER_ADDRESS = 10

/**
 * The holder of a link that no longer works asks for a new one. The inviter is told, or the owners where there is none any more;
 * the stranger learns nothing: the answer is the same for any text. Told at most once an hour for one invitation.
 * @throws AppError too_many for this network address
 */
export async function askAgain({ token, origin }: { token: string; origin: AuditOrigin }): Promise<void> {
  if (!(await takeSlot(`ask-again:${addressKey(origin.address)}`, PER_ADDRESS, HOUR_SECONDS))) throw new AppError('too_many')
  await transaction(async (tx) => {
    const link = await tx.linkToken.findUnique({
      where: { tokenHash: hashToken('activation', token) },
      select: { tenantId: true, purpose: true, administratorId: true, invitationId: true, administrator: { select: { status: true, email: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true } } } } } } },
    })
    if (link?.purpose !== 'activation' || !link.invitationId || link.administrator.status !== 'new') return
    const { tenantId, administratorId, invitationId, administrator: person } = link
    const now = await readClock(tx)
    const { count } = await tx.invitation.updateMany({
      where: { tenantId, id: invitationId, acceptedAt: null, OR: [{ askedAgainAt: null }, { askedAgainAt: { lte: new Date(now - HOUR_SECONDS * 1000) } }] },
      data: { askedAgainAt: new Date(now) },
    })
    if (count === 0) return
    const name = `${person.givenName} ${person.familyName}`.trim()
    for (const to of await whoIsTold(tx, tenantId, invitationId)) {
      await queueMail(tx, {
        tenantId, administratorId: to.id, to: to.email, now,
        letter: { name: 'invitation_asked_again', tenantName: person.pool.tenant.name, recipientName: `${to.givenName} ${to.familyName}`, person: name ? `${name} (${person.email})` : person.email, administratorId },
      })
    }
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'invitation.asked_again', outcome: 'done', target: { type: 'invitation', id: invitationId }, affectedId: administratorId, origin }])
  })
}

async function whoIsTold(tx: Tx, tenantId: string, invitationId: string): Promise<Owner[]> {
  const inviters = await tx.$queryRaw<Owner[]>`
    SELECT a.id, a.email, a.given_name AS "givenName", a.family_name AS "familyName" FROM invitation i
    JOIN administrator a ON a.tenant_id = i.tenant_id AND a.id = i.inviter_id AND a.status = 'active'
    WHERE i.tenant_id = ${tenantId}::uuid AND i.id = ${invitationId}::uuid`
  return inviters.length > 0 ? inviters : findOwners(tx, tenantId)
}
