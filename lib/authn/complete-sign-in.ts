import 'server-only'
import { eventOf } from '@/lib/actions/work'
import type { AuditEvent, AuditOrigin } from '@/lib/audit/record'
import { IS_BREAK_GLASS, noteBreakGlassUse } from '@/lib/break-glass/note-use'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { takesMethod } from '@/lib/sign-in-methods/data'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import { holdPerson, type Held } from './hold-person'
import { passwordDue } from './password-due'
import { POLICY_BINDS } from './policy-binds'
import { isStillPassword } from './prove-password'
import { beginSession, type SessionFacts } from './session-facts'
import { forgettingFailures, type AttemptKey } from './sign-in-attempts'

/** How a second factor was proved. */
export type FactorUse = 'totp' | 'passkey' | 'recovery_code' | 'sso'

interface SigningIn {
  tenantId: string
  administratorId: string
  origin: AuditOrigin
  /** what was proved first: a method of the tenant, which must still be one, a connection, or the link of an invitation */
  first: FirstMethod | 'invitation' | 'sso'
  /** the person, where whoever found them holds them already */
  held?: Held
  /** a code that was mailed was the second step: worth less than a factor, it only lets this sign-in go on */
  mailed?: true
  /** the password it was, if it was one: it must still stand, and its failures are forgotten */
  proof?: { comparedHash: string; attempt?: AttemptKey }
  /** the factor that was accepted in this very transaction; `sso`: the connection vouches for one */
  factor?: FactorUse
  /** with `sso`: the values by which the connection vouched for it; one of them must still be trusted */
  vouchedBy?: readonly string[]
  /** the connection it came through, if it did */
  ssoConnectionId?: string
  /** by which it knew them, and the address that it came with: noted with the session, in the same statement */
  identity?: { id: string; shownEmail: string | null }
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

/** The address belongs to a domain that has to come through a connection. To the outside it is a wrong password. */
export class SsoRequired extends AppError {
  constructor() {
    super('wrong_credentials')
  }
}

/**
 * The one place where a session begins, whatever proved the person: a new reference, the factor it was proved with, what the session
 * still owes, the alarm of a break-glass account, the last sign-in, the beginning of grace where the MFA policy binds them, and grants made from within a place seen at last.
 * @returns null where a second factor is enrolled and none was given: it is owed first, and nothing has begun
 * @throws AppError wrong_credentials when the person is not active, the password no longer stands, the connection was disabled or removed or is no longer trusted with that word, or (SsoRequired) another way is required of them: as for a wrong password
 */
export async function completeSignIn(tx: Tx, { tenantId, administratorId, origin, first, held, mailed, proof, factor, vouchedBy = [], ssoConnectionId, identity, replaces }: SigningIn): Promise<SignedInSession | null> {
  const person = held ?? (await holdPerson(tx, tenantId, administratorId))
  if (person?.status !== 'active' || (proof && !isStillPassword(proof.comparedHash, person))) throw new AppError('wrong_credentials')
  if (isRemoved(person, first)) throw new AppError('wrong_credentials')
  // Whoever has to come through a connection gets the same answer as for a wrong password; why, a letter says.
  if (person.requiredConnection !== null && person.requiredConnection !== ssoConnectionId) throw new SsoRequired()
  if (!factor && (person.hasFactor || (person.mailedStep && first === 'password' && !mailed))) return null
  const ownFactor = factor !== undefined && factor !== 'sso'
  // A provider and a mailbox are no factors of ours: whoever proved nothing else has proved themselves for nothing that asks for more.
  const proved = ownFactor || (first !== 'sso' && first !== 'email_code')
  const { token, hash } = newToken('session')
  const facts = await beginSession(tx, Prisma.sql`
    person AS (
      UPDATE administrator a SET last_sign_in_at = clock.now,
        -- Grace counts from the first sign-in under a policy that binds this person, and never starts again.
        mfa_bound_at = coalesce(a.mfa_bound_at, CASE WHEN ${POLICY_BINDS} THEN clock.now END)
      FROM clock, tenant t WHERE t.id = a.tenant_id AND a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid
      RETURNING a.tenant_id, a.id, a.break_glass_at, clock.now
    ), ${ssoConnectionId === undefined ? Prisma.empty : Prisma.sql`through AS MATERIALIZED (
      -- Whoever switches the connection off waits for us and ends what we begin, or has done it, and nothing begins.
      SELECT FROM sso_connection k WHERE k.tenant_id = ${tenantId}::uuid AND k.id = ${ssoConnectionId}::uuid AND NOT k.disabled ${factor === 'sso' ? Prisma.sql`AND k.trusted_mfa_values && ${vouchedBy}::text[]` : Prisma.empty} FOR SHARE
    ),`} begun AS (
      INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, fresh_factor_at, factor_used_at, factor_used_kind, sso_connection_id, owes, break_glass, address, user_agent)
      SELECT p.tenant_id, p.id, ${hash}::bytea, p.now, p.now, p.now + make_interval(secs => t.absolute_timeout_seconds),
        -- Everything that was to be proved has been: the one factor there is, or the second one too.
        CASE WHEN ${proved}::boolean THEN p.now END, CASE WHEN ${factor ?? null}::text IS NOT NULL THEN p.now END, ${factor ?? null}::text, ${ssoConnectionId ?? null}::uuid,
        (SELECT 'new_password' FROM password_credential c WHERE c.tenant_id = p.tenant_id AND c.administrator_id = p.id AND ${passwordDue(Prisma.sql`p.now`)} IS NOT NULL AND ${ssoConnectionId ?? null}::uuid IS NULL
          AND ${takesMethod(Prisma.sql`p.tenant_id`, 'password')}), ${IS_BREAK_GLASS}, ${origin.address}::text, ${origin.userAgent}::text
      FROM person p JOIN tenant t ON t.id = p.tenant_id ${ssoConnectionId === undefined ? Prisma.empty : Prisma.sql`CROSS JOIN through`}
      RETURNING *
    ), replaced AS (
      UPDATE session SET ended_at = clock.now, end_reason = 'replaced' FROM clock WHERE token_hash = ${replaces === undefined ? null : hashToken('session', replaces)}::bytea AND ended_at IS NULL
    ), seen AS (
      UPDATE role_grant g SET seen_at = p.now FROM person p WHERE g.tenant_id = p.tenant_id AND g.administrator_id = p.id AND g.seen_at IS NULL AND g.revoked_at IS NULL
    ), ${identity ? Prisma.sql`noted AS (
      UPDATE sso_identity i SET last_used_at = p.now, shown_email = ${identity.shownEmail} FROM person p WHERE i.tenant_id = p.tenant_id AND i.id = ${identity.id}::uuid
    ),` : Prisma.empty} ${proof?.attempt ? Prisma.sql`${forgettingFailures(proof.attempt)},` : Prisma.empty}`)
  if (!facts) throw new AppError('wrong_credentials')
  const { breakGlass, now } = facts.actor
  if (breakGlass) await noteBreakGlassUse(tx, { tenantId, administratorId, sessionId: facts.session.id, origin, now })
  return { token, facts, event: eventOf(facts.actor, origin, breakGlass ? 'break_glass.used' : 'session.started', { target: { type: 'session', id: facts.session.id }, after: { proved: provedBy({ first, mailed, factor }) } }) }
}

/** What a sign-in rested on, for its event: each thing that was proved, once. */
function provedBy({ first, mailed, factor }: Pick<SigningIn, 'first' | 'mailed' | 'factor'>): string {
  const words = [first, mailed ? 'email_code' : null, factor === 'sso' ? 'factor_there' : factor].filter((word) => typeof word === 'string')
  return [...new Set(words)].join(' + ').replaceAll('_', ' ')
}

/**
 * Whether sign-in no longer takes what was proved. Accounts for the worst day keep a passkey, and a password together with what they have enrolled
 * (sign-in.md, "Ways in").
 */
function isRemoved({ methods, breakGlass, hasFactor }: Held, first: SigningIn['first']): boolean {
  if (first === 'invitation' || first === 'sso' || methods.includes(first)) return false
  return !breakGlass || first === 'email_code' || !hasFactor
}
