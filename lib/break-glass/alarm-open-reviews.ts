import 'server-only'
import { listOwners } from '@/lib/administrators/tell-owners'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { queueMail } from '@/lib/mail/queue-mail'

/** Reminds the owners once a day of uses that nobody has reviewed. May run twice, or be cut off anywhere: each use is told once a day. */
export async function alarmOpenReviews(): Promise<void> {
  const waiting = await db().$queryRaw<{ tenant_id: string }[]>`
    SELECT DISTINCT tenant_id FROM break_glass_use WHERE reviewed_at IS NULL AND alarmed_at <= (SELECT castellan_now()) - interval '1 day'`
  for (const { tenant_id: tenantId } of waiting) {
    await transaction(async (tx) => {
      const now = await readClock(tx)
      const uses = await tx.$executeRaw`UPDATE break_glass_use SET alarmed_at = castellan_now() WHERE tenant_id = ${tenantId}::uuid AND reviewed_at IS NULL AND alarmed_at <= castellan_now() - interval '1 day'`
      if (uses === 0) return
      const { name: tenantName } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
      for (const owner of await listOwners({ tx, tenantId })) {
        await queueMail(tx, { tenantId, administratorId: owner.id, to: owner.email, now, letter: { name: 'break_glass_unreviewed', uses, tenantName, recipientName: owner.name } })
      }
    })
  }
}
