import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import type { PlaceView } from '@/lib/places/place-view'
import { recordEndedWithPlace } from '@/lib/places/end-grants-of-place'
import { refuseStalePlace, refuseUnconfirmed } from '@/lib/places/refuse-change'
import type { DeleteOrganization } from './schema'

/** Takes the organization and every role in it away. @returns how many roles ended @throws AppError conflict, invalid_input */
export async function deleteOrganization(work: Work, place: PlaceView, { version, confirmation }: DeleteOrganization): Promise<{ grantsEnded: number }> {
  const { tx, tenantId, record } = work
  refuseStalePlace(place, version)
  refuseUnconfirmed(place, confirmation)
  const grantsEnded = await recordEndedWithPlace(work, place)
  await tx.organization.delete({ where: { tenantId_id: { tenantId, id: place.id } } })
  record({
    target: { type: 'organization', id: place.id }, organizationId: place.id,
    before: { name: place.name, slug: place.slug, description: place.description, domains: place.domains, status: place.status }, after: { grantsEnded },
  })
  await announce(tx, { tenantId, topic: 'organizations', place: { type: 'organization', id: place.id } })
  return { grantsEnded }
}
