import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { formatDuration } from '@/lib/format/time'
import { LONGEST_JUSTIFICATION, LONGEST_TICKET } from '@/lib/pim/role-settings'
import { counter, type Picked } from './basket'

export interface Written {
  seconds: number
  /** as the field shows it, in the viewer's zone; empty: at once */
  starts: string
  justification: string
  ticket: string
}

interface ActivateFieldsProps {
  written: Written
  onChange: (written: Written) => void
  lengths: readonly number[]
  /** of the reason; 0: none need be given */
  least: number
  picked: readonly Picked[]
  zone: string
  extending: boolean
  /** something in the basket needs an approval */
  waits: boolean
  fields: Readonly<Record<string, string>> | undefined
}

/** For how long, from when, and why: the same for everything in the basket. */
export function ActivateFields({ written, onChange, lengths, least, picked, zone, extending, waits, fields }: ActivateFieldsProps) {
  const set = (changes: Partial<Written>) => onChange({ ...written, ...changes })
  const tickets = picked.filter(({ role }) => role.settings.ticket !== 'off')
  const pattern = tickets.find(({ role }) => role.settings.ticketPattern)?.role.settings.ticketPattern
  return (
    <>
      <div className="flex flex-wrap items-start gap-4">
        <Field label={extending ? 'For how much longer' : 'For how long'} id="activate-seconds" className="min-w-0 flex-1 basis-28 grid-cols-[minmax(0,1fr)]" error={fields?.seconds} help={`At most ${formatDuration(lengths.at(-1) ?? 0)}.`}>
          {(control) => <Select {...control} value={String(written.seconds)} onChange={(event) => set({ seconds: Number(event.target.value) })} options={lengths.map((seconds) => ({ value: String(seconds), label: formatDuration(seconds) }))} />}
        </Field>
        {extending ? null : (
          <Field label="Starts" optional id="activate-startsAt" className="min-w-0 flex-1 basis-48 grid-cols-[minmax(0,1fr)]" error={fields?.startsAt} help={`Left empty: ${waits ? 'as soon as it is approved' : 'at once'}. Times in ${zone}.`}>
            {(control) => <Input {...control} type="datetime-local" value={written.starts} onChange={(event) => set({ starts: event.target.value })} />}
          </Field>
        )}
      </div>
      <Field label="Why" optional={least === 0} id="activate-justification" error={fields?.justification} help={`${counter(written.justification, least)}. ${waits ? 'Whoever decides reads it, and the audit keeps it.' : 'The audit keeps it.'}`}>
        {(control) => <Textarea {...control} data-autofocus value={written.justification} maxLength={LONGEST_JUSTIFICATION} onChange={(event) => set({ justification: event.target.value })} />}
      </Field>
      {tickets.length > 0 ? (
        <Field label="Ticket" id="activate-ticket" error={fields?.ticket} help={pattern ? `As the settings ask for it: ${pattern}` : 'Its number or address.'}>
          {(control) => <Input {...control} value={written.ticket} maxLength={LONGEST_TICKET} autoComplete="off" onChange={(event) => set({ ticket: event.target.value })} />}
        </Field>
      ) : null}
    </>
  )
}
