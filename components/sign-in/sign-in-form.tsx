'use client'

import { useEffect, useRef } from 'react'
import { PasswordInput } from '@/components/form/password-input'
import { SubmitButton } from '@/components/form/submit-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TextLink } from '@/components/ui/text-link'
import type { Failure } from '@/lib/errors/app-error'
import { identify, signIn } from '@/lib/sign-in/actions'
import { paths } from '@/lib/paths'
import { EmailField } from './email-field'
import { PublicFailure } from './public-failure'
import { usePublicForm } from './use-public-form'

interface SignInFormProps {
  tenantSlug: string
  /** The page to come back to; judged by the server. */
  next: string
  /** This very page, to begin again. */
  here: string
}

/** Address first, then the password. Whether anybody has the address is not known until both are there, and not told then. */
export function SignInForm({ tenantSlug, next, here }: SignInFormProps) {
  const first = usePublicForm(identify)
  const second = usePublicForm(signIn)
  const email = second.state.values?.email ?? (first.state.done ? first.state.values?.email : undefined)
  const given = (
    <>
      <input type="hidden" name="tenant" value={tenantSlug} />
      {next ? <input type="hidden" name="next" value={next} /> : null}
    </>
  )
  return email === undefined ? (
    <form {...first.form} noValidate className="grid gap-4">
      {given}
      <PublicFailure failure={first.state.failure} />
      <EmailField error={first.state.failure?.fields?.email} typed={first.state.values?.email} />
      <SubmitButton pending={first.pending} className="w-full">
        Continue
      </SubmitButton>
    </form>
  ) : (
    <form {...second.form} noValidate className="grid gap-4">
      {given}
      <PublicFailure failure={second.state.failure} takesFocus={second.state.failure?.code !== 'wrong_credentials'}>
        {second.state.failure?.code === 'wrong_credentials' ? 'After several failures sign-in is refused for a while, even with the right password. Check the address, wait, or reset your password.' : null}
      </PublicFailure>
      <div className="grid gap-1.5">
        <div className="flex items-baseline justify-between gap-3">
          <label htmlFor="email" className="text-sm font-medium">
            E-mail
          </label>
          {/* A plain link: the page begins anew, with or without script. */}
          <a href={here} className="text-xs text-accent-ink underline decoration-accent-ink/40 underline-offset-2">
            Use another address
          </a>
        </div>
        <Input id="email" name="email" type="text" value={email} readOnly autoComplete="username" dir="auto" />
      </div>
      <PasswordField failure={second.state.failure} forgotHref={paths.forgotPassword(tenantSlug)} />
      <SubmitButton pending={second.pending} className="w-full">
        Sign in
      </SubmitButton>
    </form>
  )
}

function PasswordField({ failure, forgotHref }: { failure: Failure | undefined; forgotHref: string }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
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
