// Which grant stands in the way of another of the same role in the same place. Pure; moments in epoch milliseconds.
import { placeKey, type Grant, type Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'

interface Times { startsAt: number; endsAt: number | null }

export interface Made extends Times { role: RoleKey; scope: Scope; kind: Grant['kind'] }

const overlaps = (one: Times, other: Times) => (one.endsAt === null || one.endsAt > other.startsAt) && (other.endsAt === null || one.startsAt < other.endsAt)
const contains = (outer: Times, inner: Times) => outer.startsAt <= inner.startsAt && (outer.endsAt === null || (inner.endsAt !== null && inner.endsAt <= outer.endsAt))

/**
 * Twice at the same time in the same kind: the database holds this too, for whoever comes at the same moment. Beside a grant of the
 * other kind it makes sense for a while (standing for two weeks within a year of being eligible), but not where the active one is there
 * all along: then the eligible one is never needed, and whoever gave it believes a power to be gone that stays. What has passed of the eligible one does not matter.
 */
export function findClash<G extends Made>(held: readonly G[], made: Made, now: number): G | null {
  const same = held.filter((one) => one.role === made.role && placeKey(one.scope) === placeKey(made.scope) && overlaps(one, made))
  return same.find(({ kind }) => kind === made.kind) ?? same.find((one) => (made.kind === 'eligible' ? contains(one, made) : contains(made, { ...one, startsAt: Math.max(one.startsAt, now) }))) ?? null
}
