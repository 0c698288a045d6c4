'use client'

import { useRouter } from 'next/navigation'
import { Callout } from '@/components/ui/callout'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { dropFactor } from '@/lib/mfa/actions'
import { type FactorView } from '@/lib/mfa/data'

interface RemoveFactorDialogProps {
  factor: FactorView
  /** no other would be left */
  last: boolean
  /** roles that count for nothing once it is gone */
  needing: readonly string[]
  onClose: () => void
}

const list = new Intl.ListFormat('en')

/** Says what goes with it before it goes. */
export function RemoveFactorDialog({ factor, last, needing, onClose }: RemoveFactorDialogProps) {
  const router = useRouter()
  const { run, pending, failure } = useAction(dropFactor)
  const remove = async () => {
    const result = await run({ factorId: factor.id })
    if (!result.ok) return
    onClose()
    showToast({ text: `“${factor.name}” is removed. Your other sessions have ended.` })
    router.refresh()
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => void remove()}
      title={`Remove “${factor.name}”?`}
      consequence={last ? 'It is your only second factor: your recovery codes go with it, and your password alone lets you in. Your other sessions end.' : 'It no longer proves that it is you. Your other sessions end.'}
      verb="Remove"
      danger
      pending={pending}
      error={failure?.sentence}
    >
      {needing.length > 0 ? <Callout tone="warn">{`${list.format(needing)} ${needing.length === 1 ? 'counts' : 'count'} for nothing without a second factor: add another one first if you need ${needing.length === 1 ? 'it' : 'them'}.`}</Callout> : null}
    </ConfirmDialog>
  )
}
