import 'server-only'
import { z } from 'zod'
import { failureOf } from '@/lib/actions/answer'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import type { AuditOrigin } from '@/lib/audit/record'
import { open } from '@/lib/crypto/seal'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { ErrorCode, Failure } from '@/lib/errors/app-error'
import { assignListed } from '@/lib/grants/assign-listed'
import { resendListed } from '@/lib/invitations/resend-listed'
import { sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { stepKey } from '@/lib/jobs/step-key'
import { announce } from '@/lib/live/announce'
import { restore, setStatus } from './actions'
import { STATUS_OF, type BulkChange } from './bulk-change'
import { changeOfRun } from './stop-bulk'

const Payload = z.object({ runId: z.uuid() })

interface Outcome { outcome: 'done' | 'unchanged' | 'refused' | 'failed'; code: string | null; sentence: string | null }
interface OnePerson { caller: Caller; change: BulkChange; administratorId: string; origin: AuditOrigin; key: string }

/** Whoever started it may no longer do anything: the rest waits for them. */
const STOPS: Partial<Record<ErrorCode, string>> = {
  signed_out: 'Your session ended.',
  password_change_required: 'You owe a new password first.',
}

/**
 * Job: changes the people of a run, one after another, each in a transaction of its own that decides anew. Cut off anywhere it goes on
 * where it was: one who was changed answers again what was answered.
 */
export async function workBulk(job: LeasedJob, signal: AbortSignal): Promise<void> {
  const { runId } = Payload.parse(job.payload)
  const tenantId = job.tenantId!
  const origin = JSON.parse(open(job.sealed!, sealContext(tenantId, job.id))) as AuditOrigin
  for (;;) {
    signal.throwIfAborted()
    const run = await db().bulkRun.findUnique({ where: { tenantId_id: { tenantId, id: runId } }, select: { state: true, input: true, startedById: true, sessionId: true } })
    if (run?.state !== 'running') return
    const item = await db().bulkItem.findFirst({ where: { tenantId, runId, outcome: 'waiting' }, orderBy: { position: 'asc' }, select: { administratorId: true } })
    if (!item) return finish(tenantId, runId)
    const caller = { tenantId, administratorId: run.startedById, sessionId: run.sessionId }
    const { administratorId } = item
    const outcome = await changeOne({ caller, change: changeOfRun(run.input), administratorId, origin, key: stepKey(runId, administratorId) })
    if (typeof outcome === 'string') return stop(tenantId, runId, outcome)
    await db().bulkItem.updateMany({ where: { tenantId, runId, administratorId, outcome: 'waiting' }, data: outcome })
  }
}

/** @returns what became of the person, or why the whole run stops @throws what may be better at the next try */
async function changeOne(one: OnePerson): Promise<Outcome | string> {
  try {
    return { outcome: 'done', code: null, sentence: await perform(one) }
  } catch (error) {
    const failure = failureOf(error, 'bulk-run')
    const stopped = STOPS[failure.code]
    if (stopped !== undefined) return stopped
    if (failure.code === 'busy') throw error
    return refusalOf(failure)
  }
}

/** @returns what whoever started it should still know, or null */
async function perform({ caller, change, administratorId, origin, key }: OnePerson): Promise<string | null> {
  const as = [origin, true, key] as const
  if (change.act === 'restore') {
    const { undecided } = await performableOf(restore).perform(caller, { administratorId }, ...as)
    return undecided === 0 ? null : `${undecided === 1 ? 'One role waits' : `${undecided} roles wait`} for a yes or no on the Roles tab.`
  }
  if (change.act === 'resend') await resendListed.perform(caller, { administratorId }, ...as)
  else if (change.act === 'assign') await assignListed.perform(caller, { administratorId, role: change.role, scope: change.scope, kind: change.kind }, ...as)
  else await performableOf(setStatus).perform(caller, { administratorId, status: STATUS_OF[change.act] }, ...as)
  return null
}

function refusalOf({ code, reason, sentence, fields }: Failure): Outcome {
  const words = [...new Set(Object.values(fields ?? {}))].join(' ') || sentence
  const outcome = code === 'internal' ? 'failed' : reason === 'unchanged' || reason === 'overlap' ? 'unchanged' : 'refused'
  return { outcome, code: reason ?? code, sentence: words }
}

async function stop(tenantId: string, runId: string, because: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.bulkRun.updateMany({ where: { tenantId, id: runId, state: 'running' }, data: { state: 'stopped', stoppedBecause: because } })
    await announce(tx, { tenantId, topic: 'bulk' })
  })
}

async function finish(tenantId: string, runId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.bulkRun.updateMany({ where: { tenantId, id: runId, state: 'running' }, data: { state: 'done', finishedAt: new Date(await readClock(tx)) } })
    await announce(tx, { tenantId, topic: 'bulk' })
  })
}
