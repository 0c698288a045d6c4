import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import { refuseTakenPlace } from '@/lib/places/data'
import type { PlaceView } from '@/lib/places/place-view'
import { refuseFixedSlug, refuseStalePlace } from '@/lib/places/refuse-change'
import type { UpdateWorkspace } from './schema'

/**
 * @param place as it is now, locked
 * @returns the address it has now
 * @throws AppError conflict with the newer version; already_exists; forbidden for another address without seeing every workspace
 */
export async function updateWorkspace({ tx, actor, tenantId, record }: Work, place: PlaceView, { version, name, slug, description }: UpdateWorkspace): Promise<{ slug: string; version: number }> {
  refuseStalePlace(place, version)
  refuseFixedSlug(actor, place, slug)
  await refuseTakenPlace('workspace', tx, actor, { name, slug, except: place.id })
  await tx.workspace.update({ where: { tenantId_id: { tenantId, id: place.id } }, data: { name, slug, description, version: version + 1 } })
  record({ target: { type: 'workspace', id: place.id }, workspaceId: place.id, before: { name: place.name, slug: place.slug, description: place.description }, after: { name, slug, description } })
  await announce(tx, { tenantId, topic: 'workspaces', place: { type: 'workspace', id: place.id } })
  return { slug, version: version + 1 }
}
