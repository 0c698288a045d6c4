'use client'

import { useLayoutEffect, useRef } from 'react'
import { PasswordInput } from '@/components/form/password-input'
import { SubmitButton } from '@/components/form/submit-button'
import { Field } from '@/components/ui/field'
import { TextLink } from '@/components/ui/text-link'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import { ChosenAddress } from './chosen-address'
import { PublicFailure } from './public-failure'
import { SignInFields, type SignInPlace } from './sign-in-fields'
import type { usePublicForm } from './use-public-form'

/** The password of an address. Whether anybody has the address is not known until both are there, and not told then. */
export function PasswordStep({ place, email, form: { state: { failure }, pending, form } }: { place: SignInPlace; email: string; form: ReturnType<typeof usePublicForm> }) {
  return (
    <form {...form} noValidate className="grid gap-4">
      <SignInFields place={place} />
      <PublicFailure failure={failure} takesFocus={failure?.code !== 'wrong_credentials'}>
        {failure?.code === 'wrong_credentials' ? 'After several failures sign-in is refused for a while, even with the right password. Check the address, wait, or reset your password.' : null}
      </PublicFailure>
      <ChosenAddress email={email} here={place.here} />
      <PasswordField failure={failure} forgotHref={paths.forgotPassword(place.tenantSlug)} />
      <SubmitButton pending={pending} className="w-full">
        Sign in
      </SubmitButton>
    </form>
  )
}

function PasswordField({ failure, forgotHref }: { failure: Failure | undefined; forgotHref: string }) {
  const input = useRef<HTMLInputElement>(null)
  // In the moment the answer is drawn: a moment later it would empty what is typed anew.
  useLayoutEffect(() => {
    if (!input.current) return
    // A refused password is of no more use; one that could not be asked about (the server is busy) stays.
    if (failure?.code === 'wrong_credentials') input.current.value = ''
    if (!failure || failure.code === 'wrong_credentials' || failure.fields?.password) input.current.focus()
  }, [failure])
  return (
    <Field id="password" label="Password" error={failure?.fields?.password} help={<TextLink href={forgotHref}>Forgot your password?</TextLink>}>
      {(control) => <PasswordInput {...control} ref={input} name="password" autoComplete="current-password" />}
    </Field>
  )
}
