import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import { getSettingsForChange } from './data'

/** Changes what the sign-in page of the tenant says to everybody; empty takes it away. Call it under the tenant's lock. @throws AppError conflict */
export async function setSignInNotice({ tx, tenantId, record }: Work, { version, notice }: { version: number; notice: string }): Promise<{ version: number }> {
  const before = await getSettingsForChange(tx, tenantId, version)
  await tx.tenant.update({ where: { id: tenantId }, data: { signInNotice: notice, version: version + 1 } })
  record({ target: { type: 'tenant', id: tenantId }, before: { signInNotice: before.signInNotice }, after: { signInNotice: notice } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1 }
}
