'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { InviteErrors } from './invite-problems'

interface AccessTimesProps {
  startsAt: string
  endsAt: string
  errors: InviteErrors
  onChange: (part: { startsAt?: string; endsAt?: string }) => void
}

/** From when until when the role counts, on the viewer's own clock. */
export function AccessTimes({ startsAt, endsAt, errors, onChange }: AccessTimesProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="Starts" optional id="invite-startsAt" error={errors.startsAt} help="Empty: at once, when they activate.">
        {(control) => <Input {...control} type="datetime-local" value={startsAt} onChange={(event) => onChange({ startsAt: event.target.value })} />}
      </Field>
      <Field label="Ends" optional id="invite-endsAt" error={errors.endsAt} help="Empty: until somebody ends it.">
        {(control) => <Input {...control} type="datetime-local" value={endsAt} onChange={(event) => onChange({ endsAt: event.target.value })} />}
      </Field>
    </div>
  )
}
