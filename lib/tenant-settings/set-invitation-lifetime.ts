import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { getSettingsForChange } from './data'

/**
 * Changes how long the link of an invitation works; one that was sent keeps its time. Call it under the tenant's lock.
 * @throws AppError conflict, wrong_state when it is so already
 */
export async function setInvitationLifetime({ tx, tenantId, record }: Work, { version, hours }: { version: number; hours: number }): Promise<{ version: number }> {
  const before = await getSettingsForChange(tx, tenantId, version)
  const invitationLifetimeSeconds = hours * 3600
  if (before.invitationLifetimeSeconds === invitationLifetimeSeconds) throw new AppError('wrong_state', { sentence: 'It is set like this already.', reason: 'unchanged' })
  await tx.tenant.update({ where: { id: tenantId }, data: { invitationLifetimeSeconds, version: version + 1 } })
  record({ target: { type: 'tenant', id: tenantId }, before: { invitationLifetimeSeconds: before.invitationLifetimeSeconds }, after: { invitationLifetimeSeconds } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1 }
}
