import 'server-only'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { Work } from '@/lib/actions/work'
import { eventOf } from '@/lib/actions/work'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { getOwnAccount } from '@/lib/authn/find-account'
import { proofStands, provePassword, type Proof } from '@/lib/authn/prove-password'
import { rotateSession } from '@/lib/authn/rotate-session'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { forgetFailures } from '@/lib/authn/sign-in-attempts'
import { restorePassword } from '@/lib/authn/store-password'
import { db, type Tx } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { acceptFactor, type GivenFactor } from '@/lib/mfa/accept-factor'
import { reserveFactorTry } from '@/lib/mfa/factor-attempts'
import { findFactorWays } from '@/lib/mfa/factor-ways'
import { askForPasskey, type Asked } from '@/lib/mfa/passkeys'
import { passwordsAreOff, takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'
import type { ConfirmIdentityValues } from './schema'

/**
 * Compares the password of whoever is signed in, behind the same counters as sign-in. Call it before the transaction.
 * @throws AppError wrong_credentials with the sentence at `field`
 */
export async function proveOwnPassword(facts: SessionFacts, password: string, origin: AuditOrigin, field: string): Promise<Proof> {
  const { tenantId, administratorId } = facts.actor
  const account = await getOwnAccount(tenantId, administratorId)
  if (!account) throw new AppError('signed_out')
  if (!(await takesPasswordOf(db(), facts.actor))) throw passwordsAreOff(field)
  try {
    return await provePassword({ tenantId, emailKey: account.emailKey, account, password, origin })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong_credentials') throw error
    await transaction(async (tx) => recordAudit(tx, [{ ...eventOf(facts.actor, origin, 'step_up.refused', { affectedId: administratorId }), outcome: 'refused', reason: 'wrong_credentials' }]))
    const sentence = 'This is not your password, or it was tried too often from here. Try again, or wait half an hour.'
    throw new AppError('wrong_credentials', { sentence, fields: { [field]: sentence } })
  }
}

/** What somebody gave to prove who they are: the password compared, a code counted, a passkey's answer. */
type Given = { kind: 'password'; proof: Proof } | GivenFactor

/**
 * What has to happen before the transaction: the password is compared, a code is counted as wrong.
 * @throws AppError wrong_credentials · wrong_code; forbidden for a password where a second factor is enrolled
 */
export async function countIdentity(facts: SessionFacts, given: ConfirmIdentityValues, origin: AuditOrigin): Promise<Given> {
  const { tenantId, administratorId } = facts.actor
  if (given.by === 'passkey') return { kind: 'passkey', challengeId: given.challengeId, response: given.answer }
  if (given.by === 'password') {
    await refusePasswordAlone(tenantId, administratorId)
    return { kind: 'password', proof: await proveOwnPassword(facts, given.password, origin, 'password') }
  }
  const factorId = given.by === 'app' ? given.factorId : null
  const counted = await reserveFactorTry({ tenantId, administratorId, factorId, origin }).catch(atField)
  return factorId === null ? { kind: 'recovery_code', code: given.code, counted } : { kind: 'totp', factorId, code: given.code, counted }
}

/**
 * Step-up: the session has just proved who is there, by whatever they have, and gets a new reference (T22). A factor marks the session too.
 * @returns the recovery code that takes the place of the one used, to be shown once
 * @throws AppError forbidden · wrong_code · wrong_credentials
 */
export async function confirmIdentity(work: Work, given: Given): Promise<{ replacement: string | null }> {
  const { tx, actor, tenantId, now, record, renewal } = work
  const { administratorId, sessionId } = actor
  const rotation = { tenantId, sessionId, renewal, now }
  record({ target: { type: 'session', id: sessionId }, affectedId: administratorId })
  if (given.kind === 'password') {
    await refusePasswordAlone(tenantId, administratorId, tx)
    await acceptProof({ tx, tenantId, actor }, given.proof)
    await rotateSession(tx, { ...rotation, fresh: true })
    return { replacement: null }
  }
  const accepted = await acceptFactor(tx, { tenantId, administratorId, given, now, bound: { purpose: 'step_up', id: sessionId } }).catch(atField)
  for (const entry of accepted.entries) record(entry)
  await rotateSession(tx, { ...rotation, factor: accepted.kind })
  return { replacement: accepted.replacement }
}

/** What the browser is asked with which a passkey is to prove who is there: in this session only. */
export async function askIdentity({ tx, actor: { administratorId, sessionId }, tenantId, now, record }: Work): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
  record({ target: { type: 'session', id: sessionId }, affectedId: administratorId })
  return askForPasskey(tx, { tenantId, administratorId, purpose: 'step_up', boundTo: sessionId, now })
}

async function refusePasswordAlone(tenantId: string, administratorId: string, within?: Tx): Promise<void> {
  if (await findFactorWays(tenantId, administratorId, within)) throw new AppError('forbidden', { reason: 'factor_enrolled', sentence: 'You have a second factor, so the password alone is not enough. Confirm with your factor or a recovery code.' })
}

/** A wrong code is said where it was typed. */
function atField(error: unknown): never {
  if (error instanceof AppError && error.code === 'wrong_code') throw new AppError('wrong_code', { ...error.failure, fields: { code: error.failure.sentence } })
  throw error
}

/** What a right password brings along, in the transaction of what it was asked for. */
async function acceptProof({ tx, tenantId, actor }: Pick<Work, 'tx' | 'tenantId' | 'actor'>, proof: Proof): Promise<void> {
  if (!(await proofStands(tx, proof))) throw new AppError('wrong_credentials', { sentence: 'Your password was changed elsewhere in the meantime.' })
  await forgetFailures(tx, proof.attempt)
  if (proof.rehashed) await restorePassword(tx, { tenantId, administratorId: actor.administratorId, stored: proof.rehashed, from: proof.comparedHash })
}
