import type { Metadata } from 'next'
import { PlaceOverview } from '@/components/places/place-overview'
import { holds } from '@/lib/authz/can'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { findPlaceAdministrators } from '@/lib/places/list-place-administrators'
import { reasonsInPlace } from '@/lib/places/may-in-place'
import { openPlace } from '@/lib/places/open-place'

type Params = Promise<{ slug: string }>

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { place } = await openPlace('organization', (await params).slug)
  return { title: place.name }
}

export default async function OrganizationPage({ params }: { params: Params }) {
  const { facts: { actor }, place } = await openPlace('organization', (await params).slug)
  const [administrators, viewer] = await Promise.all([findPlaceAdministrators(actor, place), readViewer()])
  const historyHref = holds(actor, 'audit:read') ? paths.auditOf({ organization: place.id }) : null
  return <PlaceOverview place={place} reasons={reasonsInPlace(actor, place)} administrators={administrators} historyHref={historyHref} actor={actor} viewer={viewer} />
}
