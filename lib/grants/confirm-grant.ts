import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { AppError } from '@/lib/errors/app-error'
import type { GrantRecord } from './data'
import { endGrant } from './end-grant'
import { grantDetail, recordGrant } from './record-grant'

/**
 * The yes or no that each grant of a restored person waits for: yes, and it counts again as it was; no, and it has ended.
 * @throws AppError conflict, wrong_state when it does not wait
 */
export async function confirmGrant(work: Work, grant: GrantRecord, { version, keep }: { version: number; keep: boolean }): Promise<void> {
  const { tx, tenantId } = work
  refuseStaleVersion(version, grant.version, { startsAt: grant.startsAt, endsAt: grant.endsAt, confirmed: grant.confirmed })
  if (grant.confirmed) throw new AppError('wrong_state', { sentence: 'This role does not wait for a decision.', reason: 'unchanged' })
  if (!keep) return endGrant(work, grant)
  await tx.roleGrant.update({ where: { tenantId_id: { tenantId, id: grant.id } }, data: { confirmed: true, version: { increment: 1 } } })
  await refuseLosingLastOwner(tx, tenantId)
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.confirmed', after: grantDetail(grant) })
}
