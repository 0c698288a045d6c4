'use client'

import { useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Popover } from '@/components/ui/popover'
import { Avatar } from '@/components/ui/avatar'
import { initials } from '@/lib/format/initials'

export interface Place {
  href: string
  name: string
  kind: 'workspace' | 'organization'
}

export interface PlaceSwitcherProps {
  /** Only those within reach. */
  places: readonly Place[]
  /** Where one is; null on a page of the whole tenant. */
  current: Place | null
  /** The page that lists them all, when there may be more than given here. */
  allHref?: string
}

const MANY = 8

/** From one workspace or organization to another. */
export function PlaceSwitcher({ places, current, allHref }: PlaceSwitcherProps) {
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const shown = places.filter((place) => place.name.toLowerCase().includes(wanted))
  return (
    <Popover
      label="Workspaces and organizations"
      className="w-60 p-1"
      buttonClass="flex h-8 w-full min-w-0 items-center gap-2 rounded-md border bg-canvas px-2 text-left hover:bg-hover coarse:h-10"
      button={
        <>
          <Icon name={current?.kind ?? 'workspace'} className="text-ink-3" />
          <span className="min-w-0 flex-1 truncate">{current?.name ?? 'Go to a workspace'}</span>
          <Icon name="switch" size={14} className="text-ink-3" />
        </>
      }
    >
      {places.length > MANY ? <input data-autofocus aria-label="Find a workspace or organization" placeholder="Find" value={query} onChange={(event) => setQuery(event.target.value)} className="control mb-1" /> : null}
      <ul>
        {shown.map((place) => (
          <li key={place.href}>
            <Link href={place.href} aria-current={place.href === current?.href ? 'true' : undefined} className="flex items-center gap-2 rounded-md px-2 py-1.5 hover:bg-hover coarse:py-2.5">
              <Avatar initials={initials(place.name)} size="sm" square />
              <span className="min-w-0 flex-1 truncate">{place.name}</span>
              {place.href === current?.href ? <Icon name="check" size={14} className="text-accent-ink" /> : <span className="text-2xs text-ink-3">{place.kind === 'organization' ? 'Organization' : ''}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {shown.length === 0 ? <p className="px-2 py-1.5 text-ink-3">{places.length === 0 ? 'No workspace is open to you yet.' : 'Nothing by that name.'}</p> : null}
      {allHref ? (
        <Link href={allHref} className="mt-1 block border-t px-2 pt-2 pb-1 text-ink-2 hover:text-ink">
          All workspaces
        </Link>
      ) : null}
    </Popover>
  )
}
