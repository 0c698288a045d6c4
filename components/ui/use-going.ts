'use client'

import { useEffect } from 'react'

let going = 0

/** While `pending`, the root carries data-going: a line runs along the top and lists dim, both after a tenth of a second (globals.css). */
export function useGoing(pending: boolean): void {
  useEffect(() => {
    if (!pending) return
    going += 1
    document.documentElement.dataset.going = ''
    return () => {
      going -= 1
      if (going === 0) delete document.documentElement.dataset.going
    }
  }, [pending])
}
