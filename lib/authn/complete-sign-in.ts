import 'server-only'
import { eventOf } from '@/lib/actions/work'
import type { AuditEvent, AuditOrigin } from '@/lib/audit/record'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { PasswordState } from './find-account'
import { isStillPassword, type Proof } from './prove-password'
import { beginSession, type SessionFacts } from './session-facts'
import { forgettingFailures } from './sign-in-attempts'

interface SigningIn {
  tenantId: string
  administratorId: string
  origin: AuditOrigin
  /** the password it was, if it was one: it must still stand, and its failures are forgotten */
  proof?: Proof
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
 * @throws AppError wrong_credentials when the person is not active or the password no longer stands, as for a wrong password
 */
export async function completeSignIn(tx: Tx, { tenantId, administratorId, origin, proof, replaces }: SigningIn): Promise<SignedInSession> {
  const person = await holdPerson(tx, tenantId, administratorId)
  if (person?.status !== 'active' || (proof && !isStillPassword(proof.comparedHash, person))) throw new AppError('wrong_credentials')
  const { token, hash } = newToken('session')
  const facts = await beginSession(tx, Prisma.sql`
    person AS (
      UPDATE administrator SET last_sign_in_at = clock.now FROM clock WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid
      RETURNING tenant_id, id, factor_enrolled_at, clock.now
    ), begun AS (
      INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, fresh_factor_at, owes, address, user_agent)
      SELECT p.tenant_id, p.id, ${hash}::bytea, p.now, p.now, p.now + make_interval(secs => t.absolute_timeout_seconds),
        -- Where a second factor is enrolled, the password alone is no fresh proof.
        CASE WHEN p.factor_enrolled_at IS NULL THEN p.now END,
        CASE WHEN ${person.state}::text = 'must_change' THEN 'new_password' END, ${origin.address}::text, ${origin.userAgent}::text
      FROM person p JOIN tenant t ON t.id = p.tenant_id
      RETURNING *
    ), replaced AS (
      UPDATE session SET ended_at = clock.now, end_reason = 'replaced' FROM clock WHERE token_hash = ${replaces === undefined ? null : hashToken('session', replaces)}::bytea AND ended_at IS NULL
    ), seen AS (
      UPDATE role_grant g SET seen_at = p.now FROM person p WHERE g.tenant_id = p.tenant_id AND g.administrator_id = p.id AND g.seen_at IS NULL AND g.revoked_at IS NULL
    ), ${proof ? Prisma.sql`${forgettingFailures(proof.attempt)},` : Prisma.empty}`)
  if (!facts) throw new AppError('wrong_credentials')
  return { token, facts, event: eventOf(facts.actor, origin, 'session.started', { target: { type: 'session', id: facts.session.id } }) }
}

interface Held { status: AdministratorStatus; hash: string | null; state: PasswordState | null }

/** Locks person and password, in this order as everybody does: whoever changes either waits for us, or what follows sees it. */
async function holdPerson(tx: Tx, tenantId: string, administratorId: string): Promise<Held | undefined> {
  const [held] = await tx.$queryRaw<Held[]>`/* prepared */
    WITH person AS (SELECT status::text FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR NO KEY UPDATE),
    credential AS (SELECT hash, state::text FROM password_credential WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid FOR UPDATE)
    SELECT status, hash, state FROM person LEFT JOIN credential ON true`
  return held
}
