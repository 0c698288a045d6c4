import 'server-only'
import { hashToken } from '@/lib/crypto/tokens'
import type { Tx } from '@/lib/db/client'

interface Rotation {
  tenantId: string
  sessionId: string
  /** of newToken('session'); goes into the cookie once this is committed */
  token: string
  /** epoch milliseconds */
  now: number
  /** the session has just proved who is there */
  fresh?: true
  /** what it owed is done */
  settled?: true
}

/** Gives the session a new reference at a rise of privilege; the old one is nobody's from that moment (T22). */
export async function rotateSession(tx: Tx, { tenantId, sessionId, token, now, fresh, settled }: Rotation): Promise<void> {
  await tx.session.update({
    where: { tenantId_id: { tenantId, id: sessionId } },
    data: { tokenHash: hashToken('session', token), ...(fresh ? { freshFactorAt: new Date(now) } : {}), ...(settled ? { owes: null } : {}) },
  })
}
