import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { unmarkDemoted } from '@/lib/break-glass/unmark-demoted'
import { cutShort } from '@/lib/pim/cut-short'
import type { GrantRecord } from './data'
import { grantDetail, nameGrant, recordGrant, tellHolder } from './record-grant'

/**
 * Ends a grant now, whether it has started or not. Call it under the tenant's lock.
 * @param version what was on the screen; left out where there is nothing to compare (giving up one's own, a place's row)
 * @throws AppError conflict, last_owner
 */
export async function endGrant(work: Work, grant: GrantRecord, version?: number): Promise<void> {
  const { tx, tenantId, now } = work
  refuseStaleVersion(version, grant.version, { startsAt: grant.startsAt, endsAt: grant.endsAt })
  await tx.roleGrant.update({ where: { tenantId_id: { tenantId, id: grant.id } }, data: { revokedAt: new Date(now), version: { increment: 1 } } })
  await cutShort(work, { grantIds: [grant.id] }, 'role_ended')
  if (grant.role === OWNER_ROLE) await unmarkDemoted(work, grant.administratorId)
  await refuseLosingLastOwner(tx, tenantId)
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.ended', before: grantDetail(grant) })
  await tellHolder(work, grant.holder, { name: 'role_ended' }, await nameGrant(work, grant))
}
