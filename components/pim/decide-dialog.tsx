'use client'

import { useRouter } from 'next/navigation'
import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useTypedText } from '@/components/form/use-typed-text'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { countOf } from '@/lib/format/count'
import { formatDuration } from '@/lib/format/time'
import { approveRequest, denyRequest } from '@/lib/pim/actions'
import { ACTIVATION_STEP_SECONDS, LONGEST_JUSTIFICATION } from '@/lib/pim/role-settings'

export type Verdict = 'approve' | 'less' | 'deny'

/** What is decided about, as the approver sees it. */
export interface Deciding {
  requestId: string
  version: number
  /** who asks */
  person: string
  /** "Client Admin in Payments" */
  role: string
  seconds: number
  /** "+37 permissions" */
  adds: string
  /** approvals that are needed besides the viewer's */
  moreNeeded: number
}

const TITLES: Record<Verdict, string> = { approve: 'Approve', less: 'Approve for less', deny: 'Deny' }

/** One decision: what it does in one sentence, a reason where one is needed, and nothing else. */
export function DecideDialog({ verdict, about, onClose }: { verdict: Verdict; about: Deciding; onClose: () => void }) {
  const { requestId, version, person, role, adds, moreNeeded } = about
  const formId = useId()
  const router = useRouter()
  const approving = useAction(approveRequest)
  const denying = useAction(denyRequest)
  const { pending: sending, failure } = verdict === 'deny' ? denying : approving
  const { refreshing, refreshThen } = useRefreshThen()
  const pending = sending || refreshing
  const lengths = shorterThan(about.seconds)
  const [seconds, setSeconds] = useState(verdict === 'less' ? (lengths.at(-1) ?? about.seconds) : about.seconds)
  const [reason, setReason] = useTypedText(`${verdict} ${requestId}`)
  const missing = verdict === 'deny' && reason.trim() === '' ? 'Write a reason first: the person who asked reads it.' : null

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || missing) return
    const result = verdict === 'deny' ? await denying.run({ requestId, version, reason }) : await approving.run({ requestId, version, reason, ...(verdict === 'less' ? { seconds } : {}) })
    if (!result.ok) return router.refresh()
    showToast({ text: verdict === 'deny' ? `Denied: ${role} for ${person}.` : `Approved: ${role} for ${person}, ${formatDuration(seconds)}.` })
    refreshThen(() => {
      setReason('')
      onClose()
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`${TITLES[verdict]}: ${role} for ${person}?`}
      description={verdict === 'deny' ? `${person} does not get ${role} by this request, and is told why. One denial is enough.` : `${person} holds ${role} for ${formatDuration(seconds)}${moreNeeded > 0 ? `, once ${countOf(moreNeeded, 'other has', 'others have')} approved too` : ''}: ${adds}.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant={verdict === 'deny' ? 'danger' : 'primary'} type="submit" form={formId} pending={pending} disabledReason={missing}>
            {verdict === 'less' ? `Approve for ${formatDuration(seconds)}` : TITLES[verdict]}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        <FormFailure failure={failure} form="decide" />
        {verdict === 'less' ? (
          <Field label="For how long" id="decide-seconds" error={failure?.fields?.seconds} help={`Asked for: ${formatDuration(about.seconds)}.`}>
            {(control) => <Select {...control} value={String(seconds)} onChange={(event) => setSeconds(Number(event.target.value))} options={lengths.map((one) => ({ value: String(one), label: formatDuration(one) }))} />}
          </Field>
        ) : null}
        <Field label="Reason" optional={verdict !== 'deny'} id="decide-reason" error={failure?.fields?.reason} help={`${person} reads it, and the audit keeps it.`}>
          {(control) => <Textarea {...control} data-autofocus value={reason} maxLength={LONGEST_JUSTIFICATION} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}

/** A quarter of an hour up, in quarters, less than was asked. */
export function shorterThan(seconds: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil(seconds / ACTIVATION_STEP_SECONDS) - 1) }, (_, index) => (index + 1) * ACTIVATION_STEP_SECONDS)
}
