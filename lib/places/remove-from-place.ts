import 'server-only'
import type { Work } from '@/lib/actions/work'
import { PLACE_BY_PLACE_ROLE } from '@/lib/authz/policy'
import { endGrant } from '@/lib/grants/end-grant'
import { getInvitation } from '@/lib/invitations/data'
import { revokeInvitation } from '@/lib/invitations/revoke-invitation'
import type { PlaceGrant } from './load-place-grant'

/**
 * Ends a role in the place. When it was all that an open invitation carried (bare membership aside), the invitation ends with it.
 * @throws AppError conflict
 */
export async function removeFromPlace(work: Work, { grant }: PlaceGrant, version: number): Promise<void> {
  await endGrant(work, grant, version)
  if (grant.holder.status !== 'new') return
  const invitation = await getInvitation(work.tx, work.tenantId, grant.administratorId, work.now)
  const nothingElse = invitation.holder.person.grants.every(({ role }) => role === PLACE_BY_PLACE_ROLE)
  if (invitation.open && nothingElse) await revokeInvitation(work, invitation)
}
