import { type ReactNode } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { ACTIVATION_STEP_SECONDS, LONGEST_ACTIVATION_SECONDS, MOST_APPROVALS, SHORTEST_ACTIVATION_SECONDS } from '@/lib/pim/role-settings'
import { saySpan } from './settings-words'
import { type TypedSettings } from './typed-settings'

export interface SettingsFieldsProps {
  typed: TypedSettings
  /** the row of the owners: at least one of them approves, and nobody else does */
  owners: boolean
  errors: Readonly<Record<string, string>> | undefined
  /** why they may only be read */
  reason: string | null
  onChange: (part: Partial<TypedSettings>) => void
  /** the picker of the approvers */
  approvers: ReactNode
}

const LENGTHS = Array.from({ length: (LONGEST_ACTIVATION_SECONDS - SHORTEST_ACTIVATION_SECONDS) / ACTIVATION_STEP_SECONDS + 1 }, (_, step) => SHORTEST_ACTIVATION_SECONDS + step * ACTIVATION_STEP_SECONDS)

/** Every setting of a role, in the order in which a request meets them. */
export function SettingsFields({ typed, owners, errors, reason, onChange, approvers }: SettingsFieldsProps) {
  const off = typed.enabled ? null : 'PIM is off for this role.'
  const locked = reason !== null
  return (
    <>
      <Checkbox label="PIM is on" description="The role can be held as eligible, and is activated for hours." checked={typed.enabled} disabledReason={reason} onChange={(event) => onChange({ enabled: event.target.checked })} />
      <RadioGroup
        legend="Standing grants"
        name="pim-standing"
        id="pim-standing"
        error={errors?.standing}
        value={typed.enabled ? typed.standing : 'yes'}
        onChange={(event) => onChange({ standing: event.target.value as TypedSettings['standing'] })}
        options={[
          { value: 'yes', label: 'Allowed', disabledReason: reason },
          { value: 'time_bound', label: 'Only with an end', disabledReason: reason ?? off },
          { value: 'no', label: 'Not allowed', description: owners ? 'Break-glass owners keep theirs.' : 'The role is only given as eligible.', disabledReason: reason ?? off },
        ]}
      />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Longest activation" id="pim-longestSeconds" error={errors?.longestSeconds} help="The form proposes an hour.">
          {(control) => <Select {...control} disabled={locked} value={typed.longestSeconds} onChange={(event) => onChange({ longestSeconds: event.target.value })} options={LENGTHS.map((seconds) => ({ value: String(seconds), label: saySpan(seconds) }))} />}
        </Field>
        <div className="grid gap-2">
          <Checkbox label="Eligible grants end" description="Whoever is made eligible is so for at most this long." checked={typed.eligibleEnds} disabledReason={reason} onChange={(event) => onChange({ eligibleEnds: event.target.checked })} />
          {typed.eligibleEnds ? (
            <Field label="After how many days" id="pim-eligibleSeconds" error={errors?.eligibleSeconds} help="7 to 365.">
              {(control) => <Input {...control} inputMode="numeric" readOnly={locked} value={typed.eligibleDays} onChange={(event) => onChange({ eligibleDays: event.target.value })} />}
            </Field>
          ) : null}
        </div>
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <div className="grid gap-2">
          <Checkbox label="A reason is required" checked={typed.justification} disabledReason={reason} onChange={(event) => onChange({ justification: event.target.checked })} />
          {typed.justification ? (
            <Field label="At least this many characters" id="pim-justificationLength" error={errors?.justificationLength} help="10 to 500.">
              {(control) => <Input {...control} inputMode="numeric" readOnly={locked} value={typed.justificationLength} onChange={(event) => onChange({ justificationLength: event.target.value })} />}
            </Field>
          ) : null}
        </div>
        <div className="grid gap-2">
          <Field label="Ticket" id="pim-ticket" error={errors?.ticket}>
            {(control) => <Select {...control} disabled={locked} value={typed.ticket} onChange={(event) => onChange({ ticket: event.target.value as TypedSettings['ticket'] })} options={[{ value: 'off', label: 'Not asked for' }, { value: 'text', label: 'Required, any text' }, { value: 'pattern', label: 'Required, must match a pattern' }]} />}
          </Field>
          {typed.ticket === 'pattern' ? (
            <Field label="Pattern" id="pim-ticketPattern" error={errors?.ticketPattern} help="A regular expression that the whole ticket must match, such as OPS-\d+">
              {(control) => <Input {...control} mono readOnly={locked} value={typed.ticketPattern} onChange={(event) => onChange({ ticketPattern: event.target.value })} />}
            </Field>
          ) : null}
        </div>
      </div>
      <Checkbox label="A fresh second factor at activation" description="Given for this very request: one from earlier in the session is not enough." checked={typed.mfa} disabledReason={reason} onChange={(event) => onChange({ mfa: event.target.checked })} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Approvals needed" id="pim-approvals" error={errors?.approvals} help="One denial denies.">
          {(control) => (
            <Select {...control} disabled={locked} value={typed.approvals} onChange={(event) => onChange({ approvals: event.target.value })} options={Array.from({ length: MOST_APPROVALS + 1 }, (_, count) => ({ value: String(count), label: count === 0 ? 'None: it starts at once' : String(count) })).slice(owners ? 1 : 0)} />
          )}
        </Field>
        <Field label="An undecided request ends after, in hours" id="pim-undecidedSeconds" error={errors?.undecidedSeconds} help="1 to 168 (7 days).">
          {(control) => <Input {...control} inputMode="numeric" readOnly={locked} value={typed.undecidedHours} onChange={(event) => onChange({ undecidedHours: event.target.value })} />}
        </Field>
      </div>
      {approvers}
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-medium">Mail</legend>
        <Checkbox label="To whoever asks" checked={typed.mailRequester} disabledReason={reason} onChange={(event) => onChange({ mailRequester: event.target.checked })} />
        <Checkbox label="To the approvers" checked={typed.mailApprovers} disabledReason={reason} onChange={(event) => onChange({ mailApprovers: event.target.checked })} />
        <Checkbox label="To the Client Owners" checked={typed.mailOwners} disabledReason={reason} onChange={(event) => onChange({ mailOwners: event.target.checked })} />
        <Field label="Other addresses" optional id="pim-mailExtra" error={Object.entries(errors ?? {}).find(([name]) => name.startsWith('mailExtra'))?.[1]} help="One a line, at most 20.">
          {(control) => <Textarea {...control} rows={2} readOnly={locked} spellCheck={false} autoCapitalize="none" value={typed.mailExtra} onChange={(event) => onChange({ mailExtra: event.target.value })} />}
        </Field>
      </fieldset>
    </>
  )
}
