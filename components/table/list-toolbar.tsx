import { type ReactNode } from 'react'
import { FilterChips } from './filter-chips'
import { type ListFilter } from './list-filter'
import { ListFilters } from './list-filters'
import { ListSearch } from './list-search'
import { ViewOptions, type ViewOptionsProps } from './view-options'

export interface ListToolbarProps {
  search?: { label: string; placeholder?: string }
  filters?: readonly ListFilter[]
  /** Further filters that a link can set: shown as chips while they are in force, not offered. */
  chips?: readonly ListFilter[]
  /** Beside the filters: one that is not a choice among few, such as a stretch of time. */
  filterForm?: ReactNode
  /** ExactCount. */
  count?: ReactNode
  view?: ViewOptionsProps
  /** Other ways to look at it or take it along: export. */
  children?: ReactNode
}

/** Above a list: search, filters, how many there are, how it is shown. All of it lives in the address. */
export function ListToolbar({ search, filters = [], chips = [], filterForm, count, view, children }: ListToolbarProps) {
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center gap-2">
        {search ? <ListSearch {...search} /> : null}
        <ListFilters filters={filters} />
        {filterForm}
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {count ? <span className="text-xs text-ink-3">{count}</span> : null}
          {children}
          {view ? <ViewOptions {...view} /> : null}
        </div>
      </div>
      <FilterChips filters={[...filters, ...chips]} />
    </div>
  )
}
