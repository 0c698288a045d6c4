import 'server-only'
import type { Work } from '@/lib/actions/work'
import { takeSlot } from '@/lib/authn/rate-limits'
import { holds } from '@/lib/authz/can'
import { PLACE_BY_PLACE_ROLE } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { nameGrant, recordGrant, tellHolder } from '@/lib/grants/record-grant'
import { getInvitation } from '@/lib/invitations/data'
import { resendInvitation } from '@/lib/invitations/resend-invitation'
import type { PlaceGrant } from './load-place-grant'

const MOST_AN_HOUR = 3

/** At most three times an hour for each role and sender, counted before anything is looked up: the limit tells nothing either. @throws AppError too_many */
export async function limitReminders(senderId: string, grantId: string): Promise<void> {
  if (await takeSlot(`place-reminder:${senderId}:${grantId}`, MOST_AN_HOUR, 3600)) return
  throw new AppError('too_many', { sentence: `This was sent again ${MOST_AN_HOUR} times within the last hour. Wait a little before you send it once more.` })
}

/**
 * Writes again to somebody who has not signed in since they were given a role in the place: an invitation that carries nothing beyond
 * this place is sent again, anybody else who can sign in is told of the role once more. The answer is the same for all of them.
 * @throws AppError wrong_state when they have signed in since
 */
export async function remindInPlace(work: Work, { place, grant }: PlaceGrant): Promise<void> {
  if (grant.pendingAs === null && grant.holder.status !== 'new') throw new AppError('wrong_state', { sentence: 'This person has signed in since, and knows of the role.', reason: 'unchanged' })
  if (grant.holder.status === 'new') await resend(work, { place, grant })
  else await tellHolder(work, grant.holder, { name: 'role_granted', eligible: grant.kind === 'eligible' }, await nameGrant(work, grant))
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.reminded', after: { role: grant.role } })
}

async function resend(work: Work, { place, grant }: PlaceGrant): Promise<void> {
  const { tx, tenantId, now, actor } = work
  const invitation = await getInvitation(tx, tenantId, grant.administratorId, now)
  const seesThem = holds(actor, 'administrator:read')
  const elsewhere = invitation.holder.person.grants.some(({ role, scope }) => (role === PLACE_BY_PLACE_ROLE ? false : scope.type !== place.kind || !('id' in scope) || scope.id !== place.id))
  if (elsewhere && !seesThem) return
  if (elsewhere) throw new AppError('forbidden', { sentence: 'Their invitation carries other roles too. Send it again on their own page.' })
  try {
    await resendInvitation(work, invitation)
  } catch (error) {
    // Somebody else sent it just now; to say so would tell that others know this person.
    if (seesThem || !(error instanceof AppError) || error.code !== 'too_many') throw error
  }
}
