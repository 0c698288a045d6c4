import { AppError } from '@/lib/errors/app-error'
import { reachOf } from '@/lib/authz/place-reach'
import type { Actor } from '@/lib/authz/grants'
import type { PlaceView } from './place-view'

/** @throws AppError conflict, with the place as it is now, when it is no longer the version that was edited */
export function refuseStalePlace(place: PlaceView, version: number): void {
  if (place.version === version) return
  throw new AppError('conflict', { sentence: `Somebody else changed this ${place.kind} while you had it open. Nothing was saved.`, details: { current: place } })
}

/** @throws AppError invalid_input unless the name was typed, letter case and outer spaces aside */
export function refuseUnconfirmed(place: PlaceView, typed: string): void {
  if (typed.trim().toLowerCase() === place.name.trim().toLowerCase()) return
  throw new AppError('invalid_input', { sentence: `Type the name of the ${place.kind} to confirm.`, fields: { confirmation: `Type “${place.name}”.` } })
}

/**
 * @returns why the actor may not give the place another address, or null. A refusal because an address is taken tells that
 * something has it, so only those who see every place choose addresses.
 */
export function whySlugIsFixed(actor: Actor, kind: PlaceView['kind']): string | null {
  return reachOf(actor, `${kind}:read`).all ? null : `The address is changed by those who see every ${kind} of the tenant.`
}

/** @throws AppError forbidden */
export function refuseFixedSlug(actor: Actor, place: PlaceView, slug: string): void {
  const reason = slug === place.slug ? null : whySlugIsFixed(actor, place.kind)
  if (reason) throw new AppError('forbidden', { sentence: reason, fields: { slug: reason } })
}
