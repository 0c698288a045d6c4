import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personal } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { issueLink, voidLinks } from '@/lib/authn/link-tokens'
import { takeSlotIn } from '@/lib/authn/rate-limits'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { holds } from '@/lib/authz/can'
import { refuseOutsideAllowlist } from '@/lib/domain-allowlist/refuse-outside'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { queueMail } from '@/lib/mail/queue-mail'

interface Whose { id: string; email: string; givenName: string; familyName: string }

/** How long the new address may be confirmed. */
export const CONFIRM_LIFETIME_SECONDS = 24 * 3600
/** How long the old one may say "This was not me". */
export const UNDO_LIFETIME_SECONDS = 72 * 3600
/** How many changes one person may ask for, and how many may be asked for to one address: nobody is flooded with our mail. */
export const MOST_CHANGES_AN_HOUR = 5

/**
 * Begins a change of address, one's own or another's: pending until the link at the new address is used. The old address is told,
 * with a link that undoes it, and goes on signing in and receiving resets. An earlier pending change is withdrawn.
 * @throws AppError wrong_state for the same address and for a domain that the allowlist does not name · already_exists for one that is taken, if the actor may know that · too_many within an hour
 */
export async function startAddressChange(work: Work, whose: Whose, next: CanonicalEmail): Promise<void> {
  const { tx, tenantId, actor, now, record } = work
  const { emailKey } = await tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: whose.id } }, select: { emailKey: true } })
  if (emailKey === next.key) throw new AppError('wrong_state', { sentence: 'This is the address already.', fields: { email: 'This is the address already.' } })
  await refuseOutsideAllowlist(tx, tenantId, next.key)
  const taken = (await tx.administrator.count({ where: { tenantId, emailKey: next.key } })) > 0
  if (taken && holds(actor, 'administrator:read')) throw new AppError('already_exists', { sentence: 'Another administrator has this address.', fields: { email: 'Another administrator has this address.' } })
  await limitChanges(work, next)
  await withdrawPending(work, whose.id)
  const change = await tx.addressChange.create({
    data: { tenantId, administratorId: whose.id, requestedById: actor.administratorId, oldValue: whose.email, newValue: next.shown, newValueKey: next.key, requestedAt: new Date(now), expiresAt: new Date(now + CONFIRM_LIFETIME_SECONDS * 1000) },
    select: { id: true },
  })
  await sendLinks(work, whose, { id: change.id, shown: next.shown, taken })
  await announce(tx, { tenantId, topic: 'administrators', administratorId: whose.id })
  record({ action: 'address.change_requested', target: { type: 'administrator', id: whose.id }, affectedId: whose.id, before: { email: personal(whose.id, whose.email) }, after: { email: personal(whose.id, next.shown) } })
}

/** Counts what was sent, not what was refused. The address is kept as a keyed hash only: the counters name nobody. */
async function limitChanges({ tx, tenantId, actor }: Work, next: CanonicalEmail): Promise<void> {
  const address = Buffer.from(accountKey(tenantId, next.key)).toString('base64url')
  if (!(await takeSlotIn(tx, `address-change-by:${tenantId}:${actor.administratorId}`, MOST_CHANGES_AN_HOUR, 3600))) {
    throw new AppError('too_many', { sentence: `You asked for ${MOST_CHANGES_AN_HOUR} changes of address within the last hour. Wait a little before you ask for another.` })
  }
  if (!(await takeSlotIn(tx, `address-change-to:${address}`, MOST_CHANGES_AN_HOUR, 3600))) {
    throw new AppError('too_many', { sentence: `This address was written to ${MOST_CHANGES_AN_HOUR} times within the last hour. Wait a little before you ask for it again.` })
  }
}

/** Whoever may not see the others must not learn from a form that an address is taken: then nothing is sent there, and that is all. */
async function sendLinks({ tx, tenantId, now, facts }: Work, whose: Whose, { id: addressChangeId, shown, taken }: { id: string; shown: string; taken: boolean }): Promise<void> {
  const link = { tenantId, administratorId: whose.id, addressChangeId, now }
  const about = { tenantName: facts.tenant.name, recipientName: personName(whose) }
  if (!taken) {
    const token = await issueLink(tx, { ...link, purpose: 'address_change', lifetimeSeconds: CONFIRM_LIFETIME_SECONDS })
    await queueMail(tx, { tenantId, administratorId: whose.id, to: shown, now, letter: { name: 'address_change_confirm', ...about, token, lifetimeSeconds: CONFIRM_LIFETIME_SECONDS } })
  }
  const token = await issueLink(tx, { ...link, purpose: 'address_undo', lifetimeSeconds: UNDO_LIFETIME_SECONDS })
  await queueMail(tx, { tenantId, administratorId: whose.id, to: whose.email, now, letter: { name: 'address_change_notice', ...about, newAddress: shown, token, lifetimeSeconds: UNDO_LIFETIME_SECONDS } })
}

/** Withdraws a pending change of address. @returns whether there was one */
export async function withdrawPending({ tx, tenantId, now }: Pick<Work, 'tx' | 'tenantId' | 'now'>, administratorId: string): Promise<boolean> {
  const { count } = await tx.addressChange.updateMany({ where: { tenantId, administratorId, confirmedAt: null, undoneAt: null, cancelledAt: null }, data: { cancelledAt: new Date(now) } })
  if (count > 0) await voidLinks(tx, { purpose: 'address_change', tenantId, administratorId, now })
  return count > 0
}

/** Withdraws one's own pending change. @throws AppError wrong_state when there is none */
export async function withdrawOwnAddress(work: Work): Promise<void> {
  const { administratorId } = work.actor
  if (!(await withdrawPending(work, administratorId))) throw new AppError('wrong_state', { sentence: 'No change of your address is pending.' })
  work.record({ target: { type: 'administrator', id: administratorId }, affectedId: administratorId })
}
