import type { Metadata } from 'next'
import { PlaceSettings } from '@/components/places/place-settings'
import { readViewer } from '@/lib/format/viewer'
import { reasonsInPlace } from '@/lib/places/may-in-place'
import { openPlace } from '@/lib/places/open-place'
import { previewDeletion } from '@/lib/places/preview-deletion'

type Params = Promise<{ slug: string }>

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { place } = await openPlace('organization', (await params).slug)
  return { title: `Settings of ${place.name}` }
}

export default async function OrganizationSettingsPage({ params }: { params: Params }) {
  const { facts: { actor, tenant }, place } = await openPlace('organization', (await params).slug)
  const reasons = reasonsInPlace(actor, place)
  const [preview, viewer] = await Promise.all([previewDeletion(actor, place), readViewer()])
  return <PlaceSettings place={place} reasons={reasons} preview={preview} tenantName={tenant.name} now={actor.now} viewer={viewer} />
}
