import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { paths } from '@/lib/paths'
import { canManageGrants } from './may-in-place'
import type { PlaceGrantRow, PlaceView } from './place-view'

interface Reasons { changeReason: string | null; removeReason: string | null; profileHref: string | null }

/** @returns the rows with why the viewer may not change or end each, by the rule that will decide; one's own may always be given up */
export function withReasons(actor: Actor, place: PlaceView, rows: readonly PlaceGrantRow[]): (PlaceGrantRow & Reasons)[] {
  const seesThem = holds(actor, 'administrator:read')
  return rows.map((row) => {
    const administratorId = row.mine ? actor.administratorId : (row.administratorId ?? row.grantId)
    const ask = (after: PlaceGrantRow['role'] | null) => {
      const decision = canManageGrants(actor, place, [{ administratorId, before: row.role, after }])
      return decision.allowed ? null : decision.because.sentence
    }
    return { ...row, changeReason: ask(row.role), removeReason: row.mine ? null : ask(null), profileHref: seesThem && row.administratorId ? paths.administrator(row.administratorId) : null }
  })
}
