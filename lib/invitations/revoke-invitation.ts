import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personal } from '@/lib/audit/record'
import { voidLinks } from '@/lib/authn/link-tokens'
import { AppError } from '@/lib/errors/app-error'
import { grantDetail, recordGrant } from '@/lib/grants/record-grant'
import { announce } from '@/lib/live/announce'
import { withdrawMail } from '@/lib/mail/withdraw-mail'
import type { InvitationRecord } from './data'
import { keepWithdrawnLinks } from './withdrawn-links'

/**
 * Ends an invitation: the link stops working and a waiting mail is withdrawn. The `new` person is removed when nothing but this
 * invitation's own grants hangs on them; otherwise they stay as they are. Who was invited stays readable in the audit, and whoever
 * holds the link is told that it was withdrawn.
 * @param invitation of getInvitation(): the person is locked, so that it and an activation cannot both happen
 * @returns whether the person was removed
 * @throws AppError wrong_state when none is open
 */
export async function revokeInvitation(work: Work, { holder, open }: InvitationRecord): Promise<{ removed: boolean }> {
  const { tx, tenantId, now, actor, record } = work
  if (!open) throw new AppError('wrong_state', { sentence: 'There is no open invitation to this person.', reason: 'unchanged' })
  await voidLinks(tx, { purpose: 'activation', tenantId, administratorId: holder.id, now })
  await withdrawMail(tx, tenantId, holder.id)
  const others = await tx.roleGrant.count({ where: { tenantId, administratorId: holder.id, source: { not: 'invitation' }, revokedAt: null } })
  const removed = others === 0
  if (removed) {
    // The roles go with the person; the history of their places says so.
    for (const grant of holder.person.grants) await recordGrant(work, holder.id, grant, { action: 'grant.ended', before: grantDetail(grant) })
    await keepWithdrawnLinks(work, holder)
    await tx.administrator.delete({ where: { tenantId_id: { tenantId, id: holder.id } } })
  } else {
    await tx.invitation.update({ where: { tenantId_id: { tenantId, id: open.id } }, data: { revokedAt: new Date(now), revokedById: actor.administratorId } })
    await tx.administrator.update({ where: { tenantId_id: { tenantId, id: holder.id } }, data: { invitationExpiresAt: null, version: { increment: 1 } } })
  }
  record({ action: 'invitation.revoked', target: { type: 'administrator', id: holder.id }, affectedId: holder.id, before: { email: personal(holder.id, holder.email) }, after: { removed } })
  await announce(tx, { tenantId, topic: 'administrators', administratorId: holder.id })
  return { removed }
}
