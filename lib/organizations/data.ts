import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { getPlaceForChange, listPlaces } from '@/lib/places/data'
import type { PlacePage, PlaceQuery, PlaceView } from '@/lib/places/place-view'

/** @returns one page of the organizations within reach */
export async function listOrganizations({ actor }: Cleared<'organization:read'>, query: PlaceQuery): Promise<PlacePage> {
  return listPlaces('organization', actor, query)
}

/** The organization of an action, locked. @throws AppError not_found for what is out of reach */
export async function getOrganizationForChange(tx: Tx, actor: Actor, organizationId: string): Promise<PlaceView> {
  return getPlaceForChange('organization', tx, actor, organizationId)
}
