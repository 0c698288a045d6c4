'use client'

import { useListAddress } from '@/components/table/use-list-address'
import { buttonLook } from '@/components/ui/button-look'
import { Combobox } from '@/components/ui/combobox'
import { Icon } from '@/components/ui/icon'
import { Popover } from '@/components/ui/popover'
import { searchPlaces } from './search-places'

/** Narrows the list to whoever holds a role in one workspace or organization. @param name of the one it is narrowed to */
export function PlaceFilter({ name }: { name: string | null }) {
  const { params, change } = useListAddress()
  const place = params.get('place')
  return (
    <Popover
      label="Workspace or organization"
      buttonClass={buttonLook('secondary', 'md')}
      className="w-72 p-2"
      button={
        <>
          Place
          {place ? <span className="rounded-sm bg-accent-soft px-1 text-2xs text-accent-ink">1</span> : null}
          <Icon name="chevron-down" size={12} className="-mr-1 text-ink-3" />
        </>
      }
    >
      <Combobox
        aria-label="Workspace or organization"
        placeholder="Type a part of its name"
        emptyText="No place of that name is within your reach."
        value={place ? { value: place, label: name ?? '' } : null}
        onChange={(option) => change({ place: option?.value ?? null })}
        search={searchPlaces}
      />
    </Popover>
  )
}
