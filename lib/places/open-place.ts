import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { requireActor } from '@/lib/authz/access'
import { findPlaceBySlug } from './data'
import type { PlaceKind, PlaceView } from './place-view'

/**
 * For the pages of one workspace or organization: who asks, and the place when `…:read` is in force there. What lies out of reach is
 * not found, as what does not exist (roles.md 4). One look a request.
 */
export const openPlace = cache(async (kind: PlaceKind, slug: string): Promise<{ facts: SessionFacts; place: PlaceView }> => {
  const facts = await requireActor()
  const place = await findPlaceBySlug(kind, facts.actor, slug)
  return place ? { facts, place } : notFound()
})
