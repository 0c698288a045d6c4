'use client'

import { usePathname } from 'next/navigation'
import { useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { StepUpContext } from '@/lib/actions/step-up-context'
import { StepUpDialog } from './step-up-dialog'

/**
 * Lets an action that needs a fresh proof ask for it in place and then go on: useAction() waits for the promise made here.
 * Two actions that ask at once share one dialog.
 */
export function StepUp({ email, children }: { email: string; children: ReactNode }) {
  const waiting = useRef<((confirmed: boolean) => void)[]>([])
  const [asking, setAsking] = useState(false)

  const ask = useCallback(
    () =>
      new Promise<boolean>((resolve) => {
        waiting.current.push(resolve)
        setAsking(true)
      }),
    [],
  )
  const settle = useCallback((confirmed: boolean) => {
    setAsking(false)
    for (const resolve of waiting.current.splice(0)) resolve(confirmed)
  }, [])

  // Going back leaves the page that asked. In that moment: a moment later it could be what the next page asks that is closed.
  const path = usePathname()
  useLayoutEffect(() => () => settle(false), [path, settle])

  return (
    <StepUpContext value={ask}>
      {children}
      {asking ? <StepUpDialog email={email} onSettled={settle} /> : null}
    </StepUpContext>
  )
}
