'use client'

import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { useAction } from '@/lib/actions/use-action'
import { tryConnectionMapping } from '@/lib/sso/actions'
import { type Outcome } from '@/lib/sso/dry-run'
import { OutcomeFacts } from './outcome-facts'

/** Tries a pasted token or assertion: what it would mean, without anybody signing in. */
export function TryMapping({ connectionId, protocol }: { connectionId: string; protocol: 'oidc' | 'saml' }) {
  const { run, pending, failure } = useAction(tryConnectionMapping)
  const [token, setToken] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const attempt = async () => {
    const result = await run({ connectionId, token })
    setOutcome(result.ok ? result.data : null)
  }
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && token.trim() !== '') void attempt()
      }}
    >
      <FormFailure failure={failure} form="try" />
      <Field label={protocol === 'oidc' ? 'ID token, or its claims as JSON' : 'Assertion or response, as XML or in base64'} id="try-token" error={failure?.fields?.token} help="Only looked at: nothing is verified, nobody is signed in, and nothing of it is kept.">
        {(control) => <Textarea {...control} rows={3} spellCheck={false} className="font-mono text-xs" maxLength={90_000} value={token} onChange={(event) => setToken(event.target.value)} />}
      </Field>
      <div><SubmitButton pending={pending} disabledReason={token.trim() === '' ? protocol === 'oidc' ? 'Paste a token first.' : 'Paste an assertion first.' : null}>Try it</SubmitButton></div>
      <div aria-live="polite">{outcome ? <OutcomeFacts outcome={outcome} /> : null}</div>
    </form>
  )
}
