'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useId } from 'react'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { WaitingBadge } from './waiting-badge'
import { currentItem, type NavigationItem, type NavigationSection } from './navigation'

const row = 'flex h-7 items-center gap-2.5 rounded-md px-2 coarse:h-10'

/** The sections of the rail, the current page marked. On a small screen the drawer closes when one goes somewhere. */
export function RailLinks({ label, sections }: { label: string; sections: readonly NavigationSection[] }) {
  const path = usePathname()
  const current = currentItem(sections, path)

  useEffect(() => {
    const drawer = document.getElementById('rail')
    if (drawer?.matches(':popover-open')) drawer.hidePopover()
  }, [path])

  return (
    <nav aria-label={label} className="grid gap-4">
      {sections.map((section, index) => (
        <RailSection key={section.heading ?? index} section={section} current={current} />
      ))}
    </nav>
  )
}

function RailSection({ section, current }: { section: NavigationSection; current: NavigationItem | undefined }) {
  const headingId = useId()
  return (
    <div>
      {section.heading ? (
        <p id={headingId} className="px-2 pb-1 text-2xs font-medium text-ink-3">
          {section.heading}
        </p>
      ) : null}
      <ul aria-labelledby={section.heading ? headingId : undefined} className="grid gap-px">
        {section.items.map((item) => (
          <li key={item.href}>
            <RailLink item={item} current={item === current} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function RailLink({ item, current }: { item: NavigationItem; current: boolean }) {
  const reasonId = useId()
  const content = (
    <>
      <Icon name={item.icon} className={current ? 'text-accent-ink' : 'text-ink-3'} />
      <span className="truncate">{item.label}</span>
      {item.waiting ? <WaitingBadge /> : null}
    </>
  )
  if (item.disabledReason) {
    return (
      <>
        <span role="link" aria-disabled="true" tabIndex={0} aria-describedby={reasonId} data-tip={item.disabledReason} className={classNames(row, 'text-ink-3')}>
          {content}
        </span>
        <span id={reasonId} hidden>
          {item.disabledReason}
        </span>
      </>
    )
  }
  return (
    <Link href={item.href} aria-current={current ? 'page' : undefined} className={classNames(row, '-outline-offset-2', current ? 'bg-canvas font-medium text-ink shadow-[0_0_0_1px_var(--line)]' : 'text-ink-2 hover:bg-hover hover:text-ink')}>
      {content}
    </Link>
  )
}
