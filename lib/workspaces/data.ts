import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { findPlaceBySlug, getPlaceForChange, listPlaces } from '@/lib/places/data'
import type { PlacePage, PlaceQuery, PlaceView } from '@/lib/places/place-view'

/** @returns one page of the workspaces within reach */
export async function listWorkspaces({ actor }: Cleared<'workspace:read'>, query: PlaceQuery): Promise<PlacePage> {
  return listPlaces('workspace', actor, query)
}

/** @returns the workspace of this address within reach, or null */
export async function findWorkspaceBySlug(actor: Actor, slug: string): Promise<PlaceView | null> {
  return findPlaceBySlug('workspace', actor, slug)
}

/** The workspace of an action, locked. @throws AppError not_found for what is out of reach */
export async function getWorkspaceForChange(tx: Tx, actor: Actor, workspaceId: string): Promise<PlaceView> {
  return getPlaceForChange('workspace', tx, actor, workspaceId)
}
