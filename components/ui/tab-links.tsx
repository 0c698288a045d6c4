'use client'

import { usePathname } from 'next/navigation'
import { type MouseEvent } from 'react'
import { classNames } from './class-names'
import { Link } from './link'

export interface TabLink {
  href: string
  label: string
  count?: string
}

/** Tabs that are pages of their own: each has an address, and Back works. Goes into PageHeader's `tabs`. */
export function TabLinks({ label, items }: { /** "Olivia Stone": whose tabs these are. */ label: string; items: readonly TabLink[] }) {
  const path = usePathname()
  const under = (href: string) => path === href || path.startsWith(`${href}/`)
  return <TabRow label={label} items={items} current={items.filter((item) => under(item.href)).sort((a, b) => b.href.length - a.href.length)[0]?.href} />
}

interface TabRowProps {
  label: string
  items: readonly TabLink[]
  /** the address of the tab one is on */
  current: string | undefined
  /** The tabs are parts of one page that is there already: only the address changes, and what was typed in any of them stays. */
  inPlace?: boolean
}

/** The row of tabs by itself. In a narrow window it goes on in a line below: none of them is out of sight. */
export function TabRow({ label, items, current, inPlace = false }: TabRowProps) {
  return (
    <nav aria-label={label} className="-mb-px flex flex-wrap gap-x-4 gap-y-1.5">
      {items.map(({ href, label: words, count }) => {
        const look = {
          'aria-current': href === current ? ('page' as const) : undefined,
          className: classNames(
            'flex items-center gap-1.5 border-b-2 px-0.5 pb-2 whitespace-nowrap -outline-offset-2',
            href === current ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-3 hover:border-line-strong hover:text-ink',
          ),
        }
        const inside = (
          <>
            {words}
            {count ? <span className="text-2xs text-ink-3">{count}</span> : null}
          </>
        )
        return inPlace ? <a key={href} href={href} {...look} data-stays="" onClick={showInPlace}>{inside}</a> : <Link key={href} href={href} {...look}>{inside}</Link>
      })}
    </nav>
  )
}

/** A press that opens elsewhere does so. */
function showInPlace(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  const { href } = event.currentTarget
  if (href !== window.location.href) window.history.pushState(null, '', href)
}
