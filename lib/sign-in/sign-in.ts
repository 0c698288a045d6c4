import 'server-only'
import { recordAudit, type AuditEvent, type AuditOrigin } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { completeSignIn, SsoRequired, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { findAccountAt } from '@/lib/authn/find-account'
import { PasswordWithheld, provePassword, type Proof } from '@/lib/authn/prove-password'
import { restorePassword } from '@/lib/authn/store-password'
import type { Tx } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { queueWordOfRequired } from '@/lib/sso/tell-of-required'
import { limitSignIns } from './limit-sign-ins'
import { beginSecondStep } from './pending-sign-in'

interface SignIn {
  tenantSlug: string
  email: CanonicalEmail
  password: string
  origin: AuditOrigin
  /** the session this browser had before */
  replaces?: string | undefined
  /** where to go afterwards, as it came; kept while the second step is owed */
  next?: string | undefined
}

/** The password was right, and a second factor is owed: the token of the pending sign-in, for its own cookie. */
export interface SecondStepOwed {
  secondStep: string
}

/**
 * Signs in with address and password, as far as that goes: where a second factor is enrolled no session begins. Every failure has one
 * answer, one cost and one counter, whoever is asked for.
 * @throws AppError wrong_credentials · too_many (this network address, whoever it asks for) · busy
 */
export async function signIn({ tenantSlug, email, password, origin, replaces, next = '' }: SignIn): Promise<SignedInSession | SecondStepOwed> {
  await limitSignIns(origin)
  const asked = await findAccountAt(tenantSlug, email.key)
  if (!asked) throw new AppError('not_found', { sentence: 'There is no tenant at this address. Check the link you were given.' })
  const { tenantId, account, elsewhere } = asked
  return tellingWhy({ tenantId, emailKey: email.key, elsewhere }, async () => {
    const proof = await provePassword({ tenantId, account, emailKey: email.key, password, origin, withheld: account !== null && account.requiredConnection !== null })
    return enter(proof, { origin, replaces, next })
  })
}

/** What follows the right password, in one transaction. */
async function enter(proof: Proof, { origin, replaces, next }: Pick<SignIn, 'origin' | 'replaces'> & { next: string }): Promise<SignedInSession | SecondStepOwed> {
  return transaction(async (tx) => {
    const { tenantId, administratorId } = proof.account
    const session = await completeSignIn(tx, { tenantId, administratorId, origin, first: 'password', proof, replaces })
    const actor = session?.event.actor ?? { kind: 'administrator', administratorId, sessionId: null, roles: [] }
    const rehashed = await rehash(tx, proof, { tenantId, actor, origin })
    if (session) {
      await recordAudit(tx, [...rehashed, session.event])
      return session
    }
    const comparedHash = rehashed.length > 0 ? proof.rehashed!.hash : proof.comparedHash
    const secondStep = await beginSecondStep(tx, { tenantId, administratorId, attempt: proof.attempt, comparedHash, next })
    if (rehashed.length > 0) await recordAudit(tx, rehashed)
    return { secondStep }
  })
}

/**
 * Where another way is required, a right password gets the answer of a wrong one, and a letter says why. That one is written by a job, which
 * is queued for each password that fails there, so that no answer takes longer than another.
 */
async function tellingWhy<T>({ tenantId, emailKey, elsewhere }: { tenantId: string; emailKey: string; elsewhere: boolean }, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong_credentials') throw error
    // SsoRequired: it was required just now, since the account was looked up.
    const right = error instanceof PasswordWithheld || error instanceof SsoRequired
    if (elsewhere || right) await queueWordOfRequired(tenantId, { emailKey, right })
    throw new AppError('wrong_credentials')
  }
}

async function rehash(tx: Tx, { account: { tenantId, administratorId }, rehashed, comparedHash }: Proof, by: Pick<AuditEvent, 'tenantId' | 'actor' | 'origin'>): Promise<AuditEvent[]> {
  if (!rehashed || !(await restorePassword(tx, { tenantId, administratorId, stored: rehashed, from: comparedHash }))) return []
  return [{ ...by, action: 'password.rehashed', outcome: 'done', affectedId: administratorId }]
}
