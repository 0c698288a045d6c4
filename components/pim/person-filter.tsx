'use client'

import { searchPeople } from '@/components/shell/search-people'
import { SearchedFilter } from '@/components/table/searched-filter'

/** Narrows all requests to those of one person. For who may see administrators: whoever may not, finds nobody by this. */
export function PersonFilter({ name }: { /** of whom it is narrowed to */ name: string | null }) {
  return <SearchedFilter button="Person" label="Person" fields={[{ name: 'person', label: 'Who asked', chosen: name, search: searchPeople, placeholder: 'Type a name or an address', emptyText: 'Nobody of that name or address. Deleted people are not found here.' }]} />
}
