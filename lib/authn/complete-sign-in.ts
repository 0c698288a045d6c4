import 'server-only'
import { eventOf } from '@/lib/actions/work'
import type { AuditEvent, AuditOrigin } from '@/lib/audit/record'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import type { Tx } from '@/lib/db/client'
import { readClock } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { rereadSession, type SessionFacts } from './session-facts'

interface SigningIn {
  tenantId: string
  administratorId: string
  origin: AuditOrigin
  /** the cookie's token this browser had before: that session ends (T22) */
  replaces?: string | undefined
}

export interface SignedInSession {
  /** for the cookie; only its hash is stored */
  token: string
  facts: SessionFacts
  /** to be recorded last in the same transaction */
  event: AuditEvent
}

/**
 * The one place where a session begins, whatever proved the person: a new reference, what the session still owes, the last
 * sign-in, and grants made from within a place seen at last.
 * @throws AppError wrong_credentials when the person is not active, as for a wrong password
 */
export async function completeSignIn(tx: Tx, { tenantId, administratorId, origin, replaces }: SigningIn): Promise<SignedInSession> {
  await tx.$queryRaw`SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR NO KEY UPDATE`
  const person = await tx.administrator.findUnique({
    where: { tenantId_id: { tenantId, id: administratorId } },
    select: { status: true, factorEnrolledAt: true, passwordCredential: { select: { state: true } }, pool: { select: { tenant: { select: { absoluteTimeoutSeconds: true } } } } },
  })
  if (person?.status !== 'active') throw new AppError('wrong_credentials')
  const now = await readClock(tx)
  const at = new Date(now)
  const { token, hash } = newToken('session')
  if (replaces !== undefined) await tx.session.updateMany({ where: { tokenHash: hashToken('session', replaces), endedAt: null }, data: { endedAt: at, endReason: 'replaced' } })
  const { id } = await tx.session.create({
    data: {
      tenantId, administratorId, tokenHash: hash, createdAt: at, lastSeenAt: at,
      expiresAt: new Date(now + person.pool.tenant.absoluteTimeoutSeconds * 1000),
      // Where a second factor is enrolled, the password alone is no fresh proof.
      freshFactorAt: person.factorEnrolledAt === null ? at : null,
      owes: person.passwordCredential?.state === 'must_change' ? 'new_password' : null,
      address: origin.address, userAgent: origin.userAgent,
    },
    select: { id: true },
  })
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { lastSignInAt: at } })
  await tx.roleGrant.updateMany({ where: { tenantId, administratorId, seenAt: null, revokedAt: null }, data: { seenAt: at } })
  const facts = await rereadSession(tx, tenantId, id, administratorId)
  if (!facts) throw new AppError('wrong_credentials')
  return { token, facts, event: eventOf(facts.actor, origin, 'session.started', { target: { type: 'session', id } }) }
}
