import 'server-only'
import { hashToken } from '@/lib/crypto/tokens'
import type { Tx } from '@/lib/db/client'
import type { Renewal } from './next-reference'
import type { SessionFacts } from './session-facts'

interface Rotation {
  tenantId: string
  sessionId: string
  /** what the browser is given, once this is committed */
  renewal: Renewal
  /** epoch milliseconds */
  now: number
  /** the session has just proved who is there */
  fresh?: true
  /** by this second factor, or what stood for one: the session has used one from now on */
  factor?: 'totp' | 'passkey' | 'recovery_code'
  /** what it owed is done */
  settled?: true
}

/** Gives the session a new reference at a rise of privilege; the old one is nobody's from that moment (T22). */
export async function rotateSession(tx: Tx, { tenantId, sessionId, renewal, now, fresh, factor, settled }: Rotation): Promise<void> {
  await tx.session.update({
    where: { tenantId_id: { tenantId, id: sessionId } },
    data: { tokenHash: hashToken('session', renewal.next), referenceAt: new Date(now), ...(fresh || factor ? { freshFactorAt: new Date(now) } : {}), ...(factor ? { factorUsedAt: new Date(now), factorUsedKind: factor } : {}), ...(settled ? { owes: null } : {}) },
  })
  renewal.token = renewal.next
}

/**
 * The same where a role came into force since the session got its reference, because somebody else approved it or its time had come: whoever
 * knew the reference from before does not come by the power. One guarded update: of two at once one does it, and what the work in hand has
 * rotated or ended is left alone.
 */
export async function renewAfterRise(tx: Tx, { actor: { tenantId, now, inForce }, session: { id, referenceAt } }: SessionFacts, renewal: Renewal): Promise<void> {
  if (!inForce.some(({ activation }) => activation !== null && activation.startsAt > referenceAt)) return
  const renewed = await tx.$executeRaw`
    UPDATE session SET token_hash = ${hashToken('session', renewal.next)}, reference_at = ${new Date(now)}::timestamptz
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND ended_at IS NULL AND coalesce(reference_at, created_at) = ${new Date(referenceAt)}::timestamptz`
  if (renewed === 1) renewal.token = renewal.next
}

/** Says the reference again that an earlier try of the same submission gave to the session, where it still has it. */
export async function sayRenewalAgain(tx: Pick<Tx, 'session'>, { tenantId, sessionId }: Pick<Rotation, 'tenantId' | 'sessionId'>, renewal: Renewal): Promise<void> {
  if ((await tx.session.count({ where: { tenantId, id: sessionId, endedAt: null, tokenHash: hashToken('session', renewal.next) } })) === 1) renewal.token = renewal.next
}
