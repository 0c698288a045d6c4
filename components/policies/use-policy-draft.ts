'use client'

import { useState } from 'react'
import { keepNewer } from '@/components/form/keep-newer'
import { type ActionResult } from '@/lib/actions/result'

/**
 * A policy while it is typed. Saved as a whole on top of the version it was read at; what somebody else saved meanwhile is taken along while
 * nothing was typed, and shown to decide on where something was. What is typed while a save is under way stays typed.
 * @param typedOf the policy as its fields hold it, always in the same order
 */
export function usePolicyDraft<View extends { version: number }, Typed extends object>(stored: View, typedOf: (view: View) => Typed) {
  const [saved, setSaved] = useState(stored)
  const [typed, setTyped] = useState(() => typedOf(stored))
  const [theirs, setTheirs] = useState<View | null>(null)
  const dirty = JSON.stringify(typed) !== JSON.stringify(typedOf(saved))
  const settle = (view: View, next: Typed | ((typed: Typed) => Typed)) => {
    setSaved(view)
    setTyped(next)
    setTheirs(null)
  }
  if (stored.version > saved.version && !dirty) settle(stored, typedOf(stored))
  return {
    saved, typed, dirty, theirs,
    change: (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part })),
    /** @param view what stands there once it was saved @returns whether it was */
    settled: (result: ActionResult<unknown>, view: () => View): boolean => {
      if (result.ok) {
        const now = view()
        // `typed` is what was sent: the save set out from this drawing.
        settle(now, (newest) => keepNewer(typedOf(now), { before: typed, typed: newest }))
      } else if (result.error.code === 'conflict') setTheirs((result.error.details?.current as View | undefined) ?? null)
      return result.ok
    },
    takeTheirs: () => theirs && settle(theirs, typedOf(theirs)),
    keepMine: () => theirs && settle(theirs, typed),
  }
}
