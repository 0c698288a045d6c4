'use client'

import { unstable_rethrow } from 'next/navigation'
import { startTransition as inSameMoment, useActionState, useState, useTransition, type FormEvent } from 'react'
import type { PublicState } from '@/lib/actions/result'
import type { Failure } from '@/lib/errors/app-error'

type Action<D> = (previous: PublicState<D>, form: FormData) => Promise<PublicState<D>>

const UNREACHABLE: Failure = { code: 'busy', sentence: 'The server did not answer. What you typed is still here; try again.' }

/**
 * A public form. Without script the browser posts it and the server draws the answer; with script nothing that was typed is lost,
 * also when the server cannot be reached.
 */
export function usePublicForm<D>(action: Action<D>) {
  const [drawn, formAction] = useActionState(action, {})
  const [answered, setAnswered] = useState<PublicState<D> | null>(null)
  const [pending, startTransition] = useTransition()
  const state = answered ?? drawn

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      const answer = await action(state, form).catch((error: unknown): PublicState<D> => {
        unstable_rethrow(error)
        return { ...state, failure: UNREACHABLE }
      })
      // Drawn together with the end of the waiting: whoever reads the answer can press the button at once, and is heard.
      inSameMoment(() => setAnswered(answer))
    })
  }
  return { state, pending, form: { action: formAction, onSubmit }, reset: () => setAnswered({}) }
}
