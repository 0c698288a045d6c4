import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { enqueueLines } from './append-lines'
import type { ListRecord } from './data'
import { MOST_LINES } from './limits'

/** Stops a list after the line in hand. What was done stays done. @throws AppError wrong_state when it does not run */
export async function stopList({ tx, tenantId, record }: Work, { id, state }: ListRecord): Promise<void> {
  if (state !== 'running') throw new AppError('wrong_state', { sentence: 'This list is not being worked on.', reason: 'unchanged' })
  await tx.inviteList.update({ where: { tenantId_id: { tenantId, id } }, data: { state: 'stopped', stoppedBecause: null } })
  record({ target: { type: 'invite_list', id } })
}

/** Goes on with what waits, with the session that asks for it. @throws AppError wrong_state when it is not stopped */
export async function resumeList(work: Work, { id, state }: ListRecord): Promise<void> {
  const { tx, tenantId, actor, record } = work
  if (state !== 'stopped') throw new AppError('wrong_state', { sentence: 'This list is not stopped.', reason: 'unchanged' })
  await tx.inviteList.update({ where: { tenantId_id: { tenantId, id } }, data: { state: 'running', stoppedBecause: null, sessionId: actor.sessionId } })
  await enqueueLines(work, id, 1, MOST_LINES + 1)
  record({ target: { type: 'invite_list', id } })
}
