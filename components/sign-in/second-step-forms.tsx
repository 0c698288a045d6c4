'use client'

import { useState, type FormEvent } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import type { Failure } from '@/lib/errors/app-error'
import { AppChoice, AppCodeField, MailedCodeField, RecoveryCodeField } from './code-field'
import { PublicFailure } from './public-failure'
import type { usePasskey } from './use-passkey'
import type { usePublicForm } from './use-public-form'

type CodeForm = Pick<ReturnType<typeof usePublicForm>, 'pending' | 'form'> & { state: { failure?: Failure } }

const LOCKED = 'After several wrong codes even the right one is refused for a while. Another administrator can reset your second factors.'

/** A wrong code is typed again, so the field keeps the focus; it is read aloud all the same. */
function WrongCode({ failure }: { failure: Failure | undefined }) {
  const wrong = failure?.code === 'wrong_code'
  return (
    <PublicFailure failure={failure} takesFocus={!wrong}>
      {wrong ? LOCKED : null}
    </PublicFailure>
  )
}

/** What cannot be a code is not sent: it would count as a wrong one. Without script the server says so. */
function useWritten(onSubmit: CodeForm['form']['onSubmit'], looksRight: (code: string) => boolean, otherwise: string) {
  const [unwritten, setUnwritten] = useState<string>()
  const guarded = (event: FormEvent<HTMLFormElement>) => {
    const field = event.currentTarget.elements.namedItem('code')
    const fits = field instanceof HTMLInputElement && looksRight(field.value.replace(/\s/g, ''))
    setUnwritten(fits ? undefined : otherwise)
    if (fits) return onSubmit(event)
    event.preventDefault()
    if (field instanceof HTMLInputElement) field.focus()
  }
  return { unwritten, onSubmit: guarded }
}

export function AppStep({ form: { state, pending, form }, apps }: { form: CodeForm; apps: readonly { id: string; name: string }[] }) {
  const { unwritten, onSubmit } = useWritten(form.onSubmit, (code) => /^\d{6}$/.test(code), 'Write the six digits that the app shows now.')
  return (
    <form {...form} onSubmit={onSubmit} noValidate className="grid gap-4">
      {unwritten ? null : <WrongCode failure={state.failure} />}
      <AppChoice apps={apps} />
      <AppCodeField again={state.failure} error={unwritten ?? state.failure?.fields?.code} />
      <SubmitButton pending={pending} className="w-full">
        Sign in
      </SubmitButton>
    </form>
  )
}

export function RecoveryCodeStep({ form: { state, pending, form } }: { form: CodeForm }) {
  const { unwritten, onSubmit } = useWritten(form.onSubmit, (code) => code !== '', 'Write one of your recovery codes.')
  return (
    <form {...form} onSubmit={onSubmit} noValidate className="grid gap-4">
      {unwritten ? null : <WrongCode failure={state.failure} />}
      <RecoveryCodeField again={state.failure} error={unwritten ?? state.failure?.fields?.code} />
      <SubmitButton pending={pending} className="w-full">
        Sign in
      </SubmitButton>
    </form>
  )
}

/** A code by mail, for whoever has enrolled nothing: asked for, then typed. */
export function MailStep({ ask, enter }: { ask: CodeForm & { state: { done?: string } }; enter: CodeForm }) {
  const { unwritten, onSubmit } = useWritten(enter.form.onSubmit, (code) => /^\d{6}$/.test(code), 'Write the six digits from the mail.')
  const sent = ask.state.done === 'sent' || enter.state.failure !== undefined
  return (
    <>
      {sent ? (
        <form {...enter.form} onSubmit={onSubmit} noValidate className="grid gap-4">
          {unwritten ? null : <PublicFailure failure={enter.state.failure ?? ask.state.failure} />}
          <MailedCodeField again={enter.state.failure ?? ask.state} error={unwritten ?? enter.state.failure?.fields?.code} help="It was just mailed to you. It works for five minutes, once." />
          <SubmitButton pending={enter.pending} className="w-full">
            Sign in
          </SubmitButton>
        </form>
      ) : null}
      <form {...ask.form} className="grid gap-4">
        {sent ? null : <PublicFailure failure={ask.state.failure} />}
        <SubmitButton variant={sent ? 'secondary' : 'primary'} pending={ask.pending} className="w-full">
          {sent ? 'Mail me another code' : 'Mail me a code'}
        </SubmitButton>
      </form>
    </>
  )
}

/** A passkey needs script; without it the page says so, and the other ways are under it. */
export function PasskeyStep({ passkey: { state, pending, start } }: { passkey: Pick<ReturnType<typeof usePasskey>, 'pending' | 'start'> & { state: { failure?: Failure } } }) {
  return (
    <div className="grid gap-4">
      <noscript>
        <p className="text-base text-ink-2">A passkey needs JavaScript. Switch it on, or choose another way.</p>
      </noscript>
      <PublicFailure failure={state.failure} />
      <Button variant="primary" icon="key" pending={pending} onClick={start} className="w-full noscript:hidden">
        Use a passkey
      </Button>
    </div>
  )
}
