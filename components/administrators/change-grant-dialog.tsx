'use client'

import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useSeen } from '@/components/guard/use-seen'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Dialog } from '@/components/ui/dialog'
import { ownerRoleWarning } from '@/lib/administrators/consequences'
import { type Grant } from '@/lib/authz/grants'
import { fromLocalField, toLocalField } from '@/lib/format/local-moment'
import { formatDateTime } from '@/lib/format/time'
import { changeGrant } from '@/lib/grants/actions'
import { assigningAnew, type Assigning } from './assigning'
import { GrantTimesFields } from './grant-times'
import { useAct } from './use-act'
import { WhatChangesNote, calledHere } from './what-changes-note'

interface Times { startsAt: number; endsAt: number | null; version: number }

/** When a role starts and ends. The save carries the version that was read; a stale one is refused with both shown. */
export function ChangeGrantDialog({ assigning: given, grant, version, onClose }: { assigning: Assigning; grant: Grant; version: number; onClose: () => void }) {
  const { act, pending, failure } = useAct(changeGrant, onClose)
  const assigning = useSeen(given, failure, assigningAnew)
  const { person, now, zone, name, previewed } = assigning
  const formId = useId()
  const [read] = useState<Times>({ startsAt: grant.startsAt, endsAt: grant.endsAt, version })
  const field = (at: number | null) => (at === null ? '' : toLocalField(at, zone))
  const [typed, setTyped] = useState({ starts: field(read.startsAt), ends: field(read.endsAt) })
  const newer = failure?.code === 'conflict' ? (failure.details?.current as Times) : null
  const begun = read.startsAt <= now
  // A field knows minutes; what was not touched keeps its seconds.
  const startsAt = begun || typed.starts === field(read.startsAt) ? read.startsAt : (fromLocalField(typed.starts, zone) ?? now)
  const endsAt = typed.ends === field(read.endsAt) ? read.endsAt : fromLocalField(typed.ends, zone)
  const same = startsAt === read.startsAt && endsAt === read.endsAt
  const called = calledHere(grant, assigning)
  const save = async (at: number) => act({ grantId: grant.id, version: at, previewed, ...(begun ? {} : { startsAt }), endsAt }, `${called} of ${name} is changed.`)
  // An owner whose role has an end does not keep the tenant (roles.md rule 3).
  const warning = read.endsAt === null && endsAt !== null ? ownerRoleWarning(grant.role, assigning.otherOwners) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!same && !pending) void save(read.version)
  }
  const changed: Grant = { ...grant, startsAt, endsAt }
  const after = person.grants.map((one) => (one.id === grant.id ? changed : one))
  const span = (times: Omit<Times, 'version'>) => `from ${formatDateTime(times.startsAt, zone)}, ${times.endsAt === null ? 'no end' : `until ${formatDateTime(times.endsAt, zone)}`}`
  // The first moment at which the old dates and the new ones differ: an earlier end takes away, a later one keeps.
  const differsAt = endsAt === read.endsAt ? null : Math.min(endsAt ?? Infinity, read.endsAt ?? Infinity)
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Change ${called}`}
      description={`Held by ${name} ${span(read)}.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          {newer ? (
            <Button variant="primary" pending={pending} onClick={() => void save(newer.version)}>
              Save mine over it
            </Button>
          ) : (
            <Button variant="primary" type="submit" form={formId} pending={pending} disabledReason={same ? 'Change a date first.' : null}>
              Save dates
            </Button>
          )}
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        {newer ? (
          <Callout tone="warn" live title="Somebody else changed this role in the meantime. Nothing was saved.">
            <dl className="grid grid-cols-[auto_1fr] gap-x-3">
              <dt>Now</dt>
              <dd className="font-medium">{span(newer)}</dd>
              <dt>Yours</dt>
              <dd className="font-medium">{span({ startsAt, endsAt })}</dd>
            </dl>
          </Callout>
        ) : (
          <FormFailure failure={failure} form="change" />
        )}
        {warning ? <Callout tone="warn">{warning}</Callout> : null}
        <GrantTimesFields form="change" starts={typed.starts} ends={typed.ends} begun={begun} onStarts={(starts) => setTyped({ ...typed, starts })} onEnds={(ends) => setTyped({ ...typed, ends })} fields={failure?.fields} zone={zone} />
        {!begun && startsAt !== read.startsAt ? <WhatChangesNote assigning={assigning} after={after} grant={changed} at={Math.max(startsAt, now)} /> : null}
        {differsAt !== null && differsAt > now ? <WhatChangesNote assigning={assigning} after={after} grant={endsAt === differsAt ? null : changed} at={differsAt} keeping={endsAt !== differsAt} /> : null}
      </form>
    </Dialog>
  )
}
