// The question of "Can they?" as its address tells it. What it names and we do not know is as if it were not asked.
import { z } from 'zod'
import type { Place } from '@/lib/authz/can'
import { rolesToAskAbout } from '@/lib/authz/explain'
import { isPermission, isRoleKey, permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'
import { UUID, placesMatter, readPlace } from './asked-place'

/** A question as far as it was put together. */
export interface AskedQuestion {
  /** null: oneself */
  person: string | null
  permission: Permission | null
  place: Place | null
  /** whom it is about */
  about: string | null
  role: RoleKey | null
  /** epoch milliseconds; null: now */
  at: number | null
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?$/
const text = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), z.string().catch(''))
const id = text.transform((given) => (UUID.test(given) ? given : null))

/** Search parameters → AskedQuestion. Never refuses; what does not belong to the permission is left out. */
export const AskedQuestion = z
  .object({ person: id, about: id, permission: text, place: text, role: text, at: text })
  .transform(({ person, about, permission: asked, place, role, at }): AskedQuestion => {
    const permission = isPermission(asked) ? asked : null
    const moment = readMoment(at)
    if (!permission) return { person, permission, place: null, about: null, role: null, at: moment }
    const { scope, rule } = permissionRow(permission)
    const there = readPlace(place)
    return {
      person, permission, at: moment,
      place: there?.type === scope || (there && placesMatter(permission)) ? there : null,
      about: rule === 'other-person' || rule === 'grant-change' ? about : null,
      role: isRoleKey(role) && rolesToAskAbout(permission).includes(role) ? role : null,
    }
  })

/** @returns epoch milliseconds; a moment without a zone is UTC */
function readMoment(written: string): number | null {
  if (!MOMENT.test(written)) return null
  const at = Date.parse(written.endsWith('Z') ? written : `${written}Z`)
  return Number.isNaN(at) ? null : at
}
