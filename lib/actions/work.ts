import type { AuditEventName } from '@/lib/audit/event-names'
import type { AuditDetail, AuditEvent, AuditOrigin } from '@/lib/audit/record'
import type { Renewal } from '@/lib/authn/next-reference'
import type { SessionFacts } from '@/lib/authn/session-facts'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'

/** One event of the work in hand; tenant, actor, origin and outcome are known already. */
export interface WorkEntry {
  /** defaults to the event of the action's declaration */
  action?: AuditEventName
  target?: { type: string; id: string }
  affectedId?: string
  workspaceId?: string
  organizationId?: string
  before?: AuditDetail
  after?: AuditDetail
}

/** What an operation receives: the open transaction, who acts (re-read inside it), and the moment. */
export interface Work {
  tx: Tx
  actor: Actor
  facts: SessionFacts
  tenantId: string
  /** epoch milliseconds of the database's clock, read after the locks */
  now: number
  origin: AuditOrigin
  /** the activation that all of it is done under; null where standing grants allow it. Known to the door once it has decided */
  activationId: string | null
  /** the next reference of the session that does it, for rotateSession() */
  renewal: Renewal
  /** Says what was done; written last, in the same transaction. */
  record: (entry: WorkEntry) => void
}

/** @returns a full event of what an actor did, from where, with the roles in force and the activation it was done under */
export function eventOf(actor: Actor, origin: AuditOrigin, action: AuditEventName, entry: WorkEntry, activationId: string | null = null): AuditEvent {
  return {
    ...entry,
    tenantId: actor.tenantId,
    actor: { kind: 'administrator', administratorId: actor.administratorId, sessionId: actor.sessionId, roles: [...new Set(actor.inForce.map(({ role }) => role))], activationId },
    action: entry.action ?? action,
    outcome: 'done',
    origin: actor.breakGlass ? { ...origin, breakGlass: true } : origin,
  }
}
