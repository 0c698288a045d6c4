import 'server-only'
import { OWNS_STANDING } from '@/lib/administrators/owner-sql'
import { listOwners } from '@/lib/administrators/tell-owners'
import type { AuditOrigin } from '@/lib/audit/record'
import { Prisma, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { queueMail } from '@/lib/mail/queue-mail'

interface Use { tenantId: string; administratorId: string; sessionId: string; origin: AuditOrigin; /** epoch milliseconds */ now: number }

/** Whether a session that begins now for this person is one of a break-glass account: marked, and still a standing owner. As a condition over `administrator p`. */
export const IS_BREAK_GLASS = Prisma.sql`(p.break_glass_at IS NOT NULL AND EXISTS (
  SELECT FROM role_grant g WHERE g.tenant_id = p.tenant_id AND g.administrator_id = p.id AND ${OWNS_STANDING}))`

/** A break-glass account was used: one open review, and every owner is told at once, whoever uses it included. Recorded by the caller. */
export async function noteBreakGlassUse(tx: Tx, { tenantId, administratorId, sessionId, origin, now }: Use): Promise<void> {
  const at = new Date(now)
  await tx.breakGlassUse.create({ data: { tenantId, administratorId, sessionId, usedAt: at, alarmedAt: at } })
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
  const user = await tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { givenName: true, familyName: true, email: true } })
  for (const owner of await listOwners({ tx, tenantId })) {
    await queueMail(tx, { tenantId, administratorId: owner.id, to: owner.email, now, letter: { name: 'break_glass_used', tenantName: tenant.name, recipientName: owner.name, person: `${personName(user)} (${user.email})`, address: origin.address } })
  }
  await announce(tx, { tenantId, topic: 'roles' })
}
