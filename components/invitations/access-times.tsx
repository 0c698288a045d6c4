'use client'

import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { InviteErrors } from './invite-problems'

interface AccessTimesProps {
  startsAt: string
  endsAt: string
  errors: InviteErrors
  onChange: (part: { startsAt?: string; endsAt?: string }) => void
}

/** How long the role counts: a line, since most invitations have neither start nor end; on the viewer's own clock where they do. */
export function AccessTimes({ startsAt, endsAt, errors, onChange }: AccessTimesProps) {
  const [asked, setAsked] = useState(false)
  const fields = useRef<HTMLDivElement>(null)
  // The button that was pressed is gone: what it opened takes the focus.
  useEffect(() => {
    if (asked) fields.current?.querySelector('input')?.focus()
  }, [asked])
  if (!asked && !startsAt && !endsAt && !errors.startsAt && !errors.endsAt) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border bg-canvas px-4 py-2.5">
        <p>
          Access is <span className="font-medium">active</span>: it counts as soon as they activate, until somebody ends it.
        </p>
        <Button size="sm" onClick={() => setAsked(true)}>
          Set a start or an end
        </Button>
      </div>
    )
  }
  return (
    <div ref={fields} className="grid gap-3 rounded-lg border bg-canvas p-4 sm:grid-cols-2">
      <Field label="Starts" optional id="invite-startsAt" error={errors.startsAt} help="Empty: at once, when they activate.">
        {(control) => <Input {...control} type="datetime-local" value={startsAt} onChange={(event) => onChange({ startsAt: event.target.value })} />}
      </Field>
      <Field label="Ends" optional id="invite-endsAt" error={errors.endsAt} help="Empty: until somebody ends it.">
        {(control) => <Input {...control} type="datetime-local" value={endsAt} onChange={(event) => onChange({ endsAt: event.target.value })} />}
      </Field>
    </div>
  )
}
