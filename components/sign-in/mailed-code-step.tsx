'use client'

import { useLayoutEffect, useRef } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { MailedCodeField } from './code-field'
import { ChosenAddress } from './chosen-address'
import { PublicFailure } from './public-failure'
import { SignInFields, type SignInPlace } from './sign-in-fields'
import type { usePublicForm } from './use-public-form'

interface MailedCodeStepProps {
  place: SignInPlace
  email: string
  ask: ReturnType<typeof usePublicForm>
  enter: ReturnType<typeof usePublicForm>
}

/** A code by mail: asked for, then typed. The words are the same whether anybody has the address or not. */
export function MailedCodeStep({ place, email, ask, enter }: MailedCodeStepProps) {
  const form = useRef<HTMLFormElement>(null)
  // There is no field to type in: what comes next is the button.
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('button')?.focus(), [])
  if (ask.state.done !== 'sent' && !enter.state.values) {
    return (
      <form {...ask.form} ref={form} noValidate className="grid gap-4">
        <SignInFields place={place} />
        <PublicFailure failure={ask.state.failure} />
        <ChosenAddress email={email} here={place.here} />
        <SubmitButton pending={ask.pending} className="w-full">
          Mail me a code
        </SubmitButton>
      </form>
    )
  }
  return (
    <>
      <form {...enter.form} noValidate className="grid gap-4">
        <SignInFields place={place} />
        <PublicFailure failure={enter.state.failure ?? ask.state.failure} />
        <p role="status" className="text-base text-ink-2">
          If this address belongs to an active administrator, a code of six digits is on its way there.
        </p>
        <ChosenAddress email={email} here={place.here} />
        <MailedCodeField again={enter.state.failure ?? ask.state} error={enter.state.failure?.fields?.code} help="It works for five minutes, in this browser, once." />
        <SubmitButton pending={enter.pending} className="w-full">
          Sign in
        </SubmitButton>
      </form>
      <form {...ask.form} noValidate>
        <SignInFields place={place} />
        <input type="hidden" name="email" value={email} />
        <SubmitButton variant="secondary" pending={ask.pending} className="w-full">
          Mail me another code
        </SubmitButton>
      </form>
    </>
  )
}
