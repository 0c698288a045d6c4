'use client'

import { useLayoutEffect, useRef } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

/** The one field of a first step: it has the focus from the start, and again when something is wrong with it. */
export function EmailField({ error, typed, passkeys = false }: { error: string | undefined; typed: string | undefined; /** the browser may offer them here */ passkeys?: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => input.current?.focus(), [error])
  return (
    <Field id="email" label="E-mail" error={error}>
      {(control) => <Input {...control} ref={input} name="email" type="text" inputMode="email" defaultValue={typed} autoComplete={passkeys ? 'username webauthn' : 'username'} autoCapitalize="none" spellCheck={false} dir="auto" />}
    </Field>
  )
}
