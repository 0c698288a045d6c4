import 'server-only'
import { findPerson, type PersonRecord } from '@/lib/administrators/data'
import { holds } from '@/lib/authz/can'
import type { Actor, AdministratorStatus } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE } from '@/lib/authz/policy'
import type { GrantChange } from '@/lib/authz/rules'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { changeOf, type GrantRecord } from '@/lib/grants/data'
import { assignmentsOf, type AccessValues } from './schema'

/** An invited person with the invitation that is open, if one is; times in epoch milliseconds. */
export interface InvitationRecord {
  holder: PersonRecord
  open: { id: string; createdAt: number } | null
}

/** @returns why there is no invitation that could be sent again, or null */
export function whyNoInvitation(status: AdministratorStatus): string | null {
  if (status === 'new') return null
  return status === 'active' ? 'This person has activated already.' : `This person is ${status}; there is no invitation to them.`
}

/**
 * The invitation of somebody who has not activated yet, their row locked. Not limited to anyone's reach: whoever may manage the grants
 * it carries asks for it (see `grantsInHand`).
 * @throws AppError not_found, wrong_state for whoever activated, was deactivated or deleted
 */
export async function getInvitation(tx: Tx, tenantId: string, administratorId: string, now: number): Promise<InvitationRecord> {
  const holder = await findPerson(tx, { tenantId, administratorId, now, lock: true })
  if (!holder) throw new AppError('not_found')
  const sentence = whyNoInvitation(holder.status)
  if (sentence) throw new AppError('wrong_state', { sentence })
  const open = await tx.invitation.findFirst({ where: { tenantId, administratorId, acceptedAt: null, revokedAt: null }, select: { id: true, createdAt: true } })
  return { holder, open: open && { id: open.id, createdAt: open.createdAt.getTime() } }
}

/** The same for somebody who sees administrators as such. @throws AppError not_found for everyone else (roles.md 4) */
export async function getInvitationForChange(tx: Tx, actor: Actor, administratorId: string, now: number): Promise<InvitationRecord> {
  if (!holds(actor, 'administrator:read')) throw new AppError('not_found')
  return getInvitation(tx, actor.tenantId, administratorId, now)
}

/** @returns the question that can() answers before an invitation is resent or revoked: every grant it carries must be the actor's to give */
export function grantsInHand({ holder }: { holder: Pick<PersonRecord, 'id' | 'person'> }): GrantChange[] {
  const grants = holder.person.grants.map(({ role, scope }) => ({ role, scope }))
  return (grants.length ? grants : [{ role: PLACE_BY_PLACE_ROLE, scope: { type: 'tenant' as const } }]).map((after) => ({ administratorId: holder.id, before: null, after }))
}

/** One's own list of people to invite, locked, with the grants that each line would make. */
export interface ListRecord {
  id: string
  state: 'running' | 'stopped' | 'done'
  grants: ReturnType<typeof assignmentsOf>
}

/** @throws AppError not_found for a list of somebody else */
export async function getListForChange(tx: Tx, { tenantId, administratorId }: Actor, listId: string): Promise<ListRecord> {
  await tx.$queryRaw`SELECT 1 FROM invite_list WHERE tenant_id = ${tenantId}::uuid AND id = ${listId}::uuid FOR UPDATE`
  const list = await tx.inviteList.findUnique({ where: { tenantId_id: { tenantId, id: listId } }, select: { id: true, state: true, startedById: true, access: true } })
  if (list?.startedById !== administratorId) throw new AppError('not_found')
  return { id: list.id, state: list.state, grants: assignmentsOf(list.access as unknown as AccessValues) }
}

/** @returns the question that can() answers about people who do not exist yet */
export function grantsOfAccess(assignments: readonly Pick<GrantRecord, 'role' | 'scope'>[]): GrantChange[] {
  return assignments.map((assignment) => changeOf({ ...assignment, administratorId: '' }, 'made'))
}

/** @returns who has this address, whatever their status; not limited to anyone's reach */
export async function findHolderOfAddress(tx: Tx, tenantId: string, emailKey: string): Promise<{ id: string; status: AdministratorStatus } | null> {
  return tx.administrator.findUnique({ where: { tenantId_emailKey: { tenantId, emailKey } }, select: { id: true, status: true } })
}

/** @returns the id of whoever signs in with this address, or has it as their own; null for one that nobody has. Not limited to anyone's reach */
export async function findHolderOfIdentifier(tx: Tx, tenantId: string, emailKey: string): Promise<string | null> {
  const holder = await findHolderOfAddress(tx, tenantId, emailKey)
  if (holder) return holder.id
  const identifier = await tx.identifier.findFirst({ where: { tenantId, type: 'email', valueKey: emailKey }, select: { administratorId: true } })
  return identifier?.administratorId ?? null
}
