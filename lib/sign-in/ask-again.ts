import 'server-only'
import { listOwners, type Owner } from '@/lib/administrators/tell-owners'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { addressKey, takeSlot } from '@/lib/authn/rate-limits'
import { hashToken } from '@/lib/crypto/tokens'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'
import { personName } from '@/lib/format/person-name'
import { openWithdrawn } from '@/lib/invitations/withdrawn-links'
import { queueMail } from '@/lib/mail/queue-mail'

const HOUR_SECONDS = 3600
const PER_ADDRESS = 10

/** Whose new invitation is wanted, once it is clear that somebody is to be told. */
interface Asking {
  tenantId: string
  administratorId: string
  invitationId: string
  inviterId: string | null
  name: string
  email: string
  /** the invitation was withdrawn and the person removed: there is no profile */
  gone: boolean
}

/**
 * The holder of a link that no longer works asks for a new one. The inviter is told, or the owners where there is none any more;
 * the stranger learns nothing: the answer is the same for any text. Told at most once an hour for one invitation.
 * @throws AppError too_many for this network address
 */
export async function askAgain({ token, origin }: { token: string; origin: AuditOrigin }): Promise<void> {
  if (!(await takeSlot(`ask-again:${addressKey(origin.address)}`, PER_ADDRESS, HOUR_SECONDS))) {
    logRefused({ what: 'too many', door: 'public:ask-again', address: origin.address })
    throw new AppError('too_many')
  }
  await transaction(async (tx) => {
    const tokenHash = hashToken('activation', token)
    const now = await readClock(tx)
    const asking = (await askByLink(tx, tokenHash, now)) ?? (await askByWithdrawnLink(tx, tokenHash, now))
    if (!asking) return
    const { tenantId, administratorId, invitationId, name, email, gone } = asking
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
    for (const to of await whoIsTold(tx, asking)) {
      await queueMail(tx, {
        tenantId, administratorId: to.id, to: to.email, now,
        letter: { name: 'invitation_asked_again', tenantName: tenant.name, recipientName: to.name, person: name ? `${name} (${email})` : email, administratorId: gone ? null : administratorId },
      })
    }
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'invitation.asked_again', outcome: 'done', target: { type: 'invitation', id: invitationId }, affectedId: administratorId, origin }])
  })
}

type Hash = ReturnType<typeof hashToken>
const dueBefore = (now: number) => [{ askedAgainAt: null }, { askedAgainAt: { lte: new Date(now - HOUR_SECONDS * 1000) } }]

async function askByLink(tx: Tx, tokenHash: Hash, now: number): Promise<Asking | null> {
  const link = await tx.linkToken.findUnique({ where: { tokenHash }, select: { tenantId: true, purpose: true, administratorId: true, invitationId: true } })
  if (link?.purpose !== 'activation' || !link.invitationId) return null
  return askForInvitation(tx, { tenantId: link.tenantId, administratorId: link.administratorId, id: link.invitationId }, now)
}

/** Of a person who is still `new`. @returns null when nobody is to be told: too soon, accepted, or not `new` any more */
async function askForInvitation(tx: Tx, { tenantId, administratorId, id }: { tenantId: string; administratorId: string; id: string }, now: number): Promise<Asking | null> {
  const person = await tx.administrator.findUnique({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { status: true, email: true, givenName: true, familyName: true } })
  if (person?.status !== 'new') return null
  const { count } = await tx.invitation.updateMany({ where: { tenantId, id, acceptedAt: null, OR: dueBefore(now) }, data: { askedAgainAt: new Date(now) } })
  if (count === 0) return null
  const { inviterId } = await tx.invitation.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } }, select: { inviterId: true } })
  return { tenantId, administratorId, invitationId: id, inviterId, name: `${person.givenName} ${person.familyName}`.trim(), email: person.email, gone: false }
}

/** Of a person who went with their invitation. Whoever has the address now is the one who asks, when they were invited anew. */
async function askByWithdrawnLink(tx: Tx, tokenHash: Hash, now: number): Promise<Asking | null> {
  const row = await tx.withdrawnLink.findUnique({ where: { tokenHash } })
  if (!row) return null
  const { tenantId, administratorId, invitationId, inviterId } = row
  const { email, name } = openWithdrawn(row)
  const holder = await tx.administrator.findFirst({ where: { tenantId, emailKey: canonicalEmail(email)?.key ?? email }, select: { id: true } })
  if (holder) {
    const newer = await tx.invitation.findFirst({ where: { tenantId, administratorId: holder.id, acceptedAt: null, revokedAt: null }, select: { id: true } })
    return newer && askForInvitation(tx, { tenantId, administratorId: holder.id, id: newer.id }, now)
  }
  const { count } = await tx.withdrawnLink.updateMany({ where: { tenantId, invitationId, OR: dueBefore(now) }, data: { askedAgainAt: new Date(now) } })
  return count === 0 ? null : { tenantId, administratorId, invitationId, inviterId, name, email, gone: true }
}

async function whoIsTold(tx: Tx, { tenantId, inviterId }: Asking): Promise<Owner[]> {
  const inviters = inviterId ? await tx.administrator.findMany({ where: { tenantId, id: inviterId, status: 'active' }, select: { id: true, email: true, givenName: true, familyName: true } }) : []
  return inviters.length > 0 ? inviters.map((inviter) => ({ id: inviter.id, email: inviter.email, name: personName(inviter) })) : listOwners({ tx, tenantId })
}
