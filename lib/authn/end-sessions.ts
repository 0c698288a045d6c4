import 'server-only'
import type { Tx } from '@/lib/db/client'
import { announce } from '@/lib/live/announce'

export type SessionEndReason = 'signed_out' | 'revoked' | 'status_changed' | 'password_changed' | 'password_reset' | 'address_changed' | 'factors_changed' | 'factors_reset'

interface Ending {
  tenantId: string
  administratorId: string
  reason: SessionEndReason
  /** epoch milliseconds */
  now: number
  /** a session that goes on: the one that acts */
  except?: string
}

/**
 * Ends every running session of a person in the transaction that gives the reason, and tells their open tabs when it commits.
 * The next request with such a session's cookie is a stranger's (T20).
 * @returns how many ended
 */
export async function endSessions(tx: Tx, { tenantId, administratorId, reason, now, except }: Ending): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { tenantId, administratorId, endedAt: null, ...(except === undefined ? {} : { id: { not: except } }) },
    data: { endedAt: new Date(now), endReason: reason },
  })
  if (count > 0) await announce(tx, { tenantId, topic: 'sessions', administratorId })
  return count
}

/** Ends one running session of a person. @returns whether it was running */
export async function endSession(tx: Tx, sessionId: string, { tenantId, administratorId, reason, now }: Omit<Ending, 'except'>): Promise<boolean> {
  const { count } = await tx.session.updateMany({ where: { tenantId, administratorId, id: sessionId, endedAt: null }, data: { endedAt: new Date(now), endReason: reason } })
  if (count > 0) await announce(tx, { tenantId, topic: 'sessions', administratorId })
  return count > 0
}
