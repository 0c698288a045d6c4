import 'server-only'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { listOwners } from '@/lib/administrators/tell-owners'
import { personal, recordAudit } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { endSessions } from '@/lib/authn/end-sessions'
import { issueLink, RESET_LIFETIME_SECONDS, voidLinks } from '@/lib/authn/link-tokens'
import { unlockAccount } from '@/lib/authn/sign-in-attempts'
import { OWNER_ROLE } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { queueMail } from '@/lib/mail/queue-mail'
import { dropFactors } from '@/lib/mfa/reset-factors'
import { paths } from '@/lib/paths'
import { parseEmail } from './invite-first-owner'
import { operatorEvents } from './operator'

interface Recovery {
  slug: string
  /** the owner's present address */
  email: string
  newEmail?: string | undefined
}

export interface OwnerRecovered {
  tenantName: string
  /** where the link was mailed to */
  email: string
  link: string
  lifetimeSeconds: number
  /** how many owners were told */
  told: number
}

/**
 * Gives one owner their account back: the password stops working and a link to set a new one is mailed, second factors, sessions,
 * links and failure counters are gone, and with `newEmail` the address is another one from now on. Every owner is told, at the
 * old address too. All in one transaction, under the tenant's lock.
 * @throws AppError not_found, wrong_state, already_exists, invalid_input
 */
export async function recoverOwner({ slug, email, newEmail }: Recovery): Promise<OwnerRecovered> {
  const [address, other] = [parseEmail(email), newEmail === undefined ? null : parseEmail(newEmail)]
  return transaction(async (tx) => {
    const tenant = await tx.tenant.findUnique({ where: { slug }, select: { id: true, name: true } })
    if (!tenant) throw new AppError('not_found', { sentence: `There is no tenant ${slug}.` })
    const tenantId = tenant.id
    await lockTenant(tx, tenantId)
    const owner = await getOwner(tx, { tenantId, slug, address })
    const now = await readClock(tx)
    const owners = await listOwners({ tx, tenantId })
    const administratorId = owner.id
    await tx.passwordCredential.updateMany({ where: { tenantId, administratorId }, data: { state: 'must_reset' } })
    await dropFactors(tx, { tenantId, administratorId, now })
    await tx.administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { version: { increment: 1 } } })
    await endSessions(tx, { tenantId, administratorId, reason: 'password_reset', now })
    await unlockAccount(tx, { tenantId, emailKey: address.key, now })
    if (other) await changeAddress(tx, { tenantId, administratorId, now }, other)
    const to = other ?? { shown: owner.email, key: address.key }
    // The operator vouches for the address: without a verified one the link would lead nowhere.
    await tx.address.updateMany({ where: { tenantId, administratorId, isPrimary: true, verifiedAt: null }, data: { verifiedAt: new Date(now) } })
    await voidLinks(tx, { purpose: 'password_reset', tenantId, administratorId, now })
    const token = await issueLink(tx, { purpose: 'password_reset', tenantId, administratorId, now, lifetimeSeconds: RESET_LIFETIME_SECONDS })
    const letterTo = (recipientName: string) => ({ tenantName: tenant.name, recipientName })
    await queueMail(tx, {
      tenantId, administratorId, to: to.shown, now, dedupKey: `password-reset:${administratorId}`,
      letter: { name: 'password_reset', askedBy: 'operator', token, lifetimeSeconds: RESET_LIFETIME_SECONDS, ...letterTo(personName(owner)) },
    })
    for (const { id, name, email: their } of owners) {
      await queueMail(tx, { tenantId, administratorId: id, to: their, now, letter: { name: 'owner_recovered', person: `${personName(owner)} (${owner.email})`, newAddress: other !== null, ...letterTo(name) } })
    }
    await refuseLosingLastOwner(tx, tenantId)
    await announce(tx, { tenantId, topic: 'administrators', administratorId })
    await recordAudit(tx, [operatorEvents()('owner.recovered', {
      tenantId, affectedId: administratorId,
      ...(other ? { before: { email: personal(administratorId, owner.email) }, after: { email: personal(administratorId, other.shown), factors: 0, password: 'must_reset' } } : { after: { factors: 0, password: 'must_reset' } }),
    })])
    return { tenantName: tenant.name, email: to.shown, link: `${env().APP_ORIGIN}${paths.resetPassword}#${token}`, lifetimeSeconds: RESET_LIFETIME_SECONDS, told: owners.length }
  })
}

async function getOwner(tx: Tx, { tenantId, slug, address }: { tenantId: string; slug: string; address: CanonicalEmail }) {
  const owner = await tx.administrator.findUnique({
    where: { tenantId_emailKey: { tenantId, emailKey: address.key } },
    select: { id: true, status: true, email: true, givenName: true, familyName: true, roleGrants: { where: { role: OWNER_ROLE, kind: 'active', revokedAt: null, endsAt: null }, select: { id: true } } },
  })
  if (!owner) throw new AppError('not_found', { sentence: `The tenant ${slug} has no administrator ${address.shown}.` })
  if (owner.roleGrants.length === 0) throw new AppError('wrong_state', { sentence: `${owner.email} is not an owner of ${slug}. Only owners are recovered this way; an owner can do it for everybody else in the console.` })
  if (owner.status === 'new') throw new AppError('wrong_state', { sentence: `${owner.email} has never activated their account, so there is nothing to recover. Leave --recover out to send the link again, or send the invitation again in the console.` })
  if (owner.status !== 'active') throw new AppError('wrong_state', { sentence: `${owner.email} is ${owner.status}. Another owner sets them to Active in the console; recover that other owner if they cannot sign in.` })
  return owner
}

async function changeAddress(tx: Tx, { tenantId, administratorId, now }: { tenantId: string; administratorId: string; now: number }, { shown, key }: CanonicalEmail): Promise<void> {
  const holder = await tx.administrator.findUnique({ where: { tenantId_emailKey: { tenantId, emailKey: key } }, select: { id: true } })
  if (holder) throw new AppError('already_exists', { sentence: holder.id === administratorId ? `${shown} is their address already. Leave --new-email out.` : `${shown} belongs to another administrator of this tenant.` })
  const values = { value: shown, valueKey: key }
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { email: shown, emailKey: key } })
  await tx.identifier.updateMany({ where: { tenantId, administratorId, type: 'email' }, data: values })
  await tx.address.updateMany({ where: { tenantId, administratorId, isPrimary: true }, data: { ...values, verifiedAt: new Date(now) } })
  await tx.addressChange.updateMany({ where: { tenantId, administratorId, confirmedAt: null, undoneAt: null, cancelledAt: null }, data: { cancelledAt: new Date(now) } })
  // An undo link of an earlier change would bring back an address that may be lost.
  for (const purpose of ['address_change', 'address_undo'] as const) await voidLinks(tx, { purpose, tenantId, administratorId, now })
}
