'use client'

import { unstable_rethrow } from 'next/navigation'
import { useEffect, useRef, useState, useTransition } from 'react'
import { offerPasskeys, withdrawOffer } from '@/components/guard/answer-passkey'
import type { Failure } from '@/lib/errors/app-error'
import { formOf, type PasskeyForm } from './use-passkey'

/** A challenge is good for five minutes. */
const ASK_AGAIN_MILLISECONDS = 4 * 60 * 1000

/**
 * Passkeys among what the browser offers to fill in at the address. Whoever picks one is signed in; nothing is said while nobody does.
 * @returns why the passkey that was picked was refused
 */
export function usePasskeyAutofill<D>({ ask, answer, asking = {}, answering = {} }: PasskeyForm<D>): Failure | undefined {
  const [failure, setFailure] = useState<Failure>()
  const [, startTransition] = useTransition()
  const given = useRef({ ask, answer, asking, answering })
  useEffect(() => {
    let over = false
    const offer = async () => {
      const { ask, answer, asking, answering } = given.current
      const signed = await offerPasskeys(async () => {
        const { data } = await ask({}, formOf(asking))
        return over ? null : (data ?? null)
      })
      if (over || signed === null) return
      startTransition(async () => {
        try {
          const { failure } = await answer({}, formOf({ ...answering, challengeId: signed.challengeId, answer: JSON.stringify(signed.answer) }))
          setFailure(failure)
        } catch (error) {
          unstable_rethrow(error)
        }
      })
    }
    const quietly = () => void offer().catch(() => undefined)
    quietly()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') quietly()
    }, ASK_AGAIN_MILLISECONDS)
    return () => {
      over = true
      clearInterval(timer)
      withdrawOffer()
    }
  }, [])
  return failure
}
