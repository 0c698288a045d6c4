import 'server-only'
import type { AuditEventName } from '@/lib/audit/event-names'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import type { Actor } from '@/lib/authz/grants'
import { transaction } from '@/lib/db/transaction'
import { AppError, type ErrorCode } from '@/lib/errors/app-error'
import { isUnavailable } from '@/lib/errors/database-failure'
import { logBug } from '@/lib/log'
import { eventOf, type WorkEntry } from './work'

/** Refusals that matter: somebody tried what they may not, or what would harm the tenant. Typing errors are not events. */
const RECORDED: ReadonlySet<ErrorCode> = new Set(['forbidden', 'step_up_required', 'last_owner', 'not_found', 'password_change_required', 'too_many', 'wrong_code'])

/** Writes what was refused, or failed by a fault of ours, in a transaction of its own. A failure to write it never hides the refusal. */
export async function recordRefusal(error: unknown, actor: Actor, origin: AuditOrigin, audit: AuditEventName, about: WorkEntry): Promise<void> {
  const known = error instanceof AppError ? error : null
  if (known ? !RECORDED.has(known.code) : isUnavailable(error)) return
  const event = { ...eventOf(actor, origin, audit, about), outcome: known ? ('refused' as const) : ('failed' as const), reason: known ? (known.failure.reason ?? known.code) : 'internal' }
  try {
    await transaction(async (tx) => recordAudit(tx, [event]))
  } catch (failure) {
    logBug(failure, 'record-refusal')
  }
}
