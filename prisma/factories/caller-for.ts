import type { Caller } from '@/lib/actions/perform'
import { newToken } from '@/lib/crypto/tokens'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'

export const TEST_ORIGIN = { requestId: 'test', address: '192.0.2.1', userAgent: 'test' }

/** @returns a person signed in with a fresh factor, as a guarded action knows them */
export async function callerFor(emailKey: string): Promise<Caller> {
  return (await signedInFor(emailKey)).caller
}

/** The same with the session's token, for asking findSession() what they may do now. */
export async function signedInFor(emailKey: string): Promise<{ caller: Caller; token: string }> {
  const { tenantId, id: administratorId } = await db().administrator.findFirstOrThrow({ where: { emailKey }, select: { tenantId: true, id: true } })
  const now = new Date(await transaction(readClock))
  const { token, hash } = newToken('session')
  const { id: sessionId } = await db().session.create({
    data: { tenantId, administratorId, tokenHash: hash, createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + 3_600_000), freshFactorAt: now },
  })
  return { caller: { tenantId, administratorId, sessionId }, token }
}
