'use client'

import { Icon } from '@/components/ui/icon'
import { buttonLook } from '@/components/ui/button-look'
import { Popover } from '@/components/ui/popover'
import { chosenValues, type ListFilter } from './list-filter'
import { useListAddress } from './use-list-address'

/** A button per filter, each with its choices beside it. */
export function ListFilters({ filters }: { filters: readonly ListFilter[] }) {
  const { params, change } = useListAddress()
  return filters.map((filter) => {
    const chosen = chosenValues(filter, params)
    const choose = (value: string, on: boolean) => {
      const rest = filter.multiple ? chosen.filter((other) => other !== value) : []
      change({ [filter.name]: on ? [...rest, value] : rest })
    }
    return (
      <Popover
        key={filter.name}
        label={filter.label}
        buttonClass={buttonLook('secondary', 'md')}
        className="w-60 p-1"
        button={
          <>
            {filter.label}
            {chosen.length > 0 ? <span className="rounded-sm bg-accent-soft px-1 text-2xs text-accent-ink">{chosen.length}</span> : null}
            <Icon name="chevron-down" size={12} className="-mr-1 text-ink-3" />
          </>
        }
      >
        {filter.options.map((option) => (
          <label key={option.value} className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover has-[:focus-visible]:bg-hover">
            <input type={filter.multiple ? 'checkbox' : 'radio'} name={`filter-${filter.name}`} className="tick" checked={chosen.includes(option.value)} onChange={(event) => choose(option.value, event.target.checked)} />
            {option.label}
          </label>
        ))}
        {!filter.multiple && chosen.length > 0 ? (
          <button type="button" data-close onClick={() => change({ [filter.name]: null })} className="mt-1 w-full rounded-md border-t px-2 py-1.5 text-left text-ink-2 hover:bg-hover">
            Any
          </button>
        ) : null}
      </Popover>
    )
  })
}
