import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { PersonRecord } from '@/lib/administrators/data'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import type { Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import type { GrantKind } from '@/lib/pim/assignment-terms'
import { findClash, type Made } from './find-clash'
import { grantDetail, nameGrant, recordGrant, tellHolder } from './record-grant'
import { refuseAgainstSettings } from './refuse-kind'

export interface Assignment {
  role: RoleKey
  scope: Scope
  /** left out: active, it counts by itself */
  kind?: GrantKind | undefined
  /** epoch milliseconds; none, or one in the past, means from now: nobody holds power backwards */
  startsAt?: number | undefined
  /** epoch milliseconds; null means until it is ended; none too, or as long as the role's settings let an eligible grant last */
  endsAt?: number | null | undefined
  /** the address that was typed inside a place, by somebody who must not learn whose it is before they next sign in */
  invitedAs?: string | undefined
}

interface Making {
  source: 'manual' | 'invitation'
  /** no letter: the invitation tells it, or nobody shall know yet */
  quiet?: boolean
  /** a deleted person may be given it too, unconfirmed: a refusal would tell who was once here */
  evenDeleted?: boolean
  /** it takes the place of one that waits for a yes or no after a restore, and waits too */
  unconfirmed?: boolean
}

/**
 * Gives a person a role in a scope. The person's row is locked by whoever loaded them.
 * @returns the new grant's id
 * @throws AppError already_exists when they hold it at an overlapping time, not_found for a foreign place, invalid_input (also what the role's PIM settings forbid), wrong_state
 */
export async function assignRole(work: Work, holder: PersonRecord, assignment: Assignment, { source, quiet = false, evenDeleted = false, unconfirmed = false }: Making = { source: 'manual' }): Promise<{ grantId: string }> {
  const { tx, tenantId, now, actor } = work
  const { role, scope, kind = 'active', invitedAs } = assignment
  const startsAt = Math.max(assignment.startsAt ?? now, now)
  const called = await nameGrant(work, { role, scope })
  if (holder.status === 'deleted' && !evenDeleted) throw new AppError('wrong_state', { sentence: 'This person is deleted. Restore them first.' })
  const endsAt = await refuseAgainstSettings(work, { administratorId: holder.id, role, kind, from: startsAt, endsAt: assignment.endsAt })
  if (endsAt !== null && endsAt <= startsAt) throw new AppError('invalid_input', { fields: { endsAt: 'The end must lie in the future and after the start.' } })
  refuseOverlap(holder, { role, scope, kind, startsAt, endsAt }, { called, now })
  const place = { workspaceId: scope.type === 'workspace' ? scope.id : null, organizationId: scope.type === 'organization' ? scope.id : null }
  const { id } = await tx.roleGrant
    .create({
      data: {
        tenantId, administratorId: holder.id, role, scope: scope.type, kind, ...place, source, grantedById: actor.administratorId, startsAt: new Date(startsAt), endsAt: endsAt === null ? null : new Date(endsAt),
        invitedAs: invitedAs ?? null, confirmed: holder.status !== 'deleted' && !unconfirmed,
      },
      select: { id: true },
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new AppError('already_exists', { sentence: `They hold ${called} at that time already. Change the dates of that role instead.`, reason: 'overlap' }) : error
    })
  // Notes that the tenant has a usable owner, so that from here on it keeps one.
  await refuseLosingLastOwner(tx, tenantId)
  await recordGrant(work, holder.id, { id, scope, pendingAs: invitedAs ?? null }, { action: 'grant.created', after: grantDetail({ role, scope, kind, startsAt, endsAt }) })
  if (!quiet) await tellHolder(work, holder, { name: 'role_granted', eligible: kind === 'eligible' }, called)
  return { grantId: id }
}

function refuseOverlap(holder: PersonRecord, made: Made, { called, now }: { called: string; now: number }): void {
  const held = findClash(holder.person.grants, made, now)
  if (!held) return
  const sentence = held.kind === made.kind ? `They hold ${called} at that time already. Change the dates of that role instead.`
    : held.kind === 'active' ? `They hold ${called} as standing all that time, and would keep it. Choose Make eligible on that role instead.`
    : `They hold ${called} as eligible. Choose Make standing on that role instead.`
  throw new AppError('already_exists', { sentence, reason: 'overlap', details: { grantId: held.id } })
}
