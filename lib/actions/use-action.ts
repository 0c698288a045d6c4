'use client'

import { use, useCallback, useRef, useState } from 'react'
import type { Failure } from '@/lib/errors/app-error'
import type { ActionResult, GuardedAction } from './result'
import { StepUpContext } from './step-up-context'

/** The reason in the answer of an action whose question who one is was closed: nothing was done, and nothing went wrong. */
export const NOT_CONFIRMED = 'not_confirmed'

const UNREACHABLE: Failure = { code: 'busy', sentence: 'The server did not answer. What you typed is still here; try again.' }

export interface ActionInUse<I, T> {
  run: (input: I) => Promise<ActionResult<T>>
  pending: boolean
  failure: Failure | null
  clear: () => void
}

/**
 * Calls a guarded action from a component: asks for a fresh factor in place when it needs one and goes on, sends the same
 * key again when the same input is tried again after a lost connection, never throws. Whoever closes the question stands where
 * they were: that is no failure to be shown.
 */
export function useAction<I, T>(action: GuardedAction<I, T>): ActionInUse<I, T> {
  const confirmIdentity = use(StepUpContext)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const sent = useRef({ input: '', key: '' })

  const run = useCallback(
    async (input: I): Promise<ActionResult<T>> => {
      const text = JSON.stringify(input) ?? ''
      if (sent.current.input !== text || !sent.current.key) sent.current = { input: text, key: crypto.randomUUID() }
      const { key } = sent.current
      setPending(true)
      setFailure(null)
      let result = await attempt(action, input, key)
      if (!result.ok && result.error.code === 'step_up_required') result = (await confirmIdentity()) ? await attempt(action, input, key) : { ok: false, error: { ...result.error, reason: NOT_CONFIRMED } }
      // A lost answer may have been a done change, and so may a commit of which the server itself never heard: only then is the key kept for the next try.
      if (result.ok || result.error.code !== UNREACHABLE.code) sent.current = { input: '', key: '' }
      setFailure(result.ok || result.error.reason === NOT_CONFIRMED ? null : result.error)
      setPending(false)
      return result
    },
    [action, confirmIdentity],
  )
  const clear = useCallback(() => setFailure(null), [])
  return { run, pending, failure, clear }
}

async function attempt<I, T>(action: GuardedAction<I, T>, input: I, key: string): Promise<ActionResult<T>> {
  try {
    return await action(input, key)
  } catch {
    return { ok: false, error: UNREACHABLE }
  }
}
