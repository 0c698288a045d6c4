import { splitDomains } from '@/lib/places/place-typing'
import { type PlaceView } from '@/lib/places/place-view'
import { type PlaceValues } from './save-place'

/** A place as it stands in the fields. */
export interface PlaceDraft {
  name: string
  slug: string
  description: string
  domains: string
}

export const NOTHING_TYPED: PlaceDraft = { name: '', slug: '', description: '', domains: '' }

export function draftOf({ name, slug, description, domains }: Pick<PlaceView, keyof PlaceValues>): PlaceDraft {
  return { name, slug, description, domains: domains.join('\n') }
}

export function valuesOf({ domains, ...rest }: PlaceDraft): PlaceValues {
  return { ...rest, domains: splitDomains(domains) }
}

/** @returns the fields that differ, by what they are called on screen */
export function differences(mine: PlaceDraft, theirs: PlaceDraft): { label: string; mine: string; theirs: string }[] {
  const labels: [keyof PlaceDraft, string][] = [['name', 'Name'], ['slug', 'Address'], ['description', 'Description'], ['domains', 'Domains']]
  return labels.filter(([key]) => mine[key].trim() !== theirs[key].trim()).map(([key, label]) => ({ label, mine: mine[key], theirs: theirs[key] }))
}
