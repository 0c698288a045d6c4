import 'server-only'
import { findPerson, type PersonRecord } from '@/lib/administrators/data'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { voidLinks } from '@/lib/authn/link-tokens'
import { POLICY_BINDS } from '@/lib/authn/policy-binds'
import type { Grant } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE } from '@/lib/authz/policy'
import { couldStillAssign } from '@/lib/authz/standing-assigner'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

/** @returns the invitation that somebody could take now; null for whoever has none */
export async function findOpenInvitation(tx: Tx, tenantId: string, administratorId: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invitation WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > castellan_now() ORDER BY created_at DESC LIMIT 1`
  return rows[0]?.id ?? null
}

interface OfInvitation { tenantId: string; administratorId: string; invitationId: string; now: number }

/**
 * Takes an invitation: one guarded update, and only while whoever sent it could still give what it carries (T34). Call it under the tenant's lock.
 * @throws AppError link_unusable
 */
export async function takeInvitation(tx: Tx, { tenantId, administratorId, invitationId, now }: OfInvitation): Promise<void> {
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

interface Activating { tenantId: string; administratorId: string; /** where nobody knew them */ names: { givenName: string; familyName: string } | null; now: number }

/** Makes somebody with status `new` active, their address having been proved by what reached it. @throws AppError last_owner */
export async function activate(tx: Tx, { tenantId, administratorId, names, now }: Activating): Promise<void> {
  const at = new Date(now)
  const { emailKey } = await tx.administrator.update({
    where: { tenantId_id: { tenantId, id: administratorId } },
    data: { status: 'active', activatedAt: at, invitationExpiresAt: null, version: { increment: 1 }, ...names },
    select: { emailKey: true },
  })
  // The link reached this address: that is the proof of it.
  await tx.address.updateMany({ where: { tenantId, administratorId, valueKey: emailKey }, data: { verifiedAt: at } })
  // Who is activated under the policy has their chance here: grace is for those whom it found.
  await tx.$executeRaw`UPDATE administrator a SET mfa_without_grace = true FROM tenant t WHERE t.id = a.tenant_id AND a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid AND ${POLICY_BINDS}`
  await voidLinks(tx, { purpose: 'activation', tenantId, administratorId, now })
  await refuseLosingLastOwner(tx, tenantId)
}
