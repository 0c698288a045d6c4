'use client'

import { createContext, use, useCallback, useState, type ReactNode } from 'react'

type Draw = (close: () => void) => ReactNode

const AskContext = createContext<(draw: Draw) => void>(() => undefined)

/**
 * Holds the dialog that is open above a page that is drawn anew by itself: when somebody else takes away the row or the notice
 * that it was opened from, the dialog stays with what was typed, and the action says what has changed.
 */
export function DialogHost({ children }: { children: ReactNode }) {
  const [draw, setDraw] = useState<Draw | null>(null)
  const ask = useCallback((next: Draw) => setDraw(() => next), [])
  return (
    <AskContext value={ask}>
      {children}
      {draw?.(() => setDraw(null))}
    </AskContext>
  )
}

/** @returns opens a dialog in the host of the page; it is drawn with what was known then */
export function useAsk(): (draw: Draw) => void {
  return use(AskContext)
}
