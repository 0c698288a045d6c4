'use client'

import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { RoleKey } from '@/lib/authz/policy'
import { endHelp, needsEnd, type GrantKind, type TermsByRole } from '@/lib/pim/assignment-terms'
import type { InviteErrors } from './invite-problems'

interface AccessTimesProps {
  kind: GrantKind
  /** the roles it is about */
  roles: readonly RoleKey[]
  terms: TermsByRole
  startsAt: string
  endsAt: string
  errors: InviteErrors
  onChange: (part: { startsAt?: string; endsAt?: string }) => void
}

/** How long the role counts: a line, since most invitations have neither start nor end; on the viewer's own clock where they do. */
export function AccessTimes({ kind, roles, terms, startsAt, endsAt, errors, onChange }: AccessTimesProps) {
  const [asked, setAsked] = useState(false)
  const fields = useRef<HTMLDivElement>(null)
  // The button that was pressed is gone: what it opened takes the focus.
  useLayoutEffect(() => {
    if (asked) fields.current?.querySelector('input')?.focus()
  }, [asked])
  const strictest = roles.find((role) => needsEnd(role, kind, terms[role]))
  const mustEnd = kind === 'active' && strictest !== undefined
  if (!asked && !mustEnd && !startsAt && !endsAt && !errors.startsAt && !errors.endsAt) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg border bg-canvas px-4 py-2.5">
        <p>
          {kind === 'active' ? <>Access is <span className="font-medium">standing</span>: it counts as soon as they have accepted, until somebody ends it.</> : <>Access is <span className="font-medium">eligible</span>: it counts only while they have activated it{strictest ? `. ${endHelp(strictest, kind, terms[strictest])}` : ', until somebody ends it.'}</>}
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
      <Field label="Ends" optional={!mustEnd} id="invite-endsAt" error={errors.endsAt} help={strictest ? endHelp(strictest, kind, terms[strictest]) : 'Empty: until somebody ends it.'}>
        {(control) => <Input {...control} type="datetime-local" value={endsAt} onChange={(event) => onChange({ endsAt: event.target.value })} />}
      </Field>
    </div>
  )
}
