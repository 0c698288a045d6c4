import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSessions } from '@/lib/authn/end-sessions'
import { voidLinks, type LinkPurpose } from '@/lib/authn/link-tokens'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { unmarkDemoted } from '@/lib/break-glass/unmark-demoted'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { withdrawMail } from '@/lib/mail/withdraw-mail'
import { cutShort } from '@/lib/pim/cut-short'
import type { PersonRecord } from './data'
import { refuseLosingLastOwner } from './last-owner'
import { whyNotRestore, whyNotStatus, type StatusChange, type WrongStep } from './status-steps'

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
  refuseWrongStep(whyNotStatus(found.person, to))
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

function refuseWrongStep(wrong: WrongStep | null): void {
  if (wrong) throw new AppError('wrong_state', wrong)
}

/** Sessions end; a reset link that is under way must not outlive them. The invitation of an inactive person waits, that of a deleted one is over. */
async function endAccess(work: Work, administratorId: string, status: 'inactive' | 'deleted'): Promise<void> {
  const { tx, tenantId, now } = work
  await endSessions(tx, { tenantId, administratorId, reason: 'status_changed', now })
  await cutShort(work, { administratorId }, 'status_changed')
  await unmarkDemoted(work, administratorId, 'status_changed')
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
  refuseWrongStep(whyNotRestore(found.person))
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
