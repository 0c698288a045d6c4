'use client'

import { usePathname } from 'next/navigation'
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
  const current = items.filter((item) => under(item.href)).sort((a, b) => b.href.length - a.href.length)[0]
  return (
    <nav aria-label={label} className="-mb-px flex gap-4 overflow-x-auto">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item === current ? 'page' : undefined}
          className={classNames(
            'flex items-center gap-1.5 border-b-2 px-0.5 pb-2 whitespace-nowrap -outline-offset-2',
            item === current ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-3 hover:border-line-strong hover:text-ink',
          )}
        >
          {item.label}
          {item.count ? <span className="text-2xs text-ink-3">{item.count}</span> : null}
        </Link>
      ))}
    </nav>
  )
}
