'use client'

import { type ReactNode } from 'react'
import { IconButton } from '@/components/ui/icon-button'
import { countOf, formatCount } from '@/lib/format/count'
import { useSelection } from './selection'

interface SelectionBarProps {
  onPage: number
  matching: { count: number; exact: boolean } | undefined
  onEverything: () => void
  children: ReactNode
}

/** Rises over the foot of the table when rows are ticked; moves nothing. */
export function SelectionBar({ onPage, matching, onEverything, children }: SelectionBarProps) {
  const { keys, everything, clear } = useSelection()
  const more = matching !== undefined && keys.length === onPage && (matching.count > onPage || !matching.exact)
  const words = everything && matching ? `All ${formatCount(matching.count, matching.exact)} that match` : `${countOf(keys.length, 'row')} selected`
  return (
    <>
      <div role="status" className="sr-only">
        {keys.length > 0 ? words : ''}
      </div>
      {keys.length > 0 ? (
        <section aria-label="Selection" className="panel fixed inset-x-4 bottom-4 z-30 mx-auto flex w-fit flex-wrap items-center gap-2 py-1.5 pr-1.5 pl-3">
          <span className="font-medium">{words}</span>
          {more && !everything ? (
            <button type="button" onClick={onEverything} className="rounded-md px-2 py-1 font-medium text-accent-ink hover:bg-hover">
              Select all {formatCount(matching.count, matching.exact)} that match
            </button>
          ) : null}
          <span aria-hidden="true" className="mx-1 h-5 border-l" />
          {children}
          <IconButton icon="close" label="Clear selection" size="sm" onClick={clear} />
        </section>
      ) : null}
    </>
  )
}
