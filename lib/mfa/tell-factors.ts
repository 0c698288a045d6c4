import 'server-only'
import type { Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import type { FactorChange } from '@/lib/mail/letters'
import { queueMail } from '@/lib/mail/queue-mail'

interface About { tenantId: string; administratorId: string; now: number }

/** Tells the person what changed about their second factors, at their address. @param now epoch milliseconds */
export async function tellFactorChange(tx: Tx, { tenantId, administratorId, now }: About, change: FactorChange): Promise<void> {
  const person = await tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { email: true, givenName: true, familyName: true } })
  const { name: tenantName } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
  await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'factor_changed', tenantName, recipientName: personName(person), change } })
}
