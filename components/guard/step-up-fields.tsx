'use client'

import { useLayoutEffect, useRef } from 'react'
import { PasswordInput } from '@/components/form/password-input'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { Failure } from '@/lib/errors/app-error'
import { FailureNotice } from './failure-notice'

export type StepUpWay = 'password' | 'app' | 'passkey' | 'recovery-code'

export interface TypedProof {
  password: string
  code: string
  /** empty: the only one, or the first */
  factorId: string
}

const OTHER: Record<StepUpWay, string> = { password: 'Use your password', app: 'Use your authenticator app', passkey: 'Use a passkey', 'recovery-code': 'Use a recovery code' }

interface StepUpFieldsProps {
  way: StepUpWay
  others: readonly StepUpWay[]
  apps: readonly { id: string; name: string }[]
  email: string
  typed: TypedProof
  onTyped: (typed: TypedProof) => void
  onChoose: (way: StepUpWay) => void
  failure: Failure | null
}

/** What one way to confirm who one is asks for, and the other ways under it. Something wrong moves the focus back to where it was typed. */
export function StepUpFields({ way, others, apps, email, typed, onTyped, onChoose, failure }: StepUpFieldsProps) {
  const field = useRef<HTMLInputElement>(null)
  // In the moment it is said: whoever reads it and types at once types over what was wrong, not behind it.
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [failure])
  const wrong = failure?.fields?.[way === 'password' ? 'password' : 'code']
  const signedInAs = `You are signed in as ${email}.`
  return (
    <>
      {wrong ? null : <FailureNotice failure={failure} />}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      {way === 'password' ? (
        <Field label="Password" help={signedInAs} error={wrong}>
          {(control) => <PasswordInput {...control} ref={field} autoComplete="current-password" value={typed.password} onChange={(event) => onTyped({ ...typed, password: event.target.value })} data-autofocus />}
        </Field>
      ) : null}
      {way === 'app' && apps.length > 1 ? (
        <Field label="Authenticator app">
          {(control) => <Select {...control} value={typed.factorId || apps[0]!.id} onChange={(event) => onTyped({ ...typed, factorId: event.target.value })} options={apps.map(({ id, name }) => ({ value: id, label: name }))} />}
        </Field>
      ) : null}
      {way === 'app' ? (
        <Field label="Code of your authenticator app" help={`Six digits, new every half minute. ${signedInAs}`} error={wrong}>
          {(control) => <Input {...control} ref={field} inputMode="numeric" autoComplete="one-time-code" mono maxLength={20} spellCheck={false} value={typed.code} onChange={(event) => onTyped({ ...typed, code: event.target.value })} data-autofocus />}
        </Field>
      ) : null}
      {way === 'recovery-code' ? (
        <Field label="Recovery code" help={`One of the 24-letter codes you were given when you enrolled; it works once. ${signedInAs}`} error={wrong}>
          {(control) => <Input {...control} ref={field} autoComplete="off" autoCapitalize="characters" mono maxLength={100} spellCheck={false} value={typed.code} onChange={(event) => onTyped({ ...typed, code: event.target.value })} data-autofocus />}
        </Field>
      ) : null}
      {way === 'passkey' ? <p className="text-ink-2">Your browser asks for one of your passkeys. {signedInAs}</p> : null}
      {others.length > 0 ? (
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          {others.map((other) => (
            <button key={other} type="button" onClick={() => onChoose(other)} className="rounded-sm text-xs text-accent-ink underline decoration-accent-ink/40 underline-offset-2 hover:decoration-accent-ink">
              {OTHER[other]}
            </button>
          ))}
        </p>
      ) : null}
    </>
  )
}
