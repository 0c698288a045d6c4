'use client'

import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { changeAddressOf } from '@/lib/administrators/actions'
import { type PersonSubject } from '@/lib/administrators/consequences'
import { useAct } from './use-act'

/** Asks for another address of another person; it waits until the link there is used. */
export function AddressDialog({ subject, pendingEmail, onClose }: { subject: PersonSubject; pendingEmail: string | null; onClose: () => void }) {
  const formId = useId()
  const [typed, setTyped] = useState('')
  const { act, pending, failure } = useAct(changeAddressOf, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending && typed.trim() !== '') void act({ administratorId: subject.id, email: typed }, `A link is on its way to ${typed.trim()}.`)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Change the address of ${subject.name}`}
      description={`Nothing changes until the link at the new address is used; then every session of theirs ends. ${subject.email} is told, can undo it for 72 hours, and goes on signing in until then.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} pending={pending} disabledReason={typed.trim() === '' ? 'Write the new address first.' : null}>
            Send the link
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        <FormFailure failure={failure} form="address" />
        <Field label="New address" id="address-email" error={failure?.fields?.email} help={pendingEmail ? `The link that was sent to ${pendingEmail} stops working.` : 'The link works for 24 hours.'}>
          {(control) => <Input {...control} type="email" inputMode="email" autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}
