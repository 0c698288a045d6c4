// What is being put together in the dialog: which roles, where, for how long and why. Pure.
import { type Place } from '@/lib/authz/can'
import { ACTIVATION_STEP_SECONDS, LONGEST_JUSTIFICATION, PROPOSED_ACTIVATION_SECONDS, SHORTEST_ACTIVATION_SECONDS } from '@/lib/pim/role-settings'
import { type EligibleRole, type OwnActivation } from '@/lib/pim/own-view'

export type NamedPlace = Place & { name: string }

/** A role in the basket; without places it reaches as far as its grant. */
export interface Picked {
  role: EligibleRole
  places: readonly NamedPlace[]
}

/** One thing that is asked for: each goes to its own approvers. */
export interface Item {
  role: EligibleRole
  place: NamedPlace | null
}

/** @returns why a role cannot be asked for anew now, though its holder may: it runs, it is to start, or it waits already; null where nothing does */
export function whyBusy({ activations, pending, narrowTo }: Pick<EligibleRole, 'activations' | 'pending' | 'narrowTo'>): string | null {
  // Narrowed to a place it may still be asked for elsewhere.
  const whole = ({ scope }: { scope: { type: string } }) => narrowTo.length === 0 || scope.type === 'tenant'
  if (activations.some(whole)) return 'It is active or scheduled already. Extend it, or end it first.'
  return pending.some((one) => whole(one) && one.extendsId === null) ? 'You have asked for it, and that waits to be decided.' : null
}

/** @returns why what runs cannot be gone on from: it is extended already, or that was asked for; null where it can */
export function whyNotExtended({ activations, pending }: Pick<EligibleRole, 'activations' | 'pending'>, { id, endsAt, placeName }: OwnActivation): string | null {
  if (activations.some((other) => other.startsAt === endsAt && other.placeName === placeName)) return 'It is extended already.'
  return pending.some(({ extendsId }) => extendsId === id) ? 'You have asked to extend it, and that waits to be decided.' : null
}

export function itemsOf(picked: readonly Picked[]): Item[] {
  return picked.flatMap(({ role, places }): Item[] => (places.length > 0 ? places.map((place) => ({ role, place })) : [{ role, place: null }]))
}

/** @returns the lengths that every role in the basket allows, in seconds: half an hour up, in quarters of an hour */
export function lengthsFor(picked: readonly Picked[]): number[] {
  const longest = Math.min(...picked.map(({ role }) => role.settings.longestSeconds), 86_400)
  return Array.from({ length: Math.max(0, Math.floor((longest - SHORTEST_ACTIVATION_SECONDS) / ACTIVATION_STEP_SECONDS) + 1) }, (_, index) => SHORTEST_ACTIVATION_SECONDS + index * ACTIVATION_STEP_SECONDS)
}

/** @returns the length to begin with: what was wished for, or the nearest to it that is allowed; else an hour, or what there is */
export function proposedLength(lengths: readonly number[], wished?: number): number {
  if (wished !== undefined && lengths.length > 0) return lengths.findLast((length) => length <= wished) ?? lengths[0]!
  return lengths.includes(PROPOSED_ACTIVATION_SECONDS) ? PROPOSED_ACTIVATION_SECONDS : (lengths.at(-1) ?? SHORTEST_ACTIVATION_SECONDS)
}

/** @returns how long the reason must be, at least: what the strictest of the roles asks for; 0: none need be given */
export function leastReason(picked: readonly Picked[]): number {
  return Math.max(0, ...picked.map(({ role }) => role.settings.justificationLength))
}

/** @returns such as "12 of at least 10 characters" or "988 left" */
export function counter(text: string, least: number): string {
  const length = [...text.trim()].length
  if (length < least) return `${length} of at least ${least} characters`
  return `${length} of at most ${LONGEST_JUSTIFICATION} characters`
}

/** @returns when it would begin and end; never past the end of the grant. @param from when a running activation ends that it goes on from */
export function windowFor({ role }: Pick<Item, 'role'>, { seconds, startsAt, from, now }: { seconds: number; startsAt: number | null; from: number | null; now: number }): { startsAt: number; endsAt: number; cut: boolean } {
  const start = from ?? Math.max(startsAt ?? now, now)
  const end = start + seconds * 1000
  const cut = role.endsAt !== null && end > role.endsAt
  return { startsAt: start, endsAt: cut ? role.endsAt! : end, cut }
}
