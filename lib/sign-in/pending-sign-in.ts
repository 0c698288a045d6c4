import 'server-only'
import { randomUUID } from 'node:crypto'
import { STEP_SECONDS } from '@/lib/authn/step-cookie'
import { forgettingFailures, type AttemptKey } from '@/lib/authn/sign-in-attempts'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { pool, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { MOST_TRIES_PENDING } from '@/lib/mfa/factor-attempts'

/** A sign-in whose password was right and whose second step is owed. It is no session, and nothing but the second step knows it. */
export interface PendingSignIn {
  tenantId: string
  tenantSlug: string
  tenantName: string
  id: string
  administratorId: string
  email: string
  emailKey: string
  /** the password that was right; null where the first factor was another */
  comparedHash: string | null
  first: 'password' | 'email_code' | 'sso'
  /** where it came through a connection: whom that knows, or the mailed link that was opened */
  sso: PendingSso | null
  /** as it came with the address; judged before it is gone to */
  next: string
  /** used up, out of time or out of tries: what is left to do is to start over */
  over: boolean
}

/** What stands behind a first factor that was proved elsewhere. */
export interface PendingSso {
  identityId: string | null
  pendingLinkId: string | null
  /** what was asserted, under passageContext('pending-sign-in') */
  sealed: string
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/

interface Beginning {
  tenantId: string
  administratorId: string
  attempt: AttemptKey
  comparedHash: string
  next: string
}

/**
 * The password was right, its failures are forgotten, and that is all that has happened.
 * @returns the token for the browser's cookie; only its hash is stored
 */
export async function beginSecondStep(tx: Tx, { tenantId, administratorId, attempt, comparedHash, next }: Beginning): Promise<string> {
  const { token, hash } = newToken('second_step')
  await tx.$executeRaw`/* prepared */
    WITH ${forgettingFailures(attempt)}
    INSERT INTO pending_sign_in (tenant_id, administrator_id, token_hash, compared_hash, next, created_at, expires_at)
    SELECT ${tenantId}::uuid, ${administratorId}::uuid, ${hash}::bytea, ${comparedHash}::text, ${next}::text, now, now + make_interval(secs => ${STEP_SECONDS}::float8) FROM castellan_now() AS now`
  return token
}

/** The same after a code that was mailed. @returns the token for the browser's cookie */
export async function beginSecondStepByMail(tx: Tx, { tenantId, administratorId, next }: Pick<Beginning, 'tenantId' | 'administratorId' | 'next'>): Promise<string> {
  const { token, hash } = newToken('second_step')
  await tx.$executeRaw`
    INSERT INTO pending_sign_in (tenant_id, administrator_id, token_hash, first_factor, next, created_at, expires_at)
    SELECT ${tenantId}::uuid, ${administratorId}::uuid, ${hash}::bytea, 'email_code', ${next}::text, now, now + make_interval(secs => ${STEP_SECONDS}::float8) FROM castellan_now() AS now`
  return token
}

interface BeginningElsewhere {
  tenantId: string
  administratorId: string
  next: string
  by: { identityId: string } | { pendingLinkId: string }
  /** seals what was asserted for the row with this id */
  sealFor: (id: string) => string
}

/** The same after a provider proved the person, or the mailed link that links them to it was opened. */
export async function beginSecondStepElsewhere(tx: Tx, { tenantId, administratorId, next, by, sealFor }: BeginningElsewhere): Promise<string> {
  const { token, hash } = newToken('second_step')
  const id = randomUUID()
  const [identityId, pendingLinkId] = 'identityId' in by ? [by.identityId, null] : [null, by.pendingLinkId]
  await tx.$executeRaw`
    INSERT INTO pending_sign_in (tenant_id, id, administrator_id, token_hash, first_factor, sso_identity_id, sso_pending_link_id, sso_answer_sealed, next, created_at, expires_at)
    SELECT ${tenantId}::uuid, ${id}::uuid, ${administratorId}::uuid, ${hash}::bytea, 'sso', ${identityId}::uuid, ${pendingLinkId}::uuid, ${sealFor(id)}, ${next}::text, now, now + make_interval(secs => ${STEP_SECONDS}::float8) FROM castellan_now() AS now`
  return token
}

/** @returns the sign-in that a browser's cookie stands for, also when it is over; null for any other text */
export async function findPending(token: string | undefined): Promise<PendingSignIn | null> {
  if (token === undefined || !TOKEN.test(token)) return null
  const { rows } = await pool().query<Omit<PendingSignIn, 'sso'> & { identityId: string | null; pendingLinkId: string | null; sealed: string | null }>({
    name: 'pending-sign-in',
    text: `SELECT p.tenant_id AS "tenantId", t.slug AS "tenantSlug", t.name AS "tenantName", p.id, p.administrator_id AS "administratorId", a.email, a.email_key AS "emailKey", p.compared_hash AS "comparedHash", p.first_factor AS first, p.next,
        p.sso_identity_id AS "identityId", p.sso_pending_link_id AS "pendingLinkId", p.sso_answer_sealed AS sealed,
        (p.ended_at IS NOT NULL OR p.expires_at <= castellan_now() OR p.tries >= $2) AS over
      FROM pending_sign_in p JOIN tenant t ON t.id = p.tenant_id JOIN administrator a ON a.tenant_id = p.tenant_id AND a.id = p.administrator_id
      WHERE p.token_hash = $1`,
    values: [Buffer.from(hashToken('second_step', token)), MOST_TRIES_PENDING],
  })
  const [row] = rows
  if (!row) return null
  const { identityId, pendingLinkId, sealed, ...pending } = row
  return { ...pending, sso: sealed === null ? null : { identityId, pendingLinkId, sealed } }
}

/** @throws AppError signed_out with the reason `start_over` for what findPending() does not know or what is over */
export async function getPending(token: string | undefined): Promise<PendingSignIn> {
  const pending = await findPending(token)
  if (!pending || pending.over) throw startOver(pending?.tenantSlug)
  return pending
}

/**
 * Uses it up: one guarded update, so that of any number at once exactly one goes on. The person's row is locked first, the order in
 * which every change of a person locks. @throws AppError as getPending()
 */
export async function consumePending(tx: Tx, { tenantId, id, administratorId, tenantSlug }: PendingSignIn): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR NO KEY UPDATE`
  const ended = await tx.$executeRaw`
    UPDATE pending_sign_in SET ended_at = castellan_now() WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND ended_at IS NULL AND expires_at > castellan_now()`
  if (ended !== 1) throw startOver(tenantSlug)
}

/** The second step cannot be done any more. @param tenantSlug where there was one to begin with */
export function startOver(tenantSlug?: string): AppError {
  return new AppError('signed_out', {
    reason: 'start_over', ...(tenantSlug ? { details: { tenantSlug } } : {}),
    sentence: 'This sign-in is over: it took longer than ten minutes, too many codes were wrong, or it was used already. Start over.',
  })
}
