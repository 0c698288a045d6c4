import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSessions } from '@/lib/authn/end-sessions'
import { voidLinks, type LinkPurpose } from '@/lib/authn/link-tokens'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { withdrawMail } from '@/lib/mail/withdraw-mail'
import type { PersonRecord } from './data'
import { refuseLosingLastOwner } from './last-owner'

export type StatusChange = 'active' | 'inactive' | 'deleted'

const LINKS: readonly LinkPurpose[] = ['activation', 'password_reset', 'address_change', 'address_undo']

/**
 * The table of statuses, where `deleted` is hidden and kept. Never jumps over activation: someone who never activated goes back
 * to `new`. Whoever stops being active is signed out at once; grants stay and confer nothing.
 * Call it under the tenant's lock (roles.md rule 3).
 * @returns the status they have now
 * @throws AppError wrong_state, last_owner
 */
export async function changeStatus(work: Work, found: PersonRecord, to: StatusChange): Promise<AdministratorStatus> {
  const { tx, tenantId, now } = work
  refuseWrongStart(found, to)
  if (to === 'active') await refuseUndecidedGrants(work, found)
  const status = to === 'active' && found.activatedAt === null ? 'new' : to
  const open = status === 'new' ? await tx.invitation.findFirst({ where: { tenantId, administratorId: found.id, acceptedAt: null, revokedAt: null }, select: { expiresAt: true } }) : null
  await tx.administrator.update({
    where: { tenantId_id: { tenantId, id: found.id } },
    data: { status, deletedAt: status === 'deleted' ? new Date(now) : null, invitationExpiresAt: open?.expiresAt ?? null, version: { increment: 1 } },
  })
  if (status === 'inactive' || status === 'deleted') await endAccess(work, found.id, status)
  await refuseLosingLastOwner(tx, tenantId)
  await tellTheRest(work, found, status)
  return status
}

function refuseWrongStart(found: PersonRecord, to: StatusChange): void {
  const already = found.status === to || (to === 'active' && found.status === 'new')
  if (already) throw new AppError('wrong_state', { sentence: to === 'active' && found.status === 'new' ? 'This person has not activated yet. Send the invitation again if it was lost.' : `This person is already ${to}.`, reason: 'unchanged' })
  if (found.status === 'deleted') throw new AppError('wrong_state', { sentence: 'This person is deleted. Restore them first.' })
}

async function refuseUndecidedGrants({ tx, tenantId, now }: Work, found: PersonRecord): Promise<void> {
  const waiting = await tx.roleGrant.count({ where: { tenantId, administratorId: found.id, revokedAt: null, confirmed: false, OR: [{ endsAt: null }, { endsAt: { gt: new Date(now) } }] } })
  if (waiting > 0) throw new AppError('wrong_state', { sentence: `${waiting === 1 ? 'One restored role waits' : `${waiting} restored roles wait`} for a yes or no. Decide on the Roles tab first.`, reason: 'grants_undecided' })
}

/** Sessions end; a reset link that is under way must not outlive them. The invitation of an inactive person waits, that of a deleted one is over. */
async function endAccess({ tx, tenantId, now }: Work, administratorId: string, status: 'inactive' | 'deleted'): Promise<void> {
  await endSessions(tx, { tenantId, administratorId, reason: 'status_changed', now })
  for (const purpose of status === 'deleted' ? LINKS : (['password_reset'] as const)) await voidLinks(tx, { purpose, tenantId, administratorId, now })
  if (status !== 'deleted') return
  await tx.invitation.updateMany({ where: { tenantId, administratorId, acceptedAt: null, revokedAt: null }, data: { revokedAt: new Date(now) } })
  await tx.addressChange.updateMany({ where: { tenantId, administratorId, confirmedAt: null, undoneAt: null, cancelledAt: null }, data: { cancelledAt: new Date(now) } })
  await withdrawMail(tx, tenantId, administratorId)
}

/**
 * Deleted → inactive. Every grant that has not ended waits for a yes or no before the person can be set to active (confirm-grant.ts).
 * @throws AppError wrong_state for whoever is not deleted
 */
export async function restoreAdministrator(work: Work, found: PersonRecord): Promise<{ undecided: number }> {
  const { tx, tenantId } = work
  if (found.status !== 'deleted') throw new AppError('wrong_state', { sentence: 'Only a deleted person can be restored.', reason: 'unchanged' })
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: found.id } }, data: { status: 'inactive', deletedAt: null, version: { increment: 1 } } })
  const { count } = await tx.roleGrant.updateMany({
    where: { tenantId, administratorId: found.id, id: { in: found.person.grants.map(({ id }) => id) } },
    data: { confirmed: false, version: { increment: 1 } },
  })
  await tellTheRest(work, found, 'inactive')
  return { undecided: count }
}

async function tellTheRest({ tx, tenantId, record }: Work, found: PersonRecord, status: AdministratorStatus): Promise<void> {
  await announce(tx, { tenantId, topic: 'administrators', administratorId: found.id })
  record({ target: { type: 'administrator', id: found.id }, affectedId: found.id, before: { status: found.status }, after: { status } })
}
