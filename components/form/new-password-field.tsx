'use client'

import { Field } from '@/components/ui/field'
import { kindsAsked, type PasswordVerdict } from '@/lib/password-policy/check-password'
import { type PasswordPolicy } from '@/lib/password-policy/policy-terms'
import { PasswordInput } from './password-input'
import { PasswordVerdictNote } from './password-verdict-note'
import { fetchPasswordJudge } from './use-password-verdict'

interface NewPasswordFieldProps {
  id: string
  /** where a form sends it by its name */
  name?: string
  label?: string
  policy: PasswordPolicy
  value: string
  onValue: (password: string) => void
  /** usePasswordVerdict() */
  verdict: PasswordVerdict | null
  /** what the server said of it */
  error?: string | null | undefined
}

/** A new password, judged while it is typed: what it still lacks, and how soon it would be guessed. */
export function NewPasswordField({ id, name, label = 'New password', policy, value, onValue, verdict, error }: NewPasswordFieldProps) {
  const verdictId = `${id}-verdict`
  return (
    <div className="grid gap-2">
      <Field label={label} id={id} error={error} help={`At least ${[`${policy.minimumLength} characters`, ...kindsAsked(policy)].join(', ')}. A few words that have nothing to do with each other make a good one; spaces are welcome.`}>
        {(control) => (
          <PasswordInput
            {...control}
            aria-describedby={[control['aria-describedby'], verdictId].filter(Boolean).join(' ')}
            name={name}
            autoComplete="new-password"
            onFocus={fetchPasswordJudge}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
        )}
      </Field>
      <div id={verdictId} className="grid gap-1.5 empty:hidden">
        {value === '' || !verdict ? null : <PasswordVerdictNote verdict={verdict} />}
      </div>
      {/* Said once, when it becomes good enough; every letter's verdict read aloud would be noise. */}
      <p role="status" className="sr-only">
        {value !== '' && verdict?.faults.length === 0 ? 'This password meets the policy.' : ''}
      </p>
    </div>
  )
}
