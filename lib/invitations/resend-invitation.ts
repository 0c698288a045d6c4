import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import type { InvitationRecord } from './data'
import { planInvitation, sendInvitation } from './send-invitation'

const MOST_AN_HOUR = 3
const HOUR = 3_600_000

/**
 * Sends an invitation again: the old link ends, the new one lives its full time, and whoever sends it takes the invitation over from
 * the one who made it (T34). One that was revoked while other roles kept the person is made anew. At most three times an hour each.
 * @param invitation of getInvitation(): the person is locked
 * @returns when the mail leaves, epoch milliseconds
 * @throws AppError too_many
 */
export async function resendInvitation(work: Work, { holder, open }: InvitationRecord): Promise<{ sendAt: number }> {
  const { tx, tenantId, now, actor, record } = work
  const since = new Date(Math.max(now - HOUR, open?.createdAt ?? 0))
  const lately = await tx.linkToken.count({ where: { tenantId, administratorId: holder.id, purpose: 'activation', createdAt: { gt: since } } })
  if (lately >= MOST_AN_HOUR) throw new AppError('too_many', { sentence: `This invitation was sent again ${lately} times within the last hour. Wait a little before you send it once more.` })
  const plan = await planInvitation(work)
  const fields = { inviterId: actor.administratorId, expiresAt: new Date(plan.expiresAt), lastSentAt: new Date(plan.sendAt) }
  const { id: invitationId } = open
    ? await tx.invitation.update({ where: { tenantId_id: { tenantId, id: open.id } }, data: { ...fields, askedAgainAt: null, sentCount: { increment: 1 } }, select: { id: true } })
    : await tx.invitation.create({ data: { ...fields, tenantId, administratorId: holder.id, createdAt: new Date(now) }, select: { id: true } })
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: holder.id } }, data: { invitationExpiresAt: new Date(plan.expiresAt) } })
  const grants = holder.person.grants.map(({ role, scope, kind }) => ({ role, scope, kind }))
  await sendInvitation(work, { administratorId: holder.id, invitationId, to: holder.email, recipientName: `${holder.givenName} ${holder.familyName}`.trim(), grants, again: true }, plan)
  record({ action: 'invitation.resent', target: { type: 'administrator', id: holder.id }, affectedId: holder.id, after: { expiresAt: plan.expiresAt } })
  await announce(tx, { tenantId, topic: 'administrators' })
  return { sendAt: plan.sendAt }
}
