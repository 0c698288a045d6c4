'use client'

import { useState, type KeyboardEvent } from 'react'

/** The keys of a list under a text field: arrows move, Enter takes. Focus stays in the field (aria-activedescendant). */
export function useActiveOption(count: number, onTake: (index: number) => void) {
  const [wanted, setActive] = useState(0)
  const active = Math.min(wanted, count - 1)
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.nativeEvent.isComposing || count === 0) return false
    if (event.key === 'ArrowDown') setActive((active + 1) % count)
    else if (event.key === 'ArrowUp') setActive((active - 1 + count) % count)
    else if (event.key === 'Enter' && active >= 0) onTake(active)
    else return false
    event.preventDefault()
    return true
  }
  return { active, setActive, onKeyDown }
}
