import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { aboutLimits, asColumns, getSessionImpact, getSessionPolicyForChange, withinLimits } from './data'
import type { SessionPolicyValues } from './schema'

/**
 * Changes how long sessions last. Shorter limits bind the ones that run, at once; longer ones bring nothing back: what is over, by the
 * limits until now or by the new ones, is written down as over in the same transaction. Call it under the tenant's lock.
 * @param previewed what stands for the preview of exactly these limits
 * @returns how many of those that ran ended by it
 * @throws AppError conflict with what stands there now, or with what the limits would do now; wrong_state when it is so already
 */
export async function setSessionPolicy({ tx, tenantId, actor, now, record }: Work, { version, previewed }: { version: number; previewed: string }, limits: SessionPolicyValues): Promise<{ version: number; ended: number }> {
  const before = await getSessionPolicyForChange(tx, tenantId, version)
  const { idleMinutes, absoluteHours } = limits
  if (before.idleMinutes === idleMinutes && before.absoluteHours === absoluteHours) throw new AppError('wrong_state', { sentence: 'It is set like this already.', reason: 'unchanged' })
  const { running: _, ...stated } = await getSessionImpact(tx, { tenantId, sessionId: actor.sessionId, now }, limits)
  refuseOtherPreview(previewed, aboutLimits(limits), stated)
  await tx.tenant.update({ where: { id: tenantId }, data: { ...asColumns(limits), sessionPolicyVersion: version + 1 } })
  await tx.$executeRaw`UPDATE session s SET ended_at = ${new Date(now)}, end_reason = 'expired' WHERE s.tenant_id = ${tenantId}::uuid AND s.ended_at IS NULL AND NOT ${withinLimits(before, now)}`
  const ended = await tx.$executeRaw`UPDATE session s SET ended_at = ${new Date(now)}, end_reason = 'expired' WHERE s.tenant_id = ${tenantId}::uuid AND s.ended_at IS NULL AND NOT ${withinLimits(limits, now)}`
  record({ target: { type: 'tenant', id: tenantId }, before: { idleMinutes: before.idleMinutes, absoluteHours: before.absoluteHours }, after: { idleMinutes, absoluteHours, sessionsEnded: ended } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1, ended }
}
