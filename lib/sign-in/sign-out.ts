import 'server-only'
import { eventOf } from '@/lib/actions/work'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { endSession } from '@/lib/authn/end-sessions'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { readClock, transaction } from '@/lib/db/transaction'
import { logBug } from '@/lib/log'

/**
 * Ends the session. Never throws: whoever wants to leave can, also when nothing can be recorded or the database is away; the
 * browser forgets its cookie in any case.
 */
export async function signOut({ actor, tenant, session }: SessionFacts, origin: AuditOrigin): Promise<void> {
  const { administratorId } = actor
  const end = async (recorded: boolean) =>
    transaction(async (tx) => {
      if (!(await endSession(tx, session.id, { tenantId: tenant.id, administratorId, reason: 'signed_out', now: await readClock(tx) }))) return
      if (recorded) await recordAudit(tx, [eventOf(actor, origin, 'session.ended', { target: { type: 'session', id: session.id }, affectedId: administratorId })])
    })
  try {
    await end(true)
  } catch (error) {
    logBug(error, 'public:sign-out')
    await end(false).catch((again: unknown) => logBug(again, 'public:sign-out'))
  }
}
