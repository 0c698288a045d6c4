import 'server-only'
import { findPerson, type PersonRecord } from '@/lib/administrators/data'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { getGrant, type GrantRecord } from '@/lib/grants/data'
import { findHolderOfIdentifier } from '@/lib/invitations/data'
import { getPlaceToGrantIn } from './data'
import type { PlaceKind, PlaceView } from './place-view'

interface Loading { kind: PlaceKind; placeId: string; tx: Tx; actor: Actor; now: number }

export interface PlaceGrant { place: PlaceView; grant: GrantRecord }
export interface Invitee { place: PlaceView; holder: PersonRecord | null }

/** A role in a place within reach, its place kept from going and its holder locked. @throws AppError not_found for a role elsewhere */
export async function loadPlaceGrant({ kind, placeId, tx, actor, now }: Loading, grantId: string): Promise<PlaceGrant> {
  const place = await getPlaceToGrantIn(kind, tx, actor, placeId)
  const grant = await getGrant(tx, actor.tenantId, grantId, now)
  if (grant.scope.type !== kind || grant.scope.id !== place.id) throw new AppError('not_found', { sentence: 'This role has been ended already, or is out of your reach.' })
  return { place, grant }
}

/** Who is meant by an address, if the tenant knows them, locked. What the actor may learn of them is decided by what is done with it. */
export async function loadInvitee({ kind, placeId, tx, actor, now }: Loading, emailKey: string): Promise<Invitee> {
  const place = await getPlaceToGrantIn(kind, tx, actor, placeId)
  const administratorId = await findHolderOfIdentifier(tx, actor.tenantId, emailKey)
  const holder = administratorId === null ? null : await findPerson(tx, { tenantId: actor.tenantId, administratorId, now, lock: true })
  return { place, holder }
}
