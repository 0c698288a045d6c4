import { findSession, type SessionFacts } from '@/lib/authn/session-facts'
import { newToken } from '@/lib/crypto/tokens'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'

/** A second factor straight in the database, unless there is one: enrolled, and of no use for anything that opens it. */
export async function plantFactor({ tenantId, administratorId, now }: { tenantId: string; administratorId: string; now: Date }): Promise<void> {
  if ((await db().secondFactor.count({ where: { tenantId, administratorId, confirmedAt: { not: null } } })) > 0) return
  await db().secondFactor.create({ data: { tenantId, administratorId, kind: 'totp', name: 'Planted', createdAt: now, confirmedAt: now, secretSealed: 'planted' } })
}

/**
 * A session straight in the database, for tests that are not about signing in.
 * @param emailKey the person's canonical address
 * @param factor whether they proved who they are just now, by a second factor too (enrolled if it was not)
 */
export async function signInAs(emailKey: string, { factor = true } = {}): Promise<{ token: string; facts: SessionFacts }> {
  const { tenantId, id: administratorId } = await db().administrator.findFirstOrThrow({ where: { emailKey }, select: { tenantId: true, id: true } })
  const { token, hash } = newToken('session')
  const now = new Date(await transaction(readClock))
  const proved = factor ? { factorUsedAt: now, factorUsedKind: 'totp', freshFactorAt: now } : {}
  if (factor) await plantFactor({ tenantId, administratorId, now })
  await db().session.create({ data: { tenantId, administratorId, tokenHash: hash, createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + 3_600_000), ...proved } })
  const facts = await findSession(token, { touch: false })
  if (!facts) throw new Error(`${emailKey} has no session that counts`)
  return { token, facts }
}
