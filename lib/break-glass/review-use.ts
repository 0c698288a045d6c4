import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'

export interface UseRecord { id: string; administratorId: string; reviewedAt: Date | null }

/** @throws AppError not_found for another tenant's */
export async function getUseForReview(tx: Tx, tenantId: string, useId: string): Promise<UseRecord> {
  const found = await tx.breakGlassUse.findUnique({ where: { tenantId_id: { tenantId, id: useId } }, select: { id: true, administratorId: true, reviewedAt: true } })
  if (!found) throw new AppError('not_found')
  return found
}

/** Closes the review of one use, once. @throws AppError forbidden for one's own use; wrong_state where another was quicker */
export async function reviewUse({ tx, tenantId, now, actor, record }: Work, use: UseRecord, finding: string): Promise<void> {
  if (use.administratorId === actor.administratorId) throw new AppError('forbidden', { reason: 'yourself', sentence: 'You used this account yourself. Another Client Owner reviews it.' })
  const { count } = await tx.breakGlassUse.updateMany({ where: { tenantId, id: use.id, reviewedAt: null }, data: { reviewedAt: new Date(now), reviewedById: actor.administratorId, finding } })
  if (count !== 1) throw new AppError('wrong_state', { reason: 'reviewed', sentence: 'Somebody else has reviewed this use already.' })
  record({ target: { type: 'break-glass-use', id: use.id }, affectedId: use.administratorId, after: { finding } })
  await announce(tx, { tenantId, topic: 'roles' })
}
