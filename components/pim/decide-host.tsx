'use client'

import { createContext, lazy, Suspense, use, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { type Deciding, type Verdict } from './decide-dialog'

const DecideDialog = lazy(async () => ({ default: (await import('./decide-dialog')).DecideDialog }))

const DecideContext = createContext<(verdict: Verdict, about: Deciding) => void>(() => undefined)

const TYPING = 'input, textarea, select, [contenteditable], dialog, [role="menu"]'

/**
 * Holds the dialog of a decision above a queue that is drawn anew by itself. j and k walk the requests, a approves and d denies the one that
 * is walked to; both ask first. Can be switched off like all single keys (WCAG 2.1.4).
 */
export function DecideHost({ children }: { children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null)
  const [asked, setAsked] = useState<{ verdict: Verdict; about: Deciding } | null>(null)

  // Whoever sees the requests may press the keys at once.
  useLayoutEffect(() => {
    const requests = () => [...(region.current?.querySelectorAll<HTMLElement>('[data-request]') ?? [])]
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.shortcuts === 'off') return
      const active = document.activeElement
      if (active?.closest(TYPING) || document.querySelector('dialog[open]')) return
      const all = requests()
      const at = all.findIndex((one) => one.contains(active))
      if (event.key === 'j') walkTo(all[Math.min(at + 1, all.length - 1)])
      else if (event.key === 'k') walkTo(all[Math.max(at - 1, 0)])
      else if (event.key === 'a' && at >= 0) all[at]!.querySelector<HTMLElement>('[data-decide="approve"]')?.click()
      else if (event.key === 'd' && at >= 0) all[at]!.querySelector<HTMLElement>('[data-decide="deny"]')?.click()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  return (
    <DecideContext value={(verdict, about) => setAsked({ verdict, about })}>
      <div ref={region} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
        {children}
      </div>
      {asked ? (
        <Suspense>
          <DecideDialog {...asked} onClose={() => setAsked(null)} />
        </Suspense>
      ) : null}
    </DecideContext>
  )
}

function walkTo(request: HTMLElement | undefined) {
  request?.focus({ preventScroll: true, focusVisible: true } as FocusOptions)
  request?.scrollIntoView({ block: 'nearest' })
}

/** The three things an approver can do; where they may not, the sentence says why. */
export function DecideButtons({ about, disabledReason }: { about: Deciding; disabledReason: string | null }) {
  const decide = use(DecideContext)
  const named = (verb: string) => `${verb} ${about.role} for ${about.person}`
  const shortest = about.seconds <= 900 ? 'It is asked for no longer than the shortest there is.' : null
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" data-decide="approve" aria-label={named('Approve')} disabledReason={disabledReason} onClick={() => decide('approve', about)}>
        Approve
      </Button>
      <Button aria-label={named('Approve for less:')} disabledReason={disabledReason ?? shortest} onClick={() => decide('less', about)}>
        Approve for less
      </Button>
      <Button data-decide="deny" aria-label={named('Deny')} disabledReason={disabledReason} onClick={() => decide('deny', about)}>
        Deny
      </Button>
    </div>
  )
}
