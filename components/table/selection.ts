'use client'

import { createContext, use } from 'react'

export interface Selection {
  /** Keys of the ticked rows on this page. */
  keys: readonly string[]
  /** Everything that matches the filter, on all pages; `keys` then is only what is in sight. */
  everything: boolean
  /** Ends the selection: after the work is started. */
  clear: () => void
}

export const SelectionContext = createContext<Selection>({ keys: [], everything: false, clear: () => undefined })

/** What is selected in the table around this component (its `bulk`). */
export function useSelection(): Selection {
  return use(SelectionContext)
}
