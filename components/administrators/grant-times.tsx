import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

interface GrantTimesProps {
  form: string
  starts: string
  ends: string
  onStarts: (text: string) => void
  onEnds: (text: string) => void
  /** It has begun: the start stands. */
  begun?: boolean
  /** Below the end; left out: that it may stay empty. */
  endsHelp?: string
  fields: Readonly<Record<string, string>> | undefined
  zone: string
}

/** When a role starts and ends; both may be left open. */
export function GrantTimesFields({ form, starts, ends, onStarts, onEnds, begun = false, endsHelp = 'Left empty: until somebody ends it.', fields, zone }: GrantTimesProps) {
  return (
    <div className="flex flex-wrap items-start gap-4">
      <Field label="Starts" optional className="min-w-0 flex-1 basis-52" id={`${form}-startsAt`} error={fields?.startsAt} help={begun ? 'It has begun; its start stands.' : `Left empty: now. Times in ${zone}.`}>
        {(control) => <Input {...control} type="datetime-local" value={starts} readOnly={begun} onChange={(event) => onStarts(event.target.value)} />}
      </Field>
      <Field label="Ends" optional className="min-w-0 flex-1 basis-52" id={`${form}-endsAt`} error={fields?.endsAt} help={endsHelp}>
        {(control) => <Input {...control} type="datetime-local" value={ends} onChange={(event) => onEnds(event.target.value)} />}
      </Field>
    </div>
  )
}
