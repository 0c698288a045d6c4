import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { unmarkDemoted } from '@/lib/break-glass/unmark-demoted'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import { shortenActivations } from '@/lib/pim/cut-short'
import type { GrantRecord } from './data'
import { grantDetail, recordGrant } from './record-grant'
import { refuseAgainstSettings } from './refuse-kind'

interface Times { version: number; startsAt?: number | undefined; endsAt?: number | null | undefined }

/**
 * Changes when a grant starts or ends; what is left out stays. A start that has passed stands: history is not rewritten. A start in
 * the past for one that has not begun means from now. What the role's PIM settings forbid may be shortened, never lengthened. Call it
 * under the tenant's lock.
 * @returns the grant's version after it
 * @throws AppError conflict with what stands there now, invalid_input, already_exists, last_owner
 */
export async function changeGrant(work: Work, grant: GrantRecord, times: Times): Promise<{ version: number }> {
  const { tx, tenantId, now } = work
  refuseStaleVersion(times.version, grant.version, { startsAt: grant.startsAt, endsAt: grant.endsAt })
  const startsAt = times.startsAt === undefined || times.startsAt === grant.startsAt ? grant.startsAt : Math.max(times.startsAt, now)
  const endsAt = times.endsAt === undefined ? grant.endsAt : times.endsAt
  if (startsAt !== grant.startsAt && grant.startsAt <= now) throw new AppError('invalid_input', { fields: { startsAt: 'This role has started already; its start stands.' } })
  if (endsAt !== null && (endsAt <= startsAt || endsAt <= now)) throw new AppError('invalid_input', { fields: { endsAt: 'The end must lie in the future and after the start. To end the role now, choose End.' } })
  const longer = startsAt < grant.startsAt || (grant.endsAt !== null && (endsAt === null || endsAt > grant.endsAt))
  if (longer) await refuseAgainstSettings(work, { administratorId: grant.administratorId, role: grant.role, kind: grant.kind, from: Math.max(startsAt, now), endsAt })
  const { version } = await tx.roleGrant
    .update({ where: { tenantId_id: { tenantId, id: grant.id } }, data: { startsAt: new Date(startsAt), endsAt: endsAt === null ? null : new Date(endsAt), version: { increment: 1 } }, select: { version: true } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new AppError('already_exists', { sentence: 'They hold the same role at an overlapping time. Choose other dates.', reason: 'overlap' }) : error
    })
  if (endsAt !== null && grant.kind === 'eligible') await shortenActivations(work, grant.id, endsAt)
  if (grant.role === OWNER_ROLE) await unmarkDemoted(work, grant.administratorId)
  await refuseLosingLastOwner(tx, tenantId)
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.changed', before: grantDetail(grant), after: grantDetail({ ...grant, startsAt, endsAt }) })
  return { version }
}
