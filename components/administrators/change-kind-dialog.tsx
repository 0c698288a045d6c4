'use client'

import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useSeen } from '@/components/guard/use-seen'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ownerRoleWarning } from '@/lib/administrators/consequences'
import { type Grant } from '@/lib/authz/grants'
import { fromLocalField, toLocalField } from '@/lib/format/local-moment'
import { changeGrantKind } from '@/lib/grants/actions'
import { KIND_WORDS, earliestEnd, endHelp, type GrantKind } from '@/lib/pim/assignment-terms'
import { assigningAnew, type Assigning } from './assigning'
import { useAct } from './use-act'
import { WhatChangesNote, calledHere } from './what-changes-note'

/** Makes a role that counts by itself one that has to be activated, or the other way round. */
export function ChangeKindDialog({ assigning: given, grant, version, onClose }: { assigning: Assigning; grant: Grant; version: number; onClose: () => void }) {
  const { act, pending, failure } = useAct(changeGrantKind, onClose)
  const assigning = useSeen(given, failure, assigningAnew)
  const { person, now, zone, name, terms, previewed } = assigning
  const kind: GrantKind = grant.kind === 'active' ? 'eligible' : 'active'
  const formId = useId()
  const from = Math.max(grant.startsAt, now)
  const proposed = kind === 'eligible' ? earliestEnd(terms[grant.role], from, grant.endsAt) : grant.endsAt
  const shown = proposed === null ? '' : toLocalField(proposed, zone)
  const [ends, setEnds] = useState(shown)
  // A field knows minutes; what was not touched keeps its seconds.
  const endsAt = ends === shown ? proposed : fromLocalField(ends, zone)
  const called = calledHere(grant, assigning)
  const changed: Grant = { ...grant, kind, endsAt }
  const warning = kind === 'eligible' ? ownerRoleWarning(grant.role, assigning.otherOwners) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending) void act({ grantId: grant.id, version, kind, previewed, ...(ends === shown && kind === 'eligible' ? {} : { endsAt }) }, `${called} of ${name} is ${KIND_WORDS[kind]}.`)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Make ${called} of ${name} ${KIND_WORDS[kind]}?`}
      description={kind === 'eligible' ? 'It counts no longer by itself: they activate it when they need it, as its PIM settings say. They are told by mail.' : 'It counts by itself from now on, without being activated. They are told by mail.'}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} pending={pending}>
            Make {KIND_WORDS[kind]}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        <FormFailure failure={failure} form="kind" />
        {warning ? <Callout tone="warn">{warning}</Callout> : null}
        <Field label="Ends" optional id="kind-endsAt" error={failure?.fields?.endsAt} help={endHelp(grant.role, kind, terms[grant.role])}>
          {(control) => <Input {...control} type="datetime-local" value={ends} onChange={(event) => setEnds(event.target.value)} />}
        </Field>
        <WhatChangesNote assigning={assigning} after={person.grants.map((one) => (one.id === grant.id ? changed : one))} grant={changed} at={from} />
      </form>
    </Dialog>
  )
}
