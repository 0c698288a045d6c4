import 'server-only'
import { recordAudit, type AuditEvent, type AuditOrigin } from '@/lib/audit/record'
import type { AuditEventName } from '@/lib/audit/event-names'
import { rereadSession, type SessionFacts } from '@/lib/authn/session-facts'
import type { Tx } from '@/lib/db/client'
import { lockTenant, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { claimSubmission, keepResult } from './idempotency'
import { eventOf, type Work, type WorkEntry } from './work'

/** Whose session it is; everything else about them is read again inside the transaction. */
export interface Caller {
  tenantId: string
  administratorId: string
  sessionId: string
}

interface Performance<T> {
  name: string
  audit: AuditEventName
  lock: boolean
  whileOwing?: boolean
  input: unknown
  key?: string | undefined
  origin: AuditOrigin
  caller: Caller
  /** loads, decides and does it; what it throws undoes everything */
  act: (work: Work) => Promise<T>
}

export function callerOf(facts: SessionFacts): Caller {
  return { tenantId: facts.tenant.id, administratorId: facts.actor.administratorId, sessionId: facts.session.id }
}

/**
 * One change: lock, re-read who acts and the clock, decide and do, then the audit (the chain's lock last), all in one
 * transaction that holds or leaves nothing.
 * @throws AppError as the guard or the operation refuses
 */
export async function perform<T>(performance: Performance<T>): Promise<T> {
  const { caller, key, name, input } = performance
  return transaction(async (tx) => {
    const submission = key === undefined ? null : { scope: caller.sessionId, key, action: name, input }
    const earlier = submission && (await claimSubmission(tx, submission))
    if (earlier) return earlier.result as T
    if (performance.lock) await lockTenant(tx, caller.tenantId)
    const facts = await rereadSession(tx, caller.tenantId, caller.sessionId, caller.administratorId)
    if (!facts) throw new AppError('signed_out')
    if (facts.owes && !performance.whileOwing) throw new AppError('password_change_required')
    return performAs(tx, facts, performance, submission)
  })
}

async function performAs<T>(tx: Tx, facts: SessionFacts, { act, audit, origin, name }: Performance<T>, submission: Parameters<typeof keepResult>[1] | null): Promise<T> {
  const { actor } = facts
  const events: AuditEvent[] = []
  const record = (entry: WorkEntry) => void events.push(eventOf(actor, origin, audit, entry))
  const data = await act({ tx, actor, facts, tenantId: actor.tenantId, now: actor.now, origin, record })
  if (submission) await keepResult(tx, submission, data)
  // No change without its event: an operation that says nothing has not been finished.
  if (events.length === 0) throw new Error(`${name} recorded nothing`)
  await recordAudit(tx, events)
  return data
}
