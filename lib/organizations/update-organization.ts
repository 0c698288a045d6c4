import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import { refuseTakenPlace } from '@/lib/places/data'
import type { PlaceView } from '@/lib/places/place-view'
import { refuseFixedSlug, refuseStalePlace } from '@/lib/places/refuse-change'
import type { UpdateOrganization } from './schema'

/**
 * @param place as it is now, locked
 * @returns the address it has now
 * @throws AppError conflict with the newer version; already_exists; forbidden for another address without seeing every organization
 */
export async function updateOrganization({ tx, actor, tenantId, record }: Work, place: PlaceView, { version, name, slug, description, domains }: UpdateOrganization): Promise<{ slug: string; version: number }> {
  refuseStalePlace(place, version)
  refuseFixedSlug(actor, place, slug)
  await refuseTakenPlace('organization', tx, actor, { name, slug, except: place.id })
  await tx.organization.update({ where: { tenantId_id: { tenantId, id: place.id } }, data: { name, slug, description, domains, version: version + 1 } })
  record({
    target: { type: 'organization', id: place.id }, organizationId: place.id,
    before: { name: place.name, slug: place.slug, description: place.description, domains: place.domains }, after: { name, slug, description, domains },
  })
  await announce(tx, { tenantId, topic: 'organizations', place: { type: 'organization', id: place.id } })
  return { slug, version: version + 1 }
}
