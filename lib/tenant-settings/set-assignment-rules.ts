import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { getSettingsForChange } from './data'

/**
 * Narrows who grants, changes and ends Client Admin to the owners, or lets Client Admins do it again. It counts from the next request
 * of everybody. Call it under the tenant's lock.
 * @throws AppError conflict, wrong_state when it is so already
 */
export async function setAssignmentRules({ tx, tenantId, record }: Work, { version, onlyOwnersAssignClientAdmin }: { version: number; onlyOwnersAssignClientAdmin: boolean }): Promise<{ version: number }> {
  const before = await getSettingsForChange(tx, tenantId, version)
  if (before.onlyOwnersAssignClientAdmin === onlyOwnersAssignClientAdmin) throw new AppError('wrong_state', { sentence: 'It is set like this already.', reason: 'unchanged' })
  await tx.tenant.update({ where: { id: tenantId }, data: { onlyOwnersAssignClientAdmin, version: version + 1 } })
  record({ target: { type: 'tenant', id: tenantId }, before: { onlyOwnersAssignClientAdmin: before.onlyOwnersAssignClientAdmin }, after: { onlyOwnersAssignClientAdmin } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1 }
}
