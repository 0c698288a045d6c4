import { issueLink } from '@/lib/authn/link-tokens'
import { OWNER_ROLE, ROLES, isRoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { readClock } from '@/lib/db/transaction'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'

/** Everybody of a tenant who has not activated gets an invitation by an owner, with its mail: what the demo's mailbox begins with. */
export async function inviteNewcomers(tx: Tx, tenantId: string): Promise<void> {
  const now = await readClock(tx)
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true, invitationLifetimeSeconds: true } })
  const inviter = await tx.administrator.findFirstOrThrow({ where: { tenantId, status: 'active', roleGrants: { some: { role: OWNER_ROLE, revokedAt: null } } }, orderBy: { email: 'asc' } })
  const expiresAt = new Date(now + tenant.invitationLifetimeSeconds * 1000)
  for (const person of await tx.administrator.findMany({ where: { tenantId, status: 'new' }, select: { id: true, email: true, givenName: true, familyName: true, roleGrants: { select: { role: true } } } })) {
    const { id: invitationId } = await tx.invitation.create({ data: { tenantId, administratorId: person.id, inviterId: inviter.id, createdAt: new Date(now), lastSentAt: new Date(now), expiresAt }, select: { id: true } })
    await tx.administrator.update({ where: { tenantId_id: { tenantId, id: person.id } }, data: { invitationExpiresAt: expiresAt } })
    const lifetimeSeconds = tenant.invitationLifetimeSeconds
    const token = await issueLink(tx, { purpose: 'activation', tenantId, administratorId: person.id, invitationId, now, lifetimeSeconds })
    const roles = person.roleGrants.flatMap(({ role }) => (isRoleKey(role) ? [ROLES[role].label] : []))
    await queueMail(tx, { tenantId, administratorId: person.id, to: person.email, now, letter: { name: 'invitation', tenantName: tenant.name, inviterName: personName(inviter), recipientName: personName(person), roles, again: false, token, lifetimeSeconds } })
  }
}
