import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { BulkChange } from './bulk-change'
import { BulkChangeInput } from './bulk-schema'
import { enqueueRun, refuseUnlessHeld } from './start-bulk'

export interface RunRecord {
  id: string
  state: 'running' | 'stopped' | 'done'
  change: BulkChange
}

/** One's own run, locked. @throws AppError not_found for a run of somebody else */
export async function getRunForChange(tx: Tx, { tenantId, administratorId }: Actor, runId: string): Promise<RunRecord> {
  await tx.$queryRaw`SELECT 1 FROM bulk_run WHERE tenant_id = ${tenantId}::uuid AND id = ${runId}::uuid FOR UPDATE`
  const run = await tx.bulkRun.findUnique({ where: { tenantId_id: { tenantId, id: runId } }, select: { id: true, state: true, startedById: true, input: true } })
  if (run?.startedById !== administratorId) throw new AppError('not_found')
  return { id: run.id, state: run.state, change: changeOfRun(run.input) }
}

/** @returns the change a run was started with; what else is written there is for the eyes */
export function changeOfRun(input: unknown): BulkChange {
  const { placeName: _shown, ...change } = input as BulkChange & { placeName?: string | null }
  return BulkChangeInput.parse(change)
}

/** Stops after the person in hand. What was done stays done. @throws AppError wrong_state when it does not run */
export async function stopBulk({ tx, tenantId, record }: Work, { id, state }: RunRecord): Promise<void> {
  if (state !== 'running') throw new AppError('wrong_state', { sentence: 'This change is not being worked on.', reason: 'unchanged' })
  await tx.bulkRun.update({ where: { tenantId_id: { tenantId, id } }, data: { state: 'stopped', stoppedBecause: null } })
  record({ target: { type: 'bulk_run', id } })
}

/** Goes on with those who wait, with the session that asks for it. @throws AppError wrong_state when it is not stopped, forbidden, step_up_required */
export async function resumeBulk(work: Work, { id, state, change }: RunRecord): Promise<void> {
  const { tx, tenantId, actor, record } = work
  refuseUnlessHeld(work, change)
  if (state !== 'stopped') throw new AppError('wrong_state', { sentence: 'This change is not stopped.', reason: 'unchanged' })
  await tx.bulkRun.update({ where: { tenantId_id: { tenantId, id } }, data: { state: 'running', stoppedBecause: null, sessionId: actor.sessionId } })
  await enqueueRun(work, id)
  record({ target: { type: 'bulk_run', id } })
}
