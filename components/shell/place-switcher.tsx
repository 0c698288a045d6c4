'use client'

import { useCallback, useState } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { Popover } from '@/components/ui/popover'
import { Spinner } from '@/components/ui/spinner'
import { useAsyncOptions } from '@/components/ui/use-async-options'
import { initials } from '@/lib/format/initials'
import { askSource } from './ask-source'
import { useCurrentPlace } from './current-place'

export interface PlaceSwitcherProps {
  /** GET address that answers `?q=` with `{ items: PaletteEntry[] }`: only places within reach, a first few for the empty query. */
  url: string
  /** The pages that list them. */
  lists: readonly { href: string; label: string }[]
  /** What the button says outside of any. */
  words: string
}

/** From one workspace or organization to another. Nothing is asked before it is opened. */
export function PlaceSwitcher({ url, lists, words }: PlaceSwitcherProps) {
  const current = useCurrentPlace()
  return (
    <Popover
      label="Workspaces and organizations"
      className="w-60 p-1"
      buttonClass="flex h-8 w-full min-w-0 items-center gap-2 rounded-md border bg-canvas px-2 text-left hover:bg-hover coarse:h-10"
      button={
        <>
          <Icon name={current?.kind ?? 'workspace'} className="text-ink-3" />
          <span className="min-w-0 flex-1 truncate">{current?.name ?? words}</span>
          <Icon name="switch" size={14} className="text-ink-3" />
        </>
      }
    >
      <PlaceList url={url} lists={lists} />
    </Popover>
  )
}

function PlaceList({ url, lists }: Omit<PlaceSwitcherProps, 'words'>) {
  const current = useCurrentPlace()
  const [typed, setTyped] = useState('')
  const search = useCallback((query: string, signal: AbortSignal) => askSource({ url, icon: 'workspace' }, query, signal), [url])
  const { options, pending, failed } = useAsyncOptions(typed.trim(), search)
  const words = failed ? 'The search failed. Check the connection and try again.' : pending || options.length > 0 ? '' : typed.trim() ? 'Nothing by that name within your reach.' : 'Nothing is open to you yet.'
  return (
    <>
      <div className="relative mb-1">
        <input data-autofocus aria-label="Find a workspace or organization" placeholder="Find" maxLength={100} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} className="control pr-8" />
        {pending ? (
          <span className="absolute inset-y-0 right-2.5 grid place-items-center text-ink-3">
            <Spinner />
          </span>
        ) : null}
      </div>
      <ul>
        {options.map((place) => (
          <li key={place.id}>
            <Link href={place.href} aria-current={place.href === current?.href ? 'true' : undefined} className="flex items-center gap-2 rounded-md px-2 py-1.5 hover:bg-hover coarse:py-2.5">
              <Avatar initials={initials(place.label)} size="sm" square />
              <span className="min-w-0 flex-1 truncate">{place.label}</span>
              {place.href === current?.href ? <Icon name="check" size={14} className="text-accent-ink" /> : <span className="text-2xs text-ink-3">{place.detail}</span>}
            </Link>
          </li>
        ))}
      </ul>
      <p role="status" className={words ? 'px-2 py-1.5 text-ink-3' : 'sr-only'}>
        {words || `${options.length} found`}
      </p>
      <ul className="mt-1 border-t pt-1">
        {lists.map((list) => (
          <li key={list.href}>
            <Link href={list.href} className="block rounded-md px-2 py-1.5 text-ink-2 hover:bg-hover hover:text-ink coarse:py-2.5">
              {list.label}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
