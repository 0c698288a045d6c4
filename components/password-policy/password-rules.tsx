import { ONLY_READ } from '@/components/policies/only-read'
import { NumberField } from '@/components/policies/number-field'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { MINIMUM_COUNT, MINIMUM_LENGTH, STRENGTHS } from '@/lib/password-policy/policy-bounds'
import { LENGTH_WITHOUT_SECOND_FACTOR, MAXIMUM_LENGTH } from '@/lib/password-policy/policy-terms'
import { type TypedPasswordPolicy } from './typed-password-policy'

interface PasswordRulesProps {
  typed: TypedPasswordPolicy
  /** how short a password may be made while MFA is as it is */
  shortest: number
  /** whether a breach service is asked besides the bundled list */
  breachService: boolean
  errors: Readonly<Record<string, string>> | undefined
  reason: string | null
  onChange: (part: Partial<TypedPasswordPolicy>) => void
}

const COUNTED = [
  { field: 'capitals', label: 'Capital letters' },
  { field: 'lowercase', label: 'Lowercase letters' },
  { field: 'digits', label: 'Digits' },
  { field: 'specials', label: 'Special characters' },
] as const

/** What a new password is made of, and what it must not be. */
export function PasswordRules({ typed, shortest, breachService, errors, reason, onChange }: PasswordRulesProps) {
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField
          id="password-minimumLength"
          label="Minimum length"
          help={`In characters, from ${shortest} to ${MINIMUM_LENGTH.most}; the longest is ${MAXIMUM_LENGTH}. ${shortest < LENGTH_WITHOUT_SECOND_FACTOR ? `Below ${LENGTH_WITHOUT_SECOND_FACTOR} only while a second factor is required of everyone, as now.` : 'Shorter ones are possible while a second factor is required of everyone.'}`}
          error={errors?.minimumLength}
          value={typed.minimumLength}
          reason={reason}
          onValue={(minimumLength) => onChange({ minimumLength })}
        />
        <Field label="Strength" id="password-minimumStrength" error={errors?.minimumStrength} help="How soon somebody would guess it, by zxcvbn.">
          {(control) => <Select {...control} className="max-w-48" disabled={reason !== null} value={typed.minimumStrength} options={STRENGTHS.map((label, at) => ({ value: String(at), label }))} onChange={(event) => onChange({ minimumStrength: event.target.value })} />}
        </Field>
      </div>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 text-sm font-medium">At least this many</legend>
        <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-4">
          {COUNTED.map(({ field, label }) => (
            <NumberField key={field} id={`password-${field}`} label={label} error={errors?.[field]} value={typed[field]} reason={reason} onValue={(value) => onChange({ [field]: value })} />
          ))}
        </div>
        <p className="mt-1.5 text-xs text-ink-3">
          From {MINIMUM_COUNT.least} to {MINIMUM_COUNT.most} each. Length does more than any of them; a space is a special character.
        </p>
      </fieldset>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-medium">Refused</legend>
        <Checkbox label="Common and breached passwords" description={`A bundled list of what attackers try first${breachService ? ', and a service that knows what was stolen elsewhere; it learns five characters of a hash' : ''}. The whole password is compared.`} checked={typed.refuseCommon} disabledReason={reason && ONLY_READ} onChange={(event) => onChange({ refuseCommon: event.target.checked })} />
        <Checkbox label="Name, e-mail address and tenant name as the password" description="Alone, in a row, or with digits around them. A phrase that holds one is fine." checked={typed.refuseOwnWords} disabledReason={reason && ONLY_READ} onChange={(event) => onChange({ refuseOwnWords: event.target.checked })} />
      </fieldset>
    </>
  )
}
