'use client'

import { unstable_rethrow } from 'next/navigation'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { startTransition as inSameMoment, useState, useTransition } from 'react'
import { answerPasskey } from '@/components/guard/answer-passkey'
import type { PublicState } from '@/lib/actions/result'
import type { Failure } from '@/lib/errors/app-error'

const LET_GO: Failure = { code: 'wrong_state', sentence: 'No passkey answered. There may be none for this console on this device, or the window of the browser was closed. Try again, or choose another way.' }
const UNREACHABLE: Failure = { code: 'busy', sentence: 'The server did not answer. Try again.' }

type Action<D> = (previous: PublicState<D>, form: FormData) => Promise<PublicState<D>>

export interface PasskeyForm<D> {
  /** what the browser is to be asked */
  ask: Action<{ challengeId: string; options: PublicKeyCredentialRequestOptionsJSON }>
  answer: Action<D>
  /** fields of the question, and of the answer */
  asking?: Record<string, string>
  answering?: Record<string, string>
}

export const formOf = (fields: Record<string, string>) => Object.entries(fields).reduce((form, [name, value]) => (form.set(name, value), form), new FormData())

/** Signing with a passkey on a page before there is a session: the question, the browser's own window, the answer. */
export function usePasskey<D>({ ask, answer, asking = {}, answering = {} }: PasskeyForm<D>) {
  const [state, setState] = useState<PublicState<D>>({})
  const [pending, startTransition] = useTransition()

  async function sign(): Promise<PublicState<D>> {
    const { data, failure } = await ask({}, formOf(asking))
    if (!data) return { failure: failure ?? UNREACHABLE }
    const signed = await answerPasskey(data.options)
    return signed === null ? { failure: LET_GO } : answer({}, formOf({ ...answering, challengeId: data.challengeId, answer: JSON.stringify(signed) }))
  }

  function start() {
    if (pending) return
    startTransition(async () => {
      const answered = await sign().catch((error: unknown): PublicState<D> => {
        unstable_rethrow(error)
        return { failure: UNREACHABLE }
      })
      // Drawn together with the end of the waiting: whoever reads the answer can press the button at once, and is heard.
      inSameMoment(() => setState(answered))
    })
  }
  return { state, pending, start }
}
