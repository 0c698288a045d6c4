'use client'

import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { Icon } from '@/components/ui/icon'
import type { Failure } from '@/lib/errors/app-error'

interface PublicFailureProps {
  failure: Failure | undefined
  /** Not where a field takes it, because typing again is what comes next; it is read aloud all the same. */
  takesFocus?: boolean
  children?: ReactNode
}

/** Why the form did nothing, above it. What is wrong with one field is said at the field instead. */
export function PublicFailure({ failure, takesFocus = true, children }: PublicFailureProps) {
  const box = useRef<HTMLDivElement>(null)
  // In the moment it is drawn: a moment later it would take focus from whoever types already.
  useLayoutEffect(() => {
    if (takesFocus) box.current?.focus()
  }, [failure, takesFocus])
  if (!failure || Object.keys(failure.fields ?? {}).length > 0) return null
  return (
    <div ref={box} role="alert" tabIndex={-1} className="flex items-start gap-2.5 rounded-lg border border-danger-ink/25 bg-danger-soft px-3 py-2.5">
      <Icon name="stop" className="mt-0.5 text-danger-ink" />
      <div className="grid min-w-0 gap-1">
        <p className="font-medium">{failure.sentence}</p>
        {children ? <div className="text-ink-2">{children}</div> : null}
        {failure.reference ? (
          <p className="text-xs text-ink-2">
            Reference <code className="font-mono select-all">{failure.reference}</code>. Support will ask for it.
          </p>
        ) : null}
      </div>
    </div>
  )
}
