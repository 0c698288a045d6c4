import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import { getSettingsForChange } from './data'

/** Changes what the tenant is called on screen and in mails; its address stays. Call it under the tenant's lock. @throws AppError conflict */
export async function renameTenant({ tx, tenantId, record }: Work, { version, name }: { version: number; name: string }): Promise<{ version: number }> {
  const before = await getSettingsForChange(tx, tenantId, version)
  await tx.tenant.update({ where: { id: tenantId }, data: { name, version: version + 1 } })
  record({ target: { type: 'tenant', id: tenantId }, before: { name: before.name }, after: { name } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1 }
}
