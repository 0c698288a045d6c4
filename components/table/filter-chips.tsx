'use client'

import { Icon } from '@/components/ui/icon'
import { chosenValues, type ListFilter } from './list-filter'
import { SEARCH } from './query-string'
import { useListAddress } from './use-list-address'

/** What the list is narrowed by; each chip takes its own away. */
export function FilterChips({ filters }: { filters: readonly ListFilter[] }) {
  const { params, change } = useListAddress()
  const chips = filters.flatMap((filter) =>
    chosenValues(filter, params).map((value, _index, all) => ({
      key: `${filter.name}=${value}`,
      label: filter.label,
      words: filter.options.find((option) => option.value === value)?.label ?? value,
      remove: () => change({ [filter.name]: all.filter((other) => other !== value) }),
    })),
  )
  if (chips.length === 0) return null
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-1.5">
      {chips.map((chip) => (
        <li key={chip.key}>
          <button type="button" aria-label={`Remove filter ${chip.label}: ${chip.words}`} onClick={chip.remove} className="group flex h-6 items-center gap-1 rounded-full border bg-sunken pr-1.5 pl-2.5 text-xs hover:border-line-strong">
            <span className="text-ink-3">{chip.label}</span> {chip.words}
            <Icon name="close" size={12} className="text-ink-3 group-hover:text-ink" />
          </button>
        </li>
      ))}
      <li>
        <button type="button" onClick={() => change(Object.fromEntries([...filters.map((filter) => [filter.name, null] as const), [SEARCH, null]]))} className="rounded-sm px-1.5 text-xs text-ink-3 underline decoration-transparent underline-offset-2 hover:text-ink hover:decoration-current">
          Clear all
        </button>
      </li>
    </ul>
  )
}
