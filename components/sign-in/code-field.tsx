'use client'

import { useLayoutEffect, useRef } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'

interface CodeFieldProps {
  id?: string
  error?: string | undefined
  help?: string | undefined
  /** Anything new moves the focus here and empties it: what was typed was wrong. */
  again: unknown
  /** Not where another field comes first. */
  takesFocus?: boolean
}

/** The six digits of an authenticator app. */
export function AppCodeField({ id = 'code', error, help, again, takesFocus = true }: CodeFieldProps) {
  const input = useEmptied(again, takesFocus)
  return (
    <Field id={id} label="Code of your authenticator app" error={error} help={help ?? 'Six digits, new every half minute.'}>
      {(control) => <Input {...control} ref={input} name="code" type="text" inputMode="numeric" autoComplete="one-time-code" mono maxLength={20} spellCheck={false} className="text-lg tracking-[0.2em]" />}
    </Field>
  )
}

/** The six digits that were mailed. */
export function MailedCodeField({ id = 'code', error, help, again }: CodeFieldProps) {
  const input = useEmptied(again, true)
  return (
    <Field id={id} label="Code from the mail" error={error} help={help}>
      {(control) => <Input {...control} ref={input} name="code" type="text" inputMode="numeric" autoComplete="one-time-code" mono maxLength={20} spellCheck={false} className="text-lg tracking-[0.2em]" />}
    </Field>
  )
}

/** One of the codes that were shown at enrolment. */
export function RecoveryCodeField({ id = 'code', error, again, takesFocus = true }: CodeFieldProps) {
  const input = useEmptied(again, takesFocus)
  return (
    <Field id={id} label="Recovery code" error={error} help="One of the codes you were given when you enrolled: 24 letters and digits. Dashes and case do not matter. It works once.">
      {(control) => <Input {...control} ref={input} name="code" type="text" autoComplete="off" autoCapitalize="characters" mono maxLength={100} spellCheck={false} />}
    </Field>
  )
}

/** Which of several authenticator apps the code is of; the only one is not asked about. */
export function AppChoice({ apps }: { apps: readonly { id: string; name: string }[] }) {
  if (apps.length === 1) return <input type="hidden" name="factorId" value={apps[0]!.id} />
  return (
    <Field id="factorId" label="Authenticator app">
      {(control) => <Select {...control} name="factorId" options={apps.map(({ id, name }) => ({ value: id, label: name }))} />}
    </Field>
  )
}

function useEmptied(again: unknown, takesFocus: boolean) {
  const input = useRef<HTMLInputElement>(null)
  const answered = useRef(again)
  // In the moment the answer is drawn: a moment later it would empty what is typed anew.
  useLayoutEffect(() => {
    if (!takesFocus || !input.current) return
    // What was typed, or filled in by the browser, before the page listened stays.
    if (answered.current !== again) input.current.value = ''
    answered.current = again
    input.current.focus()
  }, [again, takesFocus])
  return input
}
