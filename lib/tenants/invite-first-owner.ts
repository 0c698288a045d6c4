import 'server-only'
import { personal, recordAudit, type AuditEvent } from '@/lib/audit/record'
import { canonicalEmail, type CanonicalEmail } from '@/lib/authn/canonical-email'
import { issueLink, voidLinks } from '@/lib/authn/link-tokens'
import { OWNER_ROLE, ROLES } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors/app-error'
import { queueMail } from '@/lib/mail/queue-mail'
import { paths } from '@/lib/paths'
import { createTenant, parseSlug } from './create-tenant'
import { operatorEvents } from './operator'

interface FirstOwner {
  slug: string
  email: string
  /** of a tenant that is made; its short name unless said */
  name?: string | undefined
}

export interface FirstOwnerInvited {
  tenantName: string
  email: string
  tenantCreated: boolean
  /** the activation link, for whoever runs the command; it is mailed as well */
  link: string
  lifetimeSeconds: number
}

/** @throws AppError invalid_input */
export function parseEmail(text: string): CanonicalEmail {
  const email = canonicalEmail(text)
  if (!email) throw new AppError('invalid_input', { sentence: `"${text}" is not one e-mail address.` })
  return email
}

/**
 * Makes the tenant when it is absent, and invites its first owner; again, with a new link that voids the old one, for as long as no
 * owner was ever usable. Another address then takes the place of the first, which was never used. All in one transaction.
 * @throws AppError invalid_input, already_exists, wrong_state
 */
export async function inviteFirstOwner({ slug, email, name }: FirstOwner): Promise<FirstOwnerInvited> {
  const address = parseEmail(email)
  parseSlug(slug)
  return transaction(async (tx) => {
    const event = operatorEvents()
    const events: AuditEvent[] = []
    const known = await tx.tenant.findUnique({ where: { slug }, select: { id: true } })
    if (!known) {
      const made = await createTenant(tx, { slug, name: name ?? slug })
      events.push(event('tenant.created', { tenantId: made.tenantId, after: { slug, name: name ?? slug } }))
    }
    const tenant = await lockedTenant(tx, slug)
    if (known) refuseKnownTenant(tenant, name)
    const now = await readClock(tx)
    await removeOtherFirstOwners(tx, tenant.id, address.key)
    const { administratorId, invitationId } = await openInvitation(tx, tenant, address, now)
    await voidLinks(tx, { purpose: 'activation', tenantId: tenant.id, administratorId, now })
    const lifetimeSeconds = tenant.invitationLifetimeSeconds
    const token = await issueLink(tx, { purpose: 'activation', tenantId: tenant.id, administratorId, invitationId, now, lifetimeSeconds })
    await queueMail(tx, {
      tenantId: tenant.id, administratorId, to: address.shown, now, dedupKey: `invitation:${invitationId}`,
      letter: { name: 'invitation', tenantName: tenant.name, recipientName: '', inviterName: null, roles: [ROLES[OWNER_ROLE].label], again: false, token, lifetimeSeconds },
    })
    events.push(event('owner.invited', { tenantId: tenant.id, affectedId: administratorId, after: { email: personal(administratorId, address.shown) } }))
    await recordAudit(tx, events)
    return { tenantName: tenant.name, email: address.shown, tenantCreated: !known, link: `${env().APP_ORIGIN}${paths.activate}#${token}`, lifetimeSeconds }
  })
}

type Tenant = Awaited<ReturnType<typeof lockedTenant>>

async function lockedTenant(tx: Tx, slug: string) {
  const { id } = await tx.tenant.findUniqueOrThrow({ where: { slug }, select: { id: true } })
  await lockTenant(tx, id)
  return tx.tenant.findUniqueOrThrow({ where: { id }, select: { id: true, slug: true, name: true, hadUsableOwner: true, invitationLifetimeSeconds: true } })
}

function refuseKnownTenant({ slug, name, hadUsableOwner }: Tenant, given: string | undefined): void {
  if (hadUsableOwner) throw new AppError('already_exists', { sentence: `The tenant ${slug} has had an owner. Owners invite others in the console; to give one their account back, add --recover.` })
  if (given !== undefined && given !== name) throw new AppError('already_exists', { sentence: `The tenant ${slug} exists already and is called "${name}". Leave --name out.` })
}

/** An address that was mistyped must not stay an owner-to-be. */
async function removeOtherFirstOwners(tx: Tx, tenantId: string, emailKey: string): Promise<void> {
  await tx.administrator.deleteMany({ where: { tenantId, status: 'new', emailKey: { not: emailKey }, roleGrants: { some: { role: OWNER_ROLE, source: 'operator' } } } })
}

async function openInvitation(tx: Tx, { id: tenantId, invitationLifetimeSeconds }: Tenant, email: CanonicalEmail, now: number): Promise<{ administratorId: string; invitationId: string }> {
  const times = { createdAt: new Date(now), lastSentAt: new Date(now), expiresAt: new Date(now + invitationLifetimeSeconds * 1000) }
  const existing = await tx.administrator.findUnique({ where: { tenantId_emailKey: { tenantId, emailKey: email.key } }, select: { id: true, status: true } })
  if (existing && existing.status !== 'new') throw new AppError('wrong_state', { sentence: `${email.shown} is already an administrator of this tenant, with status ${existing.status}. Choose another address.` })
  const administratorId = existing?.id ?? (await createOwner(tx, tenantId, email, now))
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { invitationExpiresAt: times.expiresAt } })
  const open = await tx.invitation.findFirst({ where: { tenantId, administratorId, acceptedAt: null, revokedAt: null }, select: { id: true } })
  if (!open) return { administratorId, invitationId: (await tx.invitation.create({ data: { tenantId, administratorId, ...times } })).id }
  await tx.invitation.update({ where: { tenantId_id: { tenantId, id: open.id } }, data: { expiresAt: times.expiresAt, lastSentAt: times.lastSentAt, sentCount: { increment: 1 } } })
  return { administratorId, invitationId: open.id }
}

async function createOwner(tx: Tx, tenantId: string, { shown, key }: CanonicalEmail, now: number): Promise<string> {
  const { id: poolId } = await tx.identityPool.findFirstOrThrow({ where: { tenantId, builtIn: true }, select: { id: true } })
  const { id: administratorId } = await tx.administrator.create({ data: { tenantId, poolId, givenName: '', familyName: '', email: shown, emailKey: key }, select: { id: true } })
  await tx.identifier.create({ data: { tenantId, poolId, administratorId, type: 'email', value: shown, valueKey: key } })
  await tx.address.create({ data: { tenantId, administratorId, type: 'email', value: shown, valueKey: key, isPrimary: true } })
  await tx.roleGrant.create({ data: { tenantId, administratorId, role: OWNER_ROLE, scope: 'tenant', source: 'operator', startsAt: new Date(now) } })
  return administratorId
}
