import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { asColumns, getBruteForceForChange } from './data'
import type { BruteForceValues } from './schema'

/**
 * Changes after how many failures a pair of account and address is refused, and for how long. It counts from the next attempt; who is
 * refused already keeps the time they were given. Call it under the tenant's lock.
 * @throws AppError conflict with what stands there now; wrong_state when it is so already
 */
export async function setBruteForce({ tx, tenantId, record }: Work, version: number, { failures, lockMinutes }: BruteForceValues): Promise<{ version: number }> {
  const before = await getBruteForceForChange(tx, tenantId, version)
  if (before.failures === failures && before.lockMinutes === lockMinutes) throw new AppError('wrong_state', { sentence: 'It is set like this already.', reason: 'unchanged' })
  await tx.tenant.update({ where: { id: tenantId }, data: { ...asColumns({ failures, lockMinutes }), bruteForceVersion: version + 1 } })
  record({ target: { type: 'tenant', id: tenantId }, before: { failures: before.failures, lockMinutes: before.lockMinutes }, after: { failures, lockMinutes } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1 }
}
