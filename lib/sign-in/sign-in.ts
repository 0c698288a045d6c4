import 'server-only'
import { recordAudit, type AuditEvent, type AuditOrigin } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { findAccountAt } from '@/lib/authn/find-account'
import { provePassword, type Proof } from '@/lib/authn/prove-password'
import { addressKey, takeToken } from '@/lib/authn/rate-limits'
import { restorePassword } from '@/lib/authn/store-password'
import type { Tx } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'

interface SignIn {
  tenantSlug: string
  email: CanonicalEmail
  password: string
  origin: AuditOrigin
  /** the session this browser had before */
  replaces?: string | undefined
}

/** An office behind one address signs in at nine; a script that tries lists does so faster. */
const SIGN_INS_PER_ADDRESS = { burst: 60, perSecond: 1 }

/**
 * Signs in with address and password. Every failure has one answer, one cost and one counter, whoever is asked for.
 * @throws AppError wrong_credentials · too_many (this network address, whoever it asks for) · busy
 */
export async function signIn({ tenantSlug, email, password, origin, replaces }: SignIn): Promise<SignedInSession> {
  if (!(await takeToken(`sign-in:${addressKey(origin.address)}`, SIGN_INS_PER_ADDRESS))) throw new AppError('too_many')
  const asked = await findAccountAt(tenantSlug, email.key)
  if (!asked) throw new AppError('not_found', { sentence: 'There is no tenant at this address. Check the link you were given.' })
  const proof = await provePassword({ ...asked, emailKey: email.key, password, origin })
  return transaction(async (tx) => {
    const { tenantId, administratorId } = proof.account
    const session = await completeSignIn(tx, { tenantId, administratorId, origin, proof, replaces })
    await recordAudit(tx, [...(await rehash(tx, proof, session)), session.event])
    return session
  })
}

async function rehash(tx: Tx, { account: { tenantId, administratorId }, rehashed, comparedHash }: Proof, { event }: SignedInSession): Promise<AuditEvent[]> {
  if (!rehashed || !(await restorePassword(tx, { tenantId, administratorId, stored: rehashed, from: comparedHash }))) return []
  return [{ tenantId, actor: event.actor, origin: event.origin, action: 'password.rehashed', outcome: 'done', affectedId: administratorId }]
}
