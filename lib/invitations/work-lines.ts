import 'server-only'
import { z } from 'zod'
import { failureOf } from '@/lib/actions/answer'
import type { Caller } from '@/lib/actions/perform'
import type { AuditOrigin } from '@/lib/audit/record'
import { open } from '@/lib/crypto/seal'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { ErrorCode } from '@/lib/errors/app-error'
import { sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { stepKey } from '@/lib/jobs/step-key'
import { announce } from '@/lib/live/announce'
import { inviteLine } from './invite-line'
import type { AccessValues } from './schema'

const Payload = z.object({ listId: z.uuid(), from: z.int(), to: z.int() })

interface Line { position: number; email: string; givenName: string; familyName: string }
type Outcome = { outcome: 'done' | 'refused' | 'failed'; sentence: string | null; administratorId: string | null }

/** Whoever sent the list may no longer send anything: the rest waits for them. */
const STOPS: Partial<Record<ErrorCode, string>> = {
  signed_out: 'Your session ended.',
  password_change_required: 'You owe a new password first.',
}

/**
 * Job: invites the people of a part of a list, one after another, each in a transaction of its own that decides anew. Cut off anywhere
 * it goes on where it was: a line that was done answers again what it answered.
 */
export async function inviteLines(job: LeasedJob, signal: AbortSignal): Promise<void> {
  const { listId, from, to } = Payload.parse(job.payload)
  const tenantId = job.tenantId!
  const origin = JSON.parse(open(job.sealed!, sealContext(tenantId, job.id))) as AuditOrigin
  let position = from
  for (;;) {
    signal.throwIfAborted()
    const list = await db().inviteList.findUnique({ where: { tenantId_id: { tenantId, id: listId } }, select: { state: true, access: true, startedById: true, sessionId: true } })
    const line = list?.state === 'running' && (await db().inviteLine.findFirst({ where: { tenantId, listId, outcome: 'waiting', position: { gte: position, lt: to } }, orderBy: { position: 'asc' } }))
    if (!list || !line) break
    const caller = { tenantId, administratorId: list.startedById, sessionId: list.sessionId }
    const outcome = await inviteOne({ caller, listId, line, access: list.access as unknown as AccessValues, origin })
    if (typeof outcome === 'string') return stop(tenantId, listId, outcome)
    await note(tenantId, listId, line.position, outcome)
    position = line.position + 1
  }
  await finish(tenantId, listId)
}

/** Somebody may have removed the person again by now. */
async function note(tenantId: string, listId: string, position: number, { outcome, sentence, administratorId }: Outcome): Promise<void> {
  await db().$executeRaw`
    UPDATE invite_line SET outcome = ${outcome}::bulk_outcome, sentence = ${sentence}, administrator_id = (SELECT a.id FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid)
    WHERE tenant_id = ${tenantId}::uuid AND list_id = ${listId}::uuid AND position = ${position} AND outcome = 'waiting'`
}

interface OneLine { caller: Caller; listId: string; line: Line; access: AccessValues; origin: AuditOrigin }

/** @returns what became of the line, or why the whole list stops @throws what may be better at the next try */
async function inviteOne({ caller, listId, line, access, origin }: OneLine): Promise<Outcome | string> {
  const { email, givenName, familyName, position } = line
  try {
    const { administratorId } = await inviteLine.perform(caller, { ...access, email, givenName, familyName }, origin, true, stepKey(listId, position))
    return { outcome: 'done', sentence: null, administratorId }
  } catch (error) {
    const failure = failureOf(error, 'invite-lines')
    const stopped = STOPS[failure.code]
    if (stopped !== undefined) return stopped
    if (failure.code === 'busy') throw error
    const existing = failure.details?.administratorId
    return {
      outcome: failure.code === 'internal' ? 'failed' : 'refused',
      sentence: [...new Set(Object.values(failure.fields ?? {}))].join(' ') || failure.sentence,
      administratorId: typeof existing === 'string' ? existing : null,
    }
  }
}

async function stop(tenantId: string, listId: string, because: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.inviteList.updateMany({ where: { tenantId, id: listId, state: 'running' }, data: { state: 'stopped', stoppedBecause: because } })
    await announce(tx, { tenantId, topic: 'administrators' })
  })
}

/** The list's row is locked, so that a part that is just being added is not missed. */
async function finish(tenantId: string, listId: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM invite_list WHERE tenant_id = ${tenantId}::uuid AND id = ${listId}::uuid FOR UPDATE`
    if (await tx.inviteLine.findFirst({ where: { tenantId, listId, outcome: 'waiting' }, select: { position: true } })) return
    await tx.inviteList.updateMany({ where: { tenantId, id: listId, state: 'running' }, data: { state: 'done', finishedAt: new Date(await readClock(tx)) } })
  })
}
