import 'server-only'
import { findPerson, type PersonRecord } from '@/lib/administrators/data'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { blameLink, unusableLink } from '@/lib/authn/explain-link'
import { consumeLink, peekLink, voidLinks } from '@/lib/authn/link-tokens'
import { storePassword } from '@/lib/authn/store-password'
import { couldStillAssign } from '@/lib/authz/standing-assigner'
import type { Grant } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { preparePassword } from '@/lib/password-policy/prepare-password'
import type { ActivateValues } from './schema'

/**
 * Activates an invitation: token, password, names, status, verified address and session in one transaction, or nothing of it.
 * Tenant, role and address are read from the row; what the form says about them is never looked at (T34).
 * @param signedInAs whoever is signed in here: an invitation is for somebody who is not (T33)
 * @throws AppError link_unusable · forbidden · password_refused · invalid_input · busy
 */
export async function acceptInvitation(values: ActivateValues, origin: AuditOrigin, signedInAs: string | null): Promise<SignedInSession> {
  const link = await peekLink('activation', values.token)
  if (!link) throw await unusableLink('activation', values.token)
  if (signedInAs !== null) throw new AppError('forbidden', { reason: 'signed_in_as_another', sentence: `You are signed in as ${signedInAs}. Sign out first, or open this link in another browser.` })
  const { tenantId, administratorId } = link
  const names = await namesFor(tenantId, administratorId, values)
  const stored = await preparePassword({ tenantId, administratorId, password: values.password, address: origin.address, ...(names ? { names } : {}) }).catch(async (error: unknown) => {
    throw await blameLink('activation', values.token, error)
  })
  return transaction(async (tx) => {
    await lockTenant(tx, tenantId)
    const { invitationId } = await consumeLink(tx, 'activation', values.token)
    const now = await readClock(tx)
    await takeInvitation(tx, tenantId, administratorId, invitationId!, now)
    await storePassword(tx, { tenantId, administratorId, stored, now })
    await activate(tx, { tenantId, administratorId, names, now })
    await refuseLosingLastOwner(tx, tenantId)
    const session = await completeSignIn(tx, { tenantId, administratorId, origin })
    await announce(tx, { tenantId, topic: 'administrators' })
    await recordAudit(tx, [{ ...session.event, action: 'administrator.activated', target: { type: 'invitation', id: invitationId! }, affectedId: administratorId }, session.event])
    return session
  })
}

/** Only a first owner made by the operator has no names; nobody else's are taken from a form. */
async function namesFor(tenantId: string, administratorId: string, { givenName, familyName }: ActivateValues): Promise<{ givenName: string; familyName: string } | null> {
  const found = await transaction(async (tx) => findPerson(tx, { tenantId, administratorId, now: await readClock(tx) }))
  if (!found) throw new AppError('link_unusable')
  if (found.givenName !== '' && found.familyName !== '') return null
  if (givenName && familyName) return { givenName, familyName }
  throw new AppError('invalid_input', { fields: { ...(givenName ? {} : { givenName: 'Write your first name.' }), ...(familyName ? {} : { familyName: 'Write your last name.' }) } })
}

async function takeInvitation(tx: Tx, tenantId: string, administratorId: string, invitationId: string, now: number): Promise<void> {
  const { count } = await tx.invitation.updateMany({
    where: { tenantId, id: invitationId, administratorId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date(now) } },
    data: { acceptedAt: new Date(now) },
  })
  if (count !== 1) throw new AppError('link_unusable')
  const { inviterId } = await tx.invitation.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: invitationId } }, select: { inviterId: true } })
  const invited = await findPerson(tx, { tenantId, administratorId, now })
  if (invited?.status !== 'new') throw new AppError('link_unusable')
  // The operator stands behind every invitation of theirs.
  if (inviterId === null) return
  const inviter = await findPerson(tx, { tenantId, administratorId: inviterId, now })
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { onlyOwnersAssignClientAdmin: true } })
  if (!inviter || !couldStillAssign(inviter.person, await carriedBy(tx, tenantId, invited), { now, ...tenant })) {
    throw new AppError('link_unusable', { reason: 'inviter', sentence: 'Whoever invited you can no longer give you this role. Ask for a new invitation; another administrator can send it.' })
  }
}

/** The grants that the invitation carries. What others gave this person since stands by itself, and lets bare membership stand with it. */
async function carriedBy(tx: Tx, tenantId: string, { id: administratorId, person: { grants } }: PersonRecord): Promise<Grant[]> {
  const carried = await tx.roleGrant.findMany({ where: { tenantId, administratorId, source: 'invitation', revokedAt: null }, select: { id: true } })
  const ids = new Set(carried.map(({ id }) => id))
  const inPlaces = grants.some(({ scope }) => scope.type !== 'tenant')
  return grants.filter(({ id, role }) => ids.has(id) && !(inPlaces && role === PLACE_BY_PLACE_ROLE))
}

async function activate(tx: Tx, { tenantId, administratorId, names, now }: { tenantId: string; administratorId: string; names: { givenName: string; familyName: string } | null; now: number }): Promise<void> {
  const at = new Date(now)
  const { emailKey } = await tx.administrator.update({
    where: { tenantId_id: { tenantId, id: administratorId } },
    data: { status: 'active', activatedAt: at, invitationExpiresAt: null, version: { increment: 1 }, ...names },
    select: { emailKey: true },
  })
  // The link reached this address: that is the proof of it.
  await tx.address.updateMany({ where: { tenantId, administratorId, valueKey: emailKey }, data: { verifiedAt: at } })
  await voidLinks(tx, { purpose: 'activation', tenantId, administratorId, now })
}
