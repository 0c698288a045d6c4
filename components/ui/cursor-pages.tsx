import { type ReactNode } from 'react'
import { LinkButton } from './link-button'

export interface CursorPagesProps {
  /** Addresses of the pages before and after; null where there is none. */
  previous: string | null
  next: string | null
  first?: string | null
  /** At the left: what is on this page ("50 of 1,000+"). */
  children?: ReactNode
}

/** Pages by cursor: there is a before and an after, and no page number that would lie. */
export function CursorPages({ previous, next, first, children }: CursorPagesProps) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-2">
      <div className="text-xs text-ink-3">{children}</div>
      <div className="flex gap-1.5">
        {first ? (
          // There on the first page too: nothing moves under the pointer of whoever goes on.
          <LinkButton size="sm" variant="ghost" href={first} disabledReason={previous ? null : 'This is the first page.'}>
            First
          </LinkButton>
        ) : null}
        <LinkButton size="sm" icon="chevron-left" href={previous ?? '#'} disabledReason={previous ? null : 'This is the first page.'} rel="prev">
          Previous
        </LinkButton>
        <LinkButton size="sm" href={next ?? '#'} disabledReason={next ? null : 'This is the last page.'} rel="next">
          Next
        </LinkButton>
      </div>
    </nav>
  )
}
