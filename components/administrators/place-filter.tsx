'use client'

import { SearchedFilter } from '@/components/table/searched-filter'
import { searchPlaces } from './search-places'

/** Narrows a list to one workspace or organization. @param name of the one it is narrowed to */
export function PlaceFilter({ name }: { name: string | null }) {
  return (
    <SearchedFilter
      button="Place"
      label="Workspace or organization"
      fields={[{ name: 'place', label: 'Workspace or organization', chosen: name, search: searchPlaces, placeholder: 'Type a part of its name', emptyText: 'No place of that name is within your reach.' }]}
    />
  )
}
