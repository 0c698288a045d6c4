'use client'

import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { askPasskey, signInWithPasskey } from '@/lib/sign-in/actions'
import { PublicFailure } from './public-failure'
import type { SignInPlace } from './sign-in-fields'
import { usePasskey } from './use-passkey'
import { usePasskeyAutofill } from './use-passkey-autofill'

const questions = ({ tenantSlug, next }: SignInPlace) => ({ ask: askPasskey, answer: signInWithPasskey, asking: { tenant: tenantSlug }, answering: { tenant: tenantSlug, ...(next ? { next } : {}) } })

/** Passkeys among what the browser offers at the field for the address: nothing is seen of it until one that was picked is refused. */
export function OfferPasskeys({ place }: { place: SignInPlace }) {
  return <PublicFailure failure={usePasskeyAutofill(questions(place))} />
}

/**
 * The way in without a password. Offered to everybody, whoever they are; it needs script, and is not there without.
 * @param alone it is the way that was chosen, and not one beside another
 */
export function PasskeySignIn({ place, alone }: { place: SignInPlace; alone: boolean }) {
  const { state, pending, start } = usePasskey(questions(place))
  const step = useRef<HTMLDivElement>(null)
  // There is no field to type in: what comes next is the button.
  useEffect(() => {
    if (alone) step.current?.querySelector<HTMLElement>('button')?.focus()
  }, [alone])
  return (
    <>
      {alone ? (
        <noscript>
          <p className="text-base text-ink-2">A passkey needs JavaScript. Switch it on, or choose another way.</p>
        </noscript>
      ) : null}
      <div ref={step} className="grid gap-4 noscript:hidden">
        <PublicFailure failure={state.failure} />
        <Button icon="key" variant={alone ? 'primary' : 'secondary'} pending={pending} onClick={start} className="w-full">
          {alone ? 'Use a passkey' : 'Use a passkey instead'}
        </Button>
      </div>
    </>
  )
}
