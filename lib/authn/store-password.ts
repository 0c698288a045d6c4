import 'server-only'
import type { Tx } from '@/lib/db/client'
import { voidLinks } from './link-tokens'
import type { StoredPassword } from './password-hash'

interface Storing {
  tenantId: string
  administratorId: string
  stored: StoredPassword
  /** epoch milliseconds */
  now: number
}

/** The longest history a policy can ask for. */
const KEPT = 24

/**
 * Makes it the person's password, usable again whatever it was before, remembers it in the history, and ends reset links that
 * are still on their way. Ending sessions and resetting counters is the caller's.
 */
export async function storePassword(tx: Tx, { tenantId, administratorId, stored, now }: Storing): Promise<void> {
  const values = { hash: stored.hash, pepperKeyId: stored.pepperKeyId, state: 'usable' as const, changedAt: new Date(now) }
  await tx.passwordCredential.upsert({
    where: { tenantId_administratorId: { tenantId, administratorId } },
    create: { tenantId, administratorId, ...values },
    update: values,
  })
  await tx.passwordHistory.create({ data: { tenantId, administratorId, hash: stored.hash, pepperKeyId: stored.pepperKeyId, createdAt: new Date(now) } })
  await tx.$executeRaw`
    DELETE FROM password_history WHERE (tenant_id, id) IN (
      SELECT tenant_id, id FROM password_history WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid
      ORDER BY created_at DESC, id OFFSET ${KEPT})`
  await voidLinks(tx, { purpose: 'password_reset', tenantId, administratorId, now })
}

/** Stores the same password at today's cost and with today's key; nothing about it has changed. */
export async function restorePassword(tx: Tx, { tenantId, administratorId, stored, from }: Omit<Storing, 'now'> & { from: string }): Promise<boolean> {
  const { count } = await tx.passwordCredential.updateMany({ where: { tenantId, administratorId, hash: from }, data: { hash: stored.hash, pepperKeyId: stored.pepperKeyId } })
  return count === 1
}
