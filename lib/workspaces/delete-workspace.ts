import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import type { PlaceView } from '@/lib/places/place-view'
import { recordEndedWithPlace } from '@/lib/places/end-grants-of-place'
import { refuseStalePlace, refuseUnconfirmed } from '@/lib/places/refuse-change'
import type { DeleteWorkspace } from './schema'

/** Takes the workspace and every role in it away. @returns how many roles ended @throws AppError conflict, invalid_input */
export async function deleteWorkspace(work: Work, place: PlaceView, { version, confirmation }: DeleteWorkspace): Promise<{ grantsEnded: number }> {
  const { tx, tenantId, record } = work
  refuseStalePlace(place, version)
  refuseUnconfirmed(place, confirmation)
  const grantsEnded = await recordEndedWithPlace(work, place)
  await tx.workspace.delete({ where: { tenantId_id: { tenantId, id: place.id } } })
  record({ target: { type: 'workspace', id: place.id }, workspaceId: place.id, before: { name: place.name, slug: place.slug, description: place.description }, after: { grantsEnded } })
  await announce(tx, { tenantId, topic: 'workspaces', place: { type: 'workspace', id: place.id } })
  return { grantsEnded }
}
