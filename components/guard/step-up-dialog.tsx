'use client'

import { useId, useRef, useState, type FormEvent } from 'react'
import { PasswordInput } from '@/components/form/password-input'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { confirmIdentity } from '@/lib/account/actions'
import { useAction } from '@/lib/actions/use-action'
import { FailureNotice } from './failure-notice'

/** Asks whoever is signed in for their password. A wrong one is counted and explained, and the dialog stays; closing it settles with false. */
export function StepUpDialog({ email, onSettled }: { email: string; onSettled: (confirmed: boolean) => void }) {
  const formId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [password, setPassword] = useState('')
  const { run, pending, failure } = useAction(confirmIdentity)
  const wrong = failure?.fields?.password

  const confirm = async (event: FormEvent) => {
    event.preventDefault()
    // A dialog drawn inside a form is still its child for React.
    event.stopPropagation()
    if (pending || password === '') return
    const result = await run({ password })
    if (result.ok) return onSettled(true)
    field.current?.focus()
    field.current?.select()
  }

  return (
    <Dialog
      open
      onClose={() => onSettled(false)}
      locked={pending}
      size="sm"
      title="Confirm that it is you"
      description="What you are about to do needs a fresh proof. Nothing has been done yet, and nothing you typed is lost."
      footer={
        <>
          <Button onClick={() => onSettled(false)} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={pending} disabledReason={password === '' ? 'Write your password first.' : null}>
            Confirm
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void confirm(event)} noValidate className="grid gap-3">
        {wrong ? null : <FailureNotice failure={failure} />}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <Field label="Password" help={`You are signed in as ${email}.`} error={wrong}>
          {(control) => <PasswordInput {...control} ref={field} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} data-autofocus />}
        </Field>
      </form>
    </Dialog>
  )
}
