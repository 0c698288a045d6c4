import 'server-only'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import type { AuditEventName } from '@/lib/audit/event-names'
import { newRenewal, type Renewal } from '@/lib/authn/next-reference'
import { renewAfterRise, sayRenewalAgain } from '@/lib/authn/rotate-session'
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
  /** the answer holds a secret that nobody can read again */
  secret?: boolean
  input: unknown
  key?: string | undefined
  origin: AuditOrigin
  caller: Caller
  /** for a browser: what it is to keep as its cookie, where the work renews the session's reference */
  renewal?: Renewal | undefined
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
  const { caller, key, name, input, renewal = newRenewal() } = performance
  return transaction(async (tx) => {
    // A try before this one left nothing.
    renewal.token = null
    const submission = key === undefined ? null : { scope: caller.sessionId, key, action: name, input, secret: performance.secret ?? false }
    const earlier = submission && (await claimSubmission(tx, submission))
    if (earlier) {
      await sayRenewalAgain(tx, caller, renewal)
      return earlier.result as T
    }
    if (performance.lock) await lockTenant(tx, caller.tenantId)
    const facts = await rereadSession(tx, caller.tenantId, caller.sessionId, caller.administratorId)
    if (!facts) throw new AppError('signed_out')
    if (facts.owes && !performance.whileOwing) throw new AppError('password_change_required')
    return performAs(tx, facts, { ...performance, renewal }, submission)
  })
}

async function performAs<T>(tx: Tx, facts: SessionFacts, { act, audit, origin, name, renewal }: Performance<T> & { renewal: Renewal }, submission: Parameters<typeof keepResult>[1] | null): Promise<T> {
  const { actor } = facts
  const entries: WorkEntry[] = []
  const work: Work = { tx, actor, facts, tenantId: actor.tenantId, now: actor.now, origin, activationId: null, renewal, record: (entry) => void entries.push(entry) }
  const data = await act(work)
  await renewAfterRise(tx, facts, renewal)
  if (submission) await keepResult(tx, submission, data)
  // No change without its event: an operation that says nothing has not been finished.
  if (entries.length === 0) throw new Error(`${name} recorded nothing`)
  await recordAudit(tx, entries.map((entry) => eventOf(actor, origin, audit, entry, work.activationId)))
  return data
}
