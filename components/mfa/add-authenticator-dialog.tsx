'use client'

import { useCallback, useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Skeleton } from '@/components/ui/skeleton'
import { NOT_CONFIRMED, useAction } from '@/lib/actions/use-action'
import { addAuthenticator, beginAuthenticator } from '@/lib/mfa/actions'
import { type TotpDraft } from '@/lib/mfa/enrol-factor'
import { AppPicture } from './app-picture'
import { MailedCodeField } from './mailed-code-field'
import { useMailedCode, useOnce } from './use-mailed-code'

export interface AddFactorProps {
  /** it also asks for a code that is mailed */
  first: boolean
  email: string
  /** @param codes recovery codes, when these are the first */
  onAdded: (name: string, codes: readonly string[] | null) => void
  onClose: () => void
}

/** An authenticator app: a picture for it or a key to type, and one code back. */
export function AddAuthenticatorDialog({ first, email, onAdded, onClose }: AddFactorProps) {
  const formId = useId()
  const [draft, setDraft] = useState<TotpDraft | null>(null)
  const [name, setName] = useState('Phone')
  const [code, setCode] = useState('')
  const { run: begin, failure: notBegun, pending: beginning } = useAction(beginAuthenticator)
  const { run: add, failure, pending } = useAction(addAuthenticator)
  const mailed = useMailedCode(first)
  const { send } = mailed

  const start = useCallback(async () => {
    const begun = await begin({})
    // Without the question answered there is nothing to scan, and so nothing to stay for.
    if (!begun.ok) return begun.error.reason === NOT_CONFIRMED ? onClose() : undefined
    setDraft(begun.data)
    if (first) await send()
  }, [begin, first, send, onClose])
  useOnce(start)

  const missing = !draft ? 'Wait for the picture.' : code.trim() === '' ? 'Write the code that the app shows.' : first && mailed.value.trim() === '' ? 'Write the code from the mail.' : name.trim() === '' ? 'Write a name.' : null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || !draft || missing) return
    const result = await add({ factorId: draft.factorId, name, code: code.replace(/\s/g, ''), ...(first ? { mailedCode: mailed.value } : {}) })
    if (result.ok) return onAdded(name.trim(), result.data.recoveryCodes)
    if (result.error.reason === 'draft_over') {
      setCode('')
      await start()
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title="Add an authenticator app"
      description="Any app that shows six-digit codes will do, such as the one in your password manager."
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={pending} disabledReason={missing}>
            Add authenticator app
          </Button>
        </>
      }
    >
      {notBegun ? (
        <div className="grid justify-items-start gap-3">
          <FailureNotice failure={notBegun} />
          <Button onClick={() => void start()} pending={beginning}>
            Try again
          </Button>
        </div>
      ) : (
        <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
          <FormFailure failure={failure ?? mailed.failure} form="add-app" />
          {draft ? <AppPicture qr={draft.qr} secret={draft.secret} uri={draft.uri} /> : <Skeleton className="h-44 w-full" />}
          <Field label="Code of the app" id="add-app-code" error={failure?.fields?.code} help="Six digits, new every half minute. One proves that the app has it right.">
            {(control) => <Input {...control} type="text" inputMode="numeric" autoComplete="one-time-code" mono maxLength={20} spellCheck={false} value={code} onChange={(event) => setCode(event.target.value)} data-autofocus className="max-w-40 tracking-[0.2em]" />}
          </Field>
          <MailedCodeField mailed={mailed} email={email} id="add-app-mailedCode" error={failure?.fields?.mailedCode} />
          <Field label="Name" id="add-app-name" error={failure?.fields?.name} help="How you tell it from others: where the app is.">
            {(control) => <Input {...control} type="text" autoComplete="off" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} className="max-w-64" />}
          </Field>
        </form>
      )}
    </Dialog>
  )
}
