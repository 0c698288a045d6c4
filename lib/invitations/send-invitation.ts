import 'server-only'
import type { Work } from '@/lib/actions/work'
import { issueLink, voidLinks } from '@/lib/authn/link-tokens'
import type { Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { personName } from '@/lib/format/person-name'
import { nameGrant } from '@/lib/grants/record-grant'
import { nextInvitationSlot, queueMail } from '@/lib/mail/queue-mail'
import { sayKind, type GrantKind } from '@/lib/pim/assignment-terms'

interface Sending {
  administratorId: string
  invitationId: string
  to: string
  recipientName: string
  grants: readonly { role: RoleKey; scope: Scope; kind?: GrantKind | undefined }[]
  again: boolean
}

/** @returns when the mail of an invitation leaves, and until when its link works: its lifetime counts from that moment (a long list is spread over hours) */
export async function planInvitation({ tx, tenantId, now }: Work): Promise<{ sendAt: number; expiresAt: number; lifetimeSeconds: number }> {
  const { invitationLifetimeSeconds } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { invitationLifetimeSeconds: true } })
  const sendAt = await nextInvitationSlot(tx, tenantId, now)
  return { sendAt, expiresAt: sendAt + invitationLifetimeSeconds * 1000, lifetimeSeconds: invitationLifetimeSeconds }
}

/** Makes the only link that works for this person from now on, and queues the letter that carries it. */
export async function sendInvitation(work: Work, { administratorId, invitationId, to, recipientName, grants, again }: Sending, plan: { expiresAt: number; lifetimeSeconds: number }): Promise<void> {
  const { tx, tenantId, now, facts } = work
  await voidLinks(tx, { purpose: 'activation', tenantId, administratorId, now })
  const token = await issueLink(tx, { purpose: 'activation', tenantId, administratorId, invitationId, now, lifetimeSeconds: Math.ceil((plan.expiresAt - now) / 1000) })
  const roles: string[] = []
  for (const grant of grants) roles.push(sayKind(await nameGrant(work, grant), grant.kind ?? 'active'))
  await queueMail(tx, {
    tenantId, administratorId, to, now, dedupKey: `invitation:${administratorId}`,
    letter: { name: 'invitation', inviterName: personName(facts.person), tenantName: facts.tenant.name, recipientName, roles, token, lifetimeSeconds: plan.lifetimeSeconds, again },
  })
}
