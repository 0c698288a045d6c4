'use client'

import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useTypedText } from '@/components/form/use-typed-text'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { reviewUse } from '@/lib/break-glass/actions'

/** Closes the review of one use: another owner says what it was for. */
export function ReviewButton({ useId, name, reason }: { useId: string; name: string; reason: string | null }) {
  const { run, pending, failure, clear } = useAction(reviewUse)
  const { refreshing, refreshThen } = useRefreshThen()
  const [asking, setAsking] = useState(false)
  const [finding, setFinding] = useTypedText(`review ${useId}`)
  const review = async () => {
    const result = await run({ useId, finding })
    if (!result.ok) return
    showToast({ text: 'Reviewed.' })
    refreshThen(() => {
      setFinding('')
      setAsking(false)
    })
  }
  return (
    <>
      <Button
        size="sm"
        disabledReason={reason}
        onClick={() => {
          clear()
          setAsking(true)
        }}
      >
        Review
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} onConfirm={() => void review()} title={`Review this use by ${name}`} consequence="It stays in the list and in the audit with your name and what you say here." verb="Close the review" pending={pending || refreshing}>
        <FormFailure failure={failure} form="review" />
        <Field label="What it was for" id="review-finding" error={failure?.fields?.finding} help="In a sentence or two. Look at what was done first; the link beside it shows it.">
          {(control) => <Textarea {...control} value={finding} maxLength={2000} dir="auto" onChange={(event) => setFinding(event.target.value)} />}
        </Field>
      </ConfirmDialog>
    </>
  )
}
