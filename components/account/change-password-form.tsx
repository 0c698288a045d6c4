'use client'

import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { NewPasswordField } from '@/components/form/new-password-field'
import { PasswordInput } from '@/components/form/password-input'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { usePasswordVerdict, whyNotYet, type PasswordTerms } from '@/components/form/use-password-verdict'
import { Field } from '@/components/ui/field'
import { showToast } from '@/components/ui/toast-store'
import { changePassword } from '@/lib/account/actions'
import { useAction } from '@/lib/actions/use-action'

/** Another password for oneself, against the one until now. Every other session ends. */
export function ChangePasswordForm({ email, terms }: { email: string; terms: PasswordTerms }) {
  const router = useRouter()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const { run, pending, failure } = useAction(changePassword)
  const verdict = usePasswordVerdict(password, terms)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || current === '' || password === '') return
    const result = await run({ current, password })
    if (!result.ok) return
    setCurrent('')
    setPassword('')
    showToast({ text: 'Your password is changed. Your other sessions have ended.' })
    router.refresh()
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid max-w-md gap-4">
      <FormFailure failure={failure} form="own-password" />
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field label="Current password" id="own-password-current" error={failure?.fields?.current}>
        {(control) => <PasswordInput {...control} autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />}
      </Field>
      <NewPasswordField id="own-password-password" policy={terms.policy} value={password} onValue={setPassword} verdict={verdict} error={failure?.fields?.password} />
      <FormActions note="Your other sessions end, and you are told by mail.">
        <SubmitButton pending={pending} disabledReason={current === '' ? 'Write your current password first.' : whyNotYet(password, verdict)}>
          Change password
        </SubmitButton>
      </FormActions>
      <UnsavedGuard dirty={(current !== '' || password !== '') && !pending} />
    </form>
  )
}
