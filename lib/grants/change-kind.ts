import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { unmarkDemoted } from '@/lib/break-glass/unmark-demoted'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import { KIND_WORDS, earliestEnd, type GrantKind } from '@/lib/pim/assignment-terms'
import { cutShort } from '@/lib/pim/cut-short'
import { getRoleSettings } from '@/lib/pim/role-settings-data'
import type { GrantRecord } from './data'
import { grantDetail, nameGrant, recordGrant, tellHolder } from './record-grant'
import { refuseAgainstSettings } from './refuse-kind'

interface Change {
  version: number
  kind: GrantKind
  /** of what it becomes; left out: the end it has, or the one its settings ask for where that comes first */
  endsAt?: number | null | undefined
}

/**
 * Makes a standing grant eligible, so that it counts only while it is activated, or an eligible one active, so that it counts by itself.
 * It stays the same grant: its start, and who gave it, stand. Call it under the tenant's lock.
 * @returns the grant's version and end after it
 * @throws AppError conflict with what stands there now, invalid_input by the role's PIM settings, already_exists, wrong_state, last_owner
 */
export async function changeKind(work: Work, grant: GrantRecord, { version, kind, endsAt }: Change): Promise<{ version: number; endsAt: number | null }> {
  const { tx, tenantId, now } = work
  refuseStaleVersion(version, grant.version, { startsAt: grant.startsAt, endsAt: grant.endsAt, kind: grant.kind })
  if (kind === grant.kind) throw new AppError('wrong_state', { sentence: `It is ${KIND_WORDS[kind]} already.`, reason: 'unchanged' })
  const from = Math.max(grant.startsAt, now)
  const { settings } = await getRoleSettings(tx, tenantId, grant.role)
  const end = endsAt !== undefined ? endsAt : kind === 'eligible' ? earliestEnd(settings, from, grant.endsAt) : grant.endsAt
  await refuseAgainstSettings(work, { administratorId: grant.administratorId, role: grant.role, kind, from, endsAt: end })
  if (end !== null && end <= from) throw new AppError('invalid_input', { fields: { endsAt: 'The end must lie in the future and after the start.' } })
  const stored = await tx.roleGrant
    .update({ where: { tenantId_id: { tenantId, id: grant.id } }, data: { kind, endsAt: end === null ? null : new Date(end), version: { increment: 1 } }, select: { version: true } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new AppError('already_exists', { sentence: `They hold the same role as ${KIND_WORDS[kind]} at that time already. End one of the two instead.`, reason: 'overlap' }) : error
    })
  await cutShort(work, { grantIds: [grant.id] }, 'role_changed')
  if (grant.role === OWNER_ROLE) await unmarkDemoted(work, grant.administratorId)
  await refuseLosingLastOwner(tx, tenantId)
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.changed', before: grantDetail(grant), after: grantDetail({ ...grant, kind, endsAt: end }) })
  await tellHolder(work, grant.holder, { name: 'role_kind_changed', eligible: kind === 'eligible' }, await nameGrant(work, grant))
  return { version: stored.version, endsAt: end }
}
