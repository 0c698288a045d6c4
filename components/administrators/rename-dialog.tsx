'use client'

import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { updateAdministrator } from '@/lib/administrators/actions'
import { useAct } from './use-act'

interface Named { givenName: string; familyName: string; version: number }

const whole = ({ givenName, familyName }: Omit<Named, 'version'>) => `${givenName.trim()} ${familyName.trim()}`.trim()

/** Another person's name. The save carries the version that was read; a stale one is refused with both versions shown, and nothing typed is lost. */
export function RenameDialog({ administratorId, name, names, onClose }: { administratorId: string; name: string; names: Named; onClose: () => void }) {
  const formId = useId()
  // What was read when the dialog opened: the page under it may be drawn anew meanwhile.
  const [read] = useState(names)
  const [typed, setTyped] = useState({ givenName: names.givenName, familyName: names.familyName })
  const { act, pending, failure } = useAct(updateAdministrator, onClose)
  const newer = failure?.code === 'conflict' ? (failure.details?.current as Named) : null
  const same = typed.givenName === read.givenName && typed.familyName === read.familyName
  const save = async (version: number) => act({ administratorId, version, ...typed }, `Saved as ${whole(typed)}.`)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!same && !pending) void save(read.version)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Change the name of ${name}`}
      description="Shown wherever they appear, in the audit of the past as well."
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
            <Button variant="primary" type="submit" form={formId} pending={pending} disabledReason={same ? 'Change something first.' : null}>
              Save name
            </Button>
          )}
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        {newer ? (
          <Callout tone="warn" live title="Somebody else changed this person in the meantime. Nothing was saved.">
            <dl className="grid grid-cols-[auto_1fr] gap-x-3 wrap-anywhere">
              <dt>Now</dt>
              <dd className="font-medium">{whole(newer)}</dd>
              <dt>Yours</dt>
              <dd className="font-medium">{whole(typed)}</dd>
            </dl>
          </Callout>
        ) : (
          <FormFailure failure={failure} form="person" />
        )}
        <Field label="First name" id="person-givenName" error={failure?.fields?.givenName}>
          {(control) => <Input {...control} autoComplete="off" value={typed.givenName} onChange={(event) => setTyped({ ...typed, givenName: event.target.value })} />}
        </Field>
        <Field label="Last name" id="person-familyName" error={failure?.fields?.familyName}>
          {(control) => <Input {...control} autoComplete="off" value={typed.familyName} onChange={(event) => setTyped({ ...typed, familyName: event.target.value })} />}
        </Field>
      </form>
    </Dialog>
  )
}
