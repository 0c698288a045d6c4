'use client'

import { Field } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { type PasswordVerdict } from '@/lib/password-policy/check-password'
import { type PasswordPolicy } from '@/lib/password-policy/policy-terms'
import { PasswordInput } from './password-input'

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

const STRENGTHS = ['very weak', 'weak', 'fair', 'strong', 'very strong'] as const

/** A new password, judged while it is typed: what it still lacks, and how soon it would be guessed. */
export function NewPasswordField({ id, name, label = 'New password', policy, value, onValue, verdict, error }: NewPasswordFieldProps) {
  const verdictId = `${id}-verdict`
  return (
    <div className="grid gap-2">
      <Field label={label} id={id} error={error} help={`At least ${policy.minimumLength} characters. A few words that have nothing to do with each other make a good one; spaces are welcome.`}>
        {(control) => (
          <PasswordInput
            {...control}
            aria-describedby={[control['aria-describedby'], verdictId].filter(Boolean).join(' ')}
            name={name}
            autoComplete="new-password"
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
        )}
      </Field>
      <div id={verdictId} className="grid gap-1.5 empty:hidden">
        {value === '' || !verdict ? null : <Verdict verdict={verdict} />}
      </div>
      {/* Said once, when it becomes good enough; every letter's verdict read aloud would be noise. */}
      <p role="status" className="sr-only">
        {value !== '' && verdict?.faults.length === 0 ? 'This password meets the policy.' : ''}
      </p>
    </div>
  )
}

function Verdict({ verdict: { faults, strength } }: { verdict: PasswordVerdict }) {
  const accepted = faults.length === 0
  // Hard to guess and refused all the same (a name, too short) must not look like good enough.
  const shown = accepted ? strength : Math.min(strength, 2)
  const word = accepted ? (STRENGTHS[strength] ?? STRENGTHS[0]) : 'not enough yet'
  return (
    <>
      <div className="flex items-center gap-3 text-xs">
        <progress className="meter" aria-label="Strength" aria-valuetext={word} value={shown} max={4} />
        <span className="shrink-0 text-ink-2">{word}</span>
      </div>
      {accepted ? (
        <p className="flex items-start gap-1.5 text-xs text-good-ink">
          <Icon name="done" size={12} className="mt-[3px]" />
          <span>It meets the policy.</span>
        </p>
      ) : (
        <ul className="grid gap-1">
          {faults.map(({ code, sentence }) => (
            <li key={code} className="flex items-start gap-1.5 text-xs text-ink-2">
              <Icon name="info" size={12} className="mt-[3px] text-ink-3" />
              <span>{sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
