'use client'

import { useCallback, useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useAction } from '@/lib/actions/use-action'
import { addPasskey, beginPasskey } from '@/lib/mfa/actions'
import { type AddFactorProps } from './add-authenticator-dialog'
import { createPasskey } from './create-passkey'
import { MailedCodeField } from './mailed-code-field'
import { useMailedCode, useOnce } from './use-mailed-code'

const LET_GO = { known: 'This device or key holds a passkey of yours already.', none: 'No passkey was made. The window of the browser may have been closed, or this device has none. Try again.' }

/** A passkey: the browser asks for finger, face, PIN or key, and keeps the secret to itself. */
export function AddPasskeyDialog({ first, email, device, onAdded, onClose }: AddFactorProps & { device: string }) {
  const formId = useId()
  const [name, setName] = useState(device)
  const [making, setMaking] = useState(false)
  const [notMade, setNotMade] = useState<string | null>(null)
  const { run: begin, failure: notBegun } = useAction(beginPasskey)
  const { run: add, failure } = useAction(addPasskey)
  const mailed = useMailedCode(first)
  const { send } = mailed
  useOnce(useCallback(async () => {
    if (first) await send()
  }, [first, send]))

  const missing = first && mailed.value.trim() === '' ? 'Write the code from the mail.' : name.trim() === '' ? 'Write a name.' : null
  const make = async () => {
    const begun = await begin({})
    if (!begun.ok) return
    const made = await createPasskey(begun.data.options)
    if ('refused' in made) return setNotMade(LET_GO[made.refused])
    const result = await add({ challengeId: begun.data.challengeId, name, response: made.response, ...(first ? { mailedCode: mailed.value } : {}) })
    if (result.ok) onAdded(name.trim(), result.data.recoveryCodes)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (making || missing) return
    setMaking(true)
    setNotMade(null)
    await make()
    setMaking(false)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={making}
      title="Add a passkey"
      description="Your finger, face, PIN or security key, on this device or another. It can also take the place of your password."
      footer={
        <>
          <Button onClick={onClose} disabledReason={making ? 'Answer the window of the browser first.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={making} disabledReason={missing}>
            Create passkey
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        {notMade ? <Callout tone="danger" live title={notMade} /> : <FormFailure failure={failure ?? notBegun ?? mailed.failure} form="add-passkey" />}
        <MailedCodeField mailed={mailed} email={email} id="add-passkey-mailedCode" error={failure?.fields?.mailedCode} />
        <Field label="Name" id="add-passkey-name" error={failure?.fields?.name} help="How you tell it from others: where it lives.">
          {(control) => <Input {...control} type="text" autoComplete="off" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} className="max-w-64" />}
        </Field>
      </form>
    </Dialog>
  )
}
