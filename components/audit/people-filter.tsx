'use client'

import { searchPeople } from '@/components/shell/search-people'
import { SearchedFilter } from '@/components/table/searched-filter'

interface PeopleFilterProps {
  /** names of those whom it is narrowed to */
  actor: string | null
  affected: string | null
}

const field = { search: searchPeople, placeholder: 'Type a name or an address', emptyText: 'Nobody of that name or address. Deleted people are not found here.' }

/** Narrows the audit to who did it, and to whom it was done. For who may see administrators: whoever may not, finds nobody by this. */
export function PeopleFilter({ actor, affected }: PeopleFilterProps) {
  return (
    <SearchedFilter
      button="Person"
      label="Person"
      fields={[
        { ...field, name: 'actor', label: 'Who did it', chosen: actor },
        { ...field, name: 'affected', label: 'To whom it was done', chosen: affected },
      ]}
    />
  )
}
