'use client'

import { useEffect, useRef } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

/** The one field of a first step: it has the focus from the start, and again when something is wrong with it. */
export function EmailField({ error, typed }: { error: string | undefined; typed: string | undefined }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [error])
  return (
    <Field id="email" label="E-mail" error={error}>
      {(control) => <Input {...control} ref={input} name="email" type="text" inputMode="email" defaultValue={typed} autoComplete="username" autoCapitalize="none" spellCheck={false} dir="auto" />}
    </Field>
  )
}
