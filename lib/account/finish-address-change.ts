import 'server-only'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { personal, recordAudit, type AuditEvent, type AuditOrigin } from '@/lib/audit/record'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { endSessions } from '@/lib/authn/end-sessions'
import { unusableLink } from '@/lib/authn/explain-link'
import { consumeLink, issueLink, peekLink, RESET_LIFETIME_SECONDS, voidLinks, type Link } from '@/lib/authn/link-tokens'
import { db, type Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { refuseOutsideAllowlist } from '@/lib/domain-allowlist/refuse-outside'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { queueMail } from '@/lib/mail/queue-mail'
import { withdrawPending } from './start-address-change'

type AddressPurpose = 'address_change' | 'address_undo'
type Change = Awaited<ReturnType<typeof readChange>>

const LAST_WAY_IN = 'This address could only sign in through an identity provider, and no Client Owner would be left with another way in. Have an owner marked as break-glass first.'

/**
 * The link at the new address: it becomes the address, every session ends, the old one is told.
 * @throws AppError link_unusable · wrong_state for a domain that the allowlist does not name any more · last_owner
 */
export async function confirmAddress(token: string, origin: AuditOrigin): Promise<{ email: string; tenantSlug: string }> {
  return withLink('address_change', token, async (tx, change, now) => {
    if (change.administrator.status !== 'active' || change.confirmedAt || change.undoneAt || change.cancelledAt) throw new AppError('link_unusable')
    // The list may have been made shorter since: only who has an address already is kept.
    await refuseOutsideAllowlist(tx, change.tenantId, canonicalEmail(change.newValue)?.key ?? '')
    await applyAddress(tx, change, change.newValue)
    // The domain may have to come through a connection: then this is a way in less.
    const [{ required }] = await tx.$queryRaw<[{ required: boolean }]>`SELECT sso_required_for(${change.tenantId}::uuid, ${canonicalEmail(change.newValue)?.key ?? ''}, castellan_now()) IS NOT NULL AS required`
    if (required) await refuseLosingLastOwner(tx, change.tenantId, LAST_WAY_IN)
    await tx.addressChange.update({ where: { tenantId_id: { tenantId: change.tenantId, id: change.id } }, data: { confirmedAt: new Date(now) } })
    await queueMail(tx, { tenantId: change.tenantId, administratorId: change.administratorId, to: change.oldValue, now, letter: { name: 'address_changed', ...aboutOf(change), newAddress: change.newValue } })
    await recordAudit(tx, [eventOf(change, 'address.changed', origin, change.oldValue, change.newValue)])
    return { email: change.newValue, tenantSlug: change.administrator.pool.tenant.slug }
  })
}

/**
 * "This was not me" at the old address: nothing changes, or what has changed changes back. Whoever may know the password is shut
 * out: every session ends, the password must be reset, for which a link is sent to the old address, and no later change's undo link works.
 * @throws AppError link_unusable
 */
export async function undoAddress(token: string, origin: AuditOrigin): Promise<{ email: string; tenantSlug: string }> {
  return withLink('address_undo', token, async (tx, change, now) => {
    const { tenantId, administratorId } = change
    if (change.undoneAt || (change.cancelledAt && !change.confirmedAt)) throw new AppError('link_unusable')
    if (change.confirmedAt) await applyAddress(tx, change, change.oldValue)
    await tx.addressChange.update({ where: { tenantId_id: { tenantId, id: change.id } }, data: { undoneAt: new Date(now) } })
    // Whoever was not me may have asked for another one since.
    await withdrawPending({ tx, tenantId, now }, administratorId)
    await voidLinks(tx, { purpose: 'address_change', tenantId, administratorId, now })
    await voidLaterUndoLinks(tx, change, now)
    if (mayKnowPassword(change)) await requireReset(tx, change, now)
    await recordAudit(tx, [eventOf(change, 'address.change_undone', origin, change.newValue, change.oldValue)])
    return { email: change.oldValue, tenantSlug: change.administrator.pool.tenant.slug }
  })
}

/** What the holder of an address change's link is shown before they press anything. */
export interface AddressChangeView {
  tenantName: string
  newAddress: string
  /** only for the old address: whoever holds the new one may be somebody else */
  oldAddress: string | null
  /** the new address counts already */
  confirmed: boolean
  /** undoing it asks for a new password: whoever asked for the change knew the old one */
  resetsPassword: boolean
}

/** Looks at a change without changing anything. @throws AppError link_unusable */
export async function viewAddressChange(purpose: AddressPurpose, token: string): Promise<AddressChangeView> {
  const link = await peekLink(purpose, token)
  if (!link) throw await unusableLink(purpose, token)
  const change = await readChange(db(), link)
  if (change.undoneAt || (change.cancelledAt && !change.confirmedAt)) throw await unusableLink(purpose, token)
  return {
    tenantName: change.administrator.pool.tenant.name, newAddress: change.newValue, oldAddress: purpose === 'address_undo' ? change.oldValue : null, confirmed: change.confirmedAt !== null,
    resetsPassword: purpose === 'address_undo' && mayKnowPassword(change),
  }
}

async function withLink<T>(purpose: AddressPurpose, token: string, work: (tx: Tx, change: Change, now: number) => Promise<T>): Promise<T> {
  const found = await peekLink(purpose, token)
  if (!found) throw await unusableLink(purpose, token)
  try {
    return await transaction(async (tx) => {
      // The tenant before the person, as whoever counts its owners does.
      if (purpose === 'address_change') await lockTenant(tx, found.tenantId)
      const link = await consumeLink(tx, purpose, token)
      const now = await readClock(tx)
      const done = await work(tx, await readChange(tx, link), now)
      return done
    })
  } catch (error) {
    // Somebody else took the address in the meantime.
    if (isUniqueViolation(error)) throw new AppError('link_unusable', { sentence: 'This address cannot become yours any more. Ask for the change again.' })
    throw error
  }
}

async function readChange(tx: Pick<Tx, 'addressChange'>, { tenantId, addressChangeId }: Link) {
  return tx.addressChange.findUniqueOrThrow({
    where: { tenantId_id: { tenantId, id: addressChangeId! } },
    select: {
      tenantId: true, id: true, administratorId: true, requestedById: true, oldValue: true, newValue: true, confirmedAt: true, undoneAt: true, cancelledAt: true,
      administrator: { select: { status: true, email: true, emailKey: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true, slug: true } } } } } },
    },
  })
}

