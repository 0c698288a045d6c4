'use client'

import { useState } from 'react'
import { PasswordVerdictNote } from '@/components/form/password-verdict-note'
import { fetchPasswordJudge, usePasswordVerdict } from '@/components/form/use-password-verdict'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type PasswordContext, type PasswordPolicy } from '@/lib/password-policy/policy-terms'

/** How a sample fares under the policy as it is typed, judged as any new password would be. It never leaves the browser. */
export function PasswordSample({ policy, context }: { policy: PasswordPolicy; context: PasswordContext }) {
  const [sample, setSample] = useState('')
  const verdict = usePasswordVerdict(sample, { policy, context })
  return (
    <div className="grid gap-2 rounded-lg border bg-sunken p-3">
      <Field label="Try a sample" id="password-sample" help="Judged as if you chose it, under what is typed here. It is not kept and not sent.">
        {(control) => <Input {...control} aria-required={undefined} type="text" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={1024} value={sample} onFocus={fetchPasswordJudge} onChange={(event) => setSample(event.target.value)} />}
      </Field>
      <div aria-live="polite" className="grid gap-1.5 empty:hidden">
        {sample !== '' && verdict ? <PasswordVerdictNote verdict={verdict} /> : null}
      </div>
    </div>
  )
}
