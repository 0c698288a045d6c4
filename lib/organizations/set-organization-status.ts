import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { cutShort } from '@/lib/pim/cut-short'
import type { PlaceView } from '@/lib/places/place-view'
import { lockGrantsOfPlace, tellHolders } from '@/lib/places/end-grants-of-place'
import { refuseStalePlace } from '@/lib/places/refuse-change'
import type { SetOrganizationStatus } from './schema'

/**
 * Deactivates or activates. The roles in it stay as they are and confer nothing while it is inactive, from the next request of
 * whoever holds them; nobody is signed out.
 * @returns how many roles that concerns @throws AppError conflict, wrong_state
 */
export async function setOrganizationStatus(work: Work, place: PlaceView, { version, status }: SetOrganizationStatus): Promise<{ grants: number }> {
  const { tx, tenantId, record } = work
  refuseStalePlace(place, version)
  if (place.status === status) throw new AppError('wrong_state', { sentence: `${place.name} is ${status} already.` })
  await tx.organization.update({ where: { tenantId_id: { tenantId, id: place.id } }, data: { status, version: version + 1 } })
  const concerned = await lockGrantsOfPlace(work, place)
  if (status === 'inactive') await cutShort(work, { place: { kind: 'organization', id: place.id } }, 'place_deactivated')
  record({ target: { type: 'organization', id: place.id }, organizationId: place.id, before: { status: place.status }, after: { status, grants: concerned.length } })
  await tellHolders(work, concerned)
  await announce(tx, { tenantId, topic: 'organizations', place: { type: 'organization', id: place.id } })
  return { grants: concerned.length }
}