/** One's address in all three places: the list, the identifier one signs in with, the verified address mail goes to. */
async function applyAddress(tx: Tx, { tenantId, administratorId, administrator }: Change, to: string): Promise<void> {
  const next = canonicalEmail(to)
  if (!next) throw new AppError('link_unusable')
  const now = await readClock(tx)
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { email: next.shown, emailKey: next.key, version: { increment: 1 } } })
  await tx.identifier.updateMany({ where: { tenantId, administratorId, type: 'email', valueKey: administrator.emailKey }, data: { value: next.shown, valueKey: next.key } })
  await tx.address.updateMany({ where: { tenantId, administratorId, isPrimary: true }, data: { value: next.shown, valueKey: next.key, verifiedAt: new Date(now) } })
  await voidLinks(tx, { purpose: 'password_reset', tenantId, administratorId, now })
  // Mailed to the address until now, it would still let in whoever reads that.
  await tx.ssoPendingLink.updateMany({ where: { tenantId, administratorId, usedAt: null }, data: { usedAt: new Date(now) } })
  await endSessions(tx, { tenantId, administratorId, reason: 'address_changed', now })
  await announce(tx, { tenantId, topic: 'administrators', administratorId })
}

/** Whoever asked for it in this person's name knew the password; whoever held the new address could have set one by mail. */
function mayKnowPassword({ requestedById, administratorId, confirmedAt }: Change): boolean {
  return requestedById === administratorId || confirmedAt !== null
}

/** Undo links of later changes went to addresses that somebody else may hold: with one of them this undoing would be undone. */
async function voidLaterUndoLinks(tx: Tx, { tenantId, administratorId, id }: Change, now: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE link_token SET revoked_at = ${new Date(now)}
    WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND purpose = 'address_undo' AND used_at IS NULL AND revoked_at IS NULL
      AND address_change_id IN (SELECT later.id FROM address_change later JOIN address_change undone ON undone.tenant_id = later.tenant_id AND undone.administrator_id = later.administrator_id
        WHERE undone.tenant_id = ${tenantId}::uuid AND undone.id = ${id}::uuid AND later.id <> undone.id AND later.requested_at >= undone.requested_at)`
}

async function requireReset(tx: Tx, change: Change, now: number): Promise<void> {
  const { tenantId, administratorId, oldValue } = change
  await endSessions(tx, { tenantId, administratorId, reason: 'password_reset', now })
  await tx.passwordCredential.updateMany({ where: { tenantId, administratorId }, data: { state: 'must_reset' } })
  await voidLinks(tx, { purpose: 'password_reset', tenantId, administratorId, now })
  // Whoever is not active cannot use a link; they reset it once they are.
  if (change.administrator.status !== 'active') return
  const token = await issueLink(tx, { purpose: 'password_reset', tenantId, administratorId, now, lifetimeSeconds: RESET_LIFETIME_SECONDS })
  await queueMail(tx, { tenantId, administratorId, to: oldValue, now, letter: { name: 'password_reset', askedBy: 'self', ...aboutOf(change), token, lifetimeSeconds: RESET_LIFETIME_SECONDS } })
}

function aboutOf({ administrator }: Change) {
  return { tenantName: administrator.pool.tenant.name, recipientName: personName(administrator) }
}

function eventOf({ tenantId, administratorId }: Change, action: 'address.changed' | 'address.change_undone', origin: AuditOrigin, before: string, after: string): AuditEvent {
  return {
    tenantId, actor: { kind: 'administrator', administratorId, sessionId: null, roles: [] }, action, outcome: 'done', target: { type: 'administrator', id: administratorId }, affectedId: administratorId,
    before: { email: personal(administratorId, before) }, after: { email: personal(administratorId, after) }, origin,
  }
}
