import 'server-only'
import { findPerson } from '@/lib/administrators/data'
import { eventOf } from '@/lib/actions/work'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn, SsoRequired, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { blameLink, unusableLink } from '@/lib/authn/explain-link'
import { consumeLink, peekLink } from '@/lib/authn/link-tokens'
import type { StoredPassword } from '@/lib/authn/password-hash'
import { storePassword } from '@/lib/authn/store-password'
import type { Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { preparePassword } from '@/lib/password-policy/prepare-password'
import { passwordsAreOff, takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'
import { activate, takeInvitation } from './activate-invited'
import { enrolWithActivation } from './enrol-with-activation'
import type { ActivateValues } from './schema'

/** @param recoveryCodes where an authenticator app was enrolled too; to be shown once */
export interface ActivatedSession extends SignedInSession {
  recoveryCodes: string[] | null
}

/**
 * Activates an invitation: token, password, names, the second factor where the roles need one, status, verified address and session in
 * one transaction, or nothing of it.
 * Tenant, role and address are read from the row; what the form says about them is never looked at (T34).
 * @param signedInAs whoever is signed in here: an invitation is for somebody who is not (T33)
 * @throws AppError link_unusable · forbidden · password_refused · wrong_code · conflict · invalid_input · busy
 */
export async function acceptInvitation(values: ActivateValues, origin: AuditOrigin, signedInAs: string | null): Promise<ActivatedSession> {
  const link = await peekLink('activation', values.token)
  if (!link) throw await unusableLink('activation', values.token)
  if (signedInAs !== null) throw new AppError('forbidden', { reason: 'signed_in_as_another', sentence: `You are signed in as ${signedInAs}. Sign out first, or open this link in another browser.` })
  const { tenantId, administratorId } = link
  const names = await namesFor(tenantId, administratorId, values)
  const { password } = values
  const stored = password === undefined ? null : await preparePassword({ tenantId, administratorId, password, address: origin.address, ...(names ? { names } : {}) }).catch(async (error: unknown) => {
    throw await blameLink('activation', values.token, error)
  })
  return transaction(async (tx) => {
    await lockTenant(tx, tenantId)
    const { invitationId } = await consumeLink(tx, 'activation', values.token)
    const now = await readClock(tx)
    await takeInvitation(tx, { tenantId, administratorId, invitationId: invitationId!, now })
    await setPassword(tx, { tenantId, administratorId, stored, now })
    await activate(tx, { tenantId, administratorId, names, now })
    const enrolled = await enrolWithActivation(tx, link, { ...values, now })
    const session = await completeSignIn(tx, { tenantId, administratorId, origin, first: 'invitation', ...(enrolled ? { factor: 'totp' } : {}) }).catch((error: unknown) => {
      if (!(error instanceof SsoRequired)) throw error
      throw new AppError('wrong_state', { reason: 'sso_required', sentence: 'People with your address sign in through an identity provider. Go to the sign-in page and use it: a link is mailed to you that takes this invitation.' })
    })
    if (!session) throw new AppError('wrong_state')
    await announce(tx, { tenantId, topic: 'administrators' })
    await recordAudit(tx, [{ ...session.event, action: 'administrator.activated', target: { type: 'invitation', id: invitationId! }, affectedId: administratorId }, ...(enrolled?.entries ?? []).map((entry) => eventOf(session.facts.actor, origin, 'factor.enrolled', entry)), session.event])
    return { ...session, recoveryCodes: enrolled?.recoveryCodes ?? null }
  })
}

/** One is chosen where sign-in takes passwords, and none where it does not: whatever the page said when it was drawn. */
async function setPassword(tx: Tx, { tenantId, administratorId, stored, now }: { tenantId: string; administratorId: string; stored: StoredPassword | null; now: number }): Promise<void> {
  const takes = await takesPasswordOf(tx, { tenantId, administratorId })
  if (takes && stored === null) throw new AppError('invalid_input', { fields: { password: 'Choose a password.' } })
  if (!takes && stored !== null) throw passwordsAreOff('password')
  if (stored !== null) await storePassword(tx, { tenantId, administratorId, stored, now })
}

/** Only a first owner made by the operator has no names; nobody else's are taken from a form. */
async function namesFor(tenantId: string, administratorId: string, { givenName, familyName }: ActivateValues): Promise<{ givenName: string; familyName: string } | null> {
  const found = await transaction(async (tx) => findPerson(tx, { tenantId, administratorId, now: await readClock(tx) }))
  if (!found) throw new AppError('link_unusable')
  if (found.givenName !== '' && found.familyName !== '') return null
  if (givenName && familyName) return { givenName, familyName }
  throw new AppError('invalid_input', { fields: { ...(givenName ? {} : { givenName: 'Write your first name.' }), ...(familyName ? {} : { familyName: 'Write your last name.' }) } })
}
