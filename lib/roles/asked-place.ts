// The place of a question, in an address and in a picker. Browser-safe.
import type { Place } from '@/lib/authz/can'
import { rolesToAskAbout } from '@/lib/authz/explain'
import { permissionRow, type Permission } from '@/lib/authz/policy'

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PLACE = /^(workspace|organization):([0-9a-f-]{36})$/

/** @returns whether the question needs a place: the row is about one, or a role that lies in one is to be granted */
export function placesMatter(permission: Permission): boolean {
  return permissionRow(permission).scope !== 'tenant' || rolesToAskAbout(permission).length > 0
}

/** @returns the place of "workspace:id" or "organization:id" */
export function readPlace(written: string): Place | null {
  const [, type, placeId] = PLACE.exec(written) ?? []
  return type && placeId && UUID.test(placeId) ? { type: type as Place['type'], id: placeId } : null
}

export function writePlace({ type, id: placeId }: Place): string {
  return `${type}:${placeId}`
}
