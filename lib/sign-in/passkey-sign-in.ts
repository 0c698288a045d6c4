import 'server-only'
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { noteStranger } from '@/lib/audit/note-stranger'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { addressKey } from '@/lib/authn/rate-limits'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { askForPasskey, takePasskey, type Asked } from '@/lib/mfa/passkeys'
import { findTenant, type SignInTenant } from './data'
import { limitSignIns } from './limit-sign-ins'
import { getPending } from './pending-sign-in'

interface PasskeySignIn {
  tenantSlug: string
  challengeId: string
  answer: AuthenticationResponseJSON
  origin: AuditOrigin
  /** the session this browser had before */
  replaces?: string | undefined
}

/** Nobody is known yet: any passkey of the tenant may answer, so that the question is the same for everybody. */
const whoever = (tenantId: string) => ({ tenantId, purpose: 'sign_in', administratorId: null, boundTo: null }) as const

/** What a browser is asked that wants to sign in with a passkey. @throws AppError too_many · not_found */
export async function askForSignIn(tenantSlug: string, origin: AuditOrigin): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
  await limitSignIns(origin)
  const { id } = await tenantAt(tenantSlug)
  return transaction(async (tx) => askForPasskey(tx, { ...whoever(id), now: await readClock(tx) }))
}

/** What a browser is asked whose password was right. @param token of the pending sign-in's cookie @throws AppError signed_out with the reason `start_over` · too_many */
export async function askForSecondStep(token: string | undefined, origin: AuditOrigin): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
  await limitSignIns(origin)
  const { tenantId, administratorId, id } = await getPending(token)
  return transaction(async (tx) => askForPasskey(tx, { tenantId, administratorId, purpose: 'second_step', boundTo: id, now: await readClock(tx) }))
}

/**
 * Signs in with a passkey alone: it verified its user, so it counts as both factors. Every failure has one answer, whoever it was.
 * @throws AppError wrong_credentials · too_many · not_found
 */
export async function signInWithPasskey({ tenantSlug, challengeId, answer, origin, replaces }: PasskeySignIn): Promise<SignedInSession> {
  await limitSignIns(origin)
  const { id: tenantId } = await tenantAt(tenantSlug)
  try {
    return await transaction(async (tx) => {
      // The person first, the order in which every change of a person locks.
      await tx.$queryRaw`SELECT 1 FROM administrator a WHERE (a.tenant_id, a.id) IN (
        SELECT f.tenant_id, f.administrator_id FROM second_factor f WHERE f.tenant_id = ${tenantId}::uuid AND f.credential_id = ${Buffer.from(answer.id, 'base64url')}::bytea) FOR NO KEY UPDATE`
      const taken = await takePasskey(tx, { ...whoever(tenantId), now: await readClock(tx) }, { challengeId, response: answer })
      if (!taken) throw new AppError('wrong_credentials')
      const session = await completeSignIn(tx, { tenantId, administratorId: taken.administratorId, origin, first: 'passkey', factor: 'passkey', replaces })
      if (!session) throw new Error('a passkey was accepted and a factor is still owed')
      await recordAudit(tx, [session.event])
      return session
    })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong_credentials') throw error
    await noteStranger({ tenantId, action: 'session.refused', address: addressKey(origin.address), account: accountKey(tenantId, `passkey ${answer.id}`), reason: 'wrong_passkey' })
    throw new AppError('wrong_credentials', { sentence: 'This passkey is not known here, or sign-in is not possible right now. Sign in with your password, or try another passkey.' })
  }
}

async function tenantAt(slug: string): Promise<SignInTenant> {
  const tenant = await findTenant(slug)
  if (!tenant) throw new AppError('not_found', { sentence: 'There is no tenant at this address. Check the link you were given.' })
  return tenant
}
