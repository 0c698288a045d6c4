'use client'

import { useState, type ReactNode } from 'react'
import { Input } from './input'

/** So many are seen at a glance: no field for fewer. */
const AT_A_GLANCE = 10

interface FindInListProps<Item> {
  items: readonly Item[]
  /** what is looked in */
  textOf: (item: Item) => string
  /** "Find a domain" */
  label: string
  /** the list of those that were found */
  children: (found: readonly Item[]) => ReactNode
}

/** A list that is all on the page already, narrowed to what is typed once it is long. */
export function FindInList<Item>({ items, textOf, label, children }: FindInListProps<Item>) {
  const [typed, setTyped] = useState('')
  const wanted = typed.trim().toLowerCase()
  const long = items.length > AT_A_GLANCE
  const found = long && wanted !== '' ? items.filter((item) => textOf(item).toLowerCase().includes(wanted)) : items
  return (
    <>
      {long ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Input type="search" aria-label={label} placeholder={label} maxLength={100} autoComplete="off" spellCheck={false} className="min-w-0 flex-1 basis-56 sm:max-w-80" value={typed} onChange={(event) => setTyped(event.target.value)} />
          <p role="status" className="text-ink-3">{wanted === '' ? `${items.length}` : found.length === 0 ? `None of ${items.length}` : `${found.length} of ${items.length}`}</p>
        </div>
      ) : null}
      {children(found)}
    </>
  )
}
