// The owners of a world, the ways in of each, and what a change does to them. Pure and browser-safe.
import { boundTo, isUsable, pathsOf, takes, type Path } from './paths'
import type { Hold, Owner, World } from './world'

/** A way in, and what a change does to it: `now` it works, `under` the change it would. */
export interface PathChange extends Path {
  now: boolean
  under: boolean
  /** whether it counts now; `counts` says it of the world after the change */
  counted: boolean
}

/** An owner with every way in that works before or after a change. */
export interface OwnerWays {
  id: string
  name: string
  email: string
  breakGlass: boolean
  paths: PathChange[]
  /** whether they are a usable owner: as it is, and under the change */
  usable: { now: boolean; under: boolean }
  /** why they would not be one; null for whoever would */
  because: string | null
}

/** What the panel shows. Without a change in hand both sides are the same. */
export interface WaysInView {
  usable: { now: number; under: number }
  owners: OwnerWays[]
}

/** @returns each owner's ways in, as they are and as a change would leave them; whoever is usable comes first */
export function compareWays(before: World, after: World = before): WaysInView {
  const then = new Map(after.owners.map((owner) => [owner.id, owner]))
  const owners = before.owners.map((owner) => waysOf(owner, before, then.get(owner.id), after))
  const counted = owners.toSorted((a, b) => Number(b.usable.now) - Number(a.usable.now))
  return { usable: { now: countUsable(before), under: countUsable(after) }, owners: counted }
}

function waysOf(owner: Owner, before: World, then: Owner | undefined, after: World): OwnerWays {
  const was = pathsOf(owner, before)
  const is = then ? pathsOf(then, after) : []
  const stay = new Set(is.map(({ key }) => key))
  const worked = new Map(was.map(({ key, counts }) => [key, counts]))
  const paths = [
    ...is.map((path) => ({ ...path, now: worked.has(path.key), under: true, counted: worked.get(path.key) ?? false })),
    ...was.filter(({ key }) => !stay.has(key)).map((path) => ({ ...path, now: true, under: false, counted: path.counts })),
  ]
  const usable = { now: isUsable(owner, before), under: then !== undefined && isUsable(then, after) }
  const { id, name, email, breakGlass } = owner
  return { id, name, email, breakGlass, paths, usable, because: usable.under ? null : then ? whyNotUsable(then, after) : 'They would be gone.' }
}

export function countUsable(world: World): number {
  return world.owners.filter((owner) => isUsable(owner, world)).length
}

/** What becomes of the tenant by a change: none left is refused, one is warned about. */
export type Verdict = 'refused' | 'warned' | 'fine'

/** @param had whether the tenant ever had a usable owner: before its first there is nothing to lose */
export function judgeOwners(usable: number, had: boolean): Verdict {
  if (usable === 0) return had ? 'refused' : 'fine'
  return usable === 1 ? 'warned' : 'fine'
}

const NOT_STANDING: Record<Exclude<Hold, 'standing'>, string> = {
  ends: 'Their role has an end.',
  not_begun: 'Their role has not begun.',
  eligible: 'They are eligible: the role counts only while it is activated.',
  unconfirmed: 'Their role waits for a yes or no.',
  none: 'They hold no such role.',
}

function whyNotUsable(owner: Owner, world: World): string {
  if (owner.status === 'new') return 'They have not activated yet.'
  if (owner.status !== 'active') return `They are ${owner.status} and cannot sign in.`
  if (owner.hold !== 'standing') return NOT_STANDING[owner.hold]
  const required = boundTo(owner, world)
  if (required) return `${required.name} is required for ${owner.domain}, and single sign-on alone never counts.`
  if (pathsOf(owner, world).length > 0) return 'No way in of theirs counts by itself.'
  const enrolled = owner.factors.filter(({ kind }) => takes(owner, world, kind))
  if (enrolled.length > 0 && enrolled.every(({ blocked }) => blocked)) return 'Their second factor is blocked, and they have no recovery code.'
  if ((owner.password === 'must_reset' || owner.password === 'switched_off') && !owner.reachable) return 'Their password must be reset, and no verified address can be mailed.'
  return owner.password === null ? 'They have no password, and no passkey that is taken.' : 'No way to sign in is open to them.'
}
