import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import type { GrantRecord } from './data'
import { grantDetail, recordGrant } from './record-grant'

interface Times { version: number; startsAt?: number | undefined; endsAt?: number | null | undefined }

/**
 * Changes when a grant starts or ends; what is left out stays. A start that has passed stands: history is not rewritten. A start in
 * the past for one that has not begun means from now. Call it under the tenant's lock.
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
  const { version } = await tx.roleGrant
    .update({ where: { tenantId_id: { tenantId, id: grant.id } }, data: { startsAt: new Date(startsAt), endsAt: endsAt === null ? null : new Date(endsAt), version: { increment: 1 } }, select: { version: true } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new AppError('already_exists', { sentence: 'They hold the same role at an overlapping time. Choose other dates.', reason: 'overlap' }) : error
    })
  await refuseLosingLastOwner(tx, tenantId)
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.changed', before: grantDetail(grant), after: grantDetail({ ...grant, startsAt, endsAt }) })
  return { version }
}
