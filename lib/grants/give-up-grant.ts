import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { getGrant } from './data'
import { endGrant } from './end-grant'

/**
 * Everyone may give up what they hold, an owner as long as another stays (roles.md rules 2 and 3). Call it under the tenant's lock.
 * @throws AppError not_found for a grant of somebody else, last_owner
 */
export async function giveUpGrant(work: Work, grantId: string): Promise<void> {
  const grant = await getGrant(work.tx, work.tenantId, grantId, work.now)
  if (grant.administratorId !== work.actor.administratorId) throw new AppError('not_found')
  await endGrant(work, grant)
}
