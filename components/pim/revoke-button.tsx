'use client'

import { useRouter } from 'next/navigation'
import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useTypedText } from '@/components/form/use-typed-text'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { revokeRequest } from '@/lib/pim/actions'
import { LONGEST_JUSTIFICATION } from '@/lib/pim/role-settings'

interface RevokeButtonProps {
  requestId: string
  person: string
  /** "Client Admin in Payments" */
  role: string
  /** the role is in force: it ends at once */
  active: boolean
  disabledReason: string | null
}

/** Ends somebody else's request or running role, with a reason that they and the owners read. */
export function RevokeButton({ requestId, person, role, active, disabledReason }: RevokeButtonProps) {
  const formId = useId()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useTypedText(`revoke ${requestId}`)
  const { run, pending: sending, failure, clear } = useAction(revokeRequest)
  const { refreshing, refreshThen } = useRefreshThen()
  const pending = sending || refreshing
  const missing = reason.trim() === '' ? 'Write a reason first.' : null
  const leave = () => {
    clear()
    setOpen(false)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || missing) return
    const result = await run({ requestId, reason })
    if (!result.ok) return router.refresh()
    showToast({ text: `Revoked: ${role} for ${person}.` })
    refreshThen(() => {
      setReason('')
      leave()
    })
  }
  return (
    <>
      <Button variant="danger" disabledReason={disabledReason} onClick={() => setOpen(true)}>
        Revoke
      </Button>
      <Dialog
        open={open}
        onClose={leave}
        locked={pending}
        title={`Revoke ${role} of ${person}?`}
        description={active ? `${person} loses ${role} at once, in every tab. They stay eligible, and may ask again. They and all owners are told.` : `${person} does not get ${role} by this request. They stay eligible, and may ask again. They and all owners are told.`}
        footer={
          <>
            <Button onClick={leave} disabledReason={pending ? 'Wait until this is done.' : null}>
              Cancel
            </Button>
            <Button variant="danger" type="submit" form={formId} pending={pending} disabledReason={missing}>
              Revoke
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
          <FormFailure failure={failure} form="revoke" />
          <Field label="Reason" id="revoke-reason" error={failure?.fields?.reason} help={`${person} and the owners read it, and the audit keeps it.`}>
            {(control) => <Textarea {...control} data-autofocus value={reason} maxLength={LONGEST_JUSTIFICATION} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        </form>
      </Dialog>
    </>
  )
}
