'use client'

import { useRouter } from 'next/navigation'
import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast-store'
import { changeAddress } from '@/lib/account/actions'
import { useAction } from '@/lib/actions/use-action'

interface ChangeAddressDialogProps {
  open: boolean
  onClose: () => void
  email: string
  /** withdrawn when another one is asked for */
  pendingEmail: string | null
}

/** Asks for another address. What was typed stays when the dialog is closed or refused. */
export function ChangeAddressDialog({ open, onClose, email, pendingEmail }: ChangeAddressDialogProps) {
  const router = useRouter()
  const formId = useId()
  const [typed, setTyped] = useState('')
  const { run, pending, failure, clear } = useAction(changeAddress)
  const leave = () => {
    clear()
    onClose()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || typed.trim() === '') return
    const result = await run({ email: typed })
    if (!result.ok) return
    setTyped('')
    onClose()
    showToast({ text: `A link is on its way to ${typed.trim()}.` })
    router.refresh()
  }
  return (
    <Dialog
      open={open}
      onClose={leave}
      locked={pending}
      title="Change your e-mail address"
      description={`Nothing changes until the link at the new address is used. Then you are signed out everywhere and sign in with it. ${email} is told, and can undo it for 72 hours.`}
      footer={
        <>
          <Button onClick={leave} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={pending} disabledReason={typed.trim() === '' ? 'Write the new address first.' : null}>
            Send the link
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        <FormFailure failure={failure} form="own-address" />
        <Field label="New address" id="own-address-email" error={failure?.fields?.email} help={pendingEmail ? `The link that was sent to ${pendingEmail} stops working.` : 'The link works for 24 hours.'}>
          {(control) => <Input {...control} type="email" inputMode="email" autoComplete="email" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}
