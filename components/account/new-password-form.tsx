'use client'

import { useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { NewPasswordField } from '@/components/form/new-password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { usePasswordVerdict, whyNotYet, type PasswordTerms } from '@/components/form/use-password-verdict'
import { setNewPassword } from '@/lib/account/actions'
import { useAction } from '@/lib/actions/use-action'

/** The password that a session owes before it may do anything else. */
export function NewPasswordForm({ email, terms, goOnTo }: { email: string; terms: PasswordTerms; /** A path of ours. */ goOnTo: string }) {
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const { run, pending, failure } = useAction(setNewPassword)
  const verdict = usePasswordVerdict(password, terms)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || done || password === '') return
    const result = await run({ password })
    if (!result.ok) return
    setDone(true)
    // A new document: what the router keeps was drawn for a session that owed something.
    window.location.replace(goOnTo)
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <FormFailure failure={failure} form="new-password" />
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField id="new-password-password" policy={terms.policy} value={password} onValue={setPassword} verdict={verdict} error={failure?.fields?.password} />
      <SubmitButton pending={pending || done} disabledReason={whyNotYet(password, verdict)} className="w-full">
        Set password and go on
      </SubmitButton>
    </form>
  )
}
