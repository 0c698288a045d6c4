'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { cancelActivation, deactivateRole, withdrawRequest } from '@/lib/pim/actions'

const ACTS = {
  deactivate: { verb: 'Deactivate', action: deactivateRole, consequence: (name: string) => `${name} ends at once, in every tab of yours. To have it again you ask anew.`, done: (name: string) => `${name} is deactivated.` },
  cancel: { verb: 'Cancel start', action: cancelActivation, consequence: (name: string) => `${name} will not start. To have it you ask anew.`, done: (name: string) => `${name} will not start.` },
  withdraw: { verb: 'Withdraw', action: withdrawRequest, consequence: (name: string) => `Nobody need decide about ${name} any more. To have it you ask anew.`, done: (name: string) => `Your request for ${name} is withdrawn.` },
} as const

export type OwnEnd = keyof typeof ACTS

/** Ends something of one's own: what runs, what is to start, what waits. */
export function EndOwnButton({ act, requestId, name, size = 'sm' }: { act: OwnEnd; requestId: string; name: string; size?: 'sm' | 'md' }) {
  const { verb, action, consequence, done } = ACTS[act]
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { run, pending, failure, clear } = useAction(action)
  const { refreshing, refreshThen } = useRefreshThen()
  const leave = () => {
    clear()
    setOpen(false)
  }
  const confirm = async () => {
    const result = await run({ requestId })
    // What was drawn is not how it is.
    if (!result.ok) return router.refresh()
    showToast({ text: done(name) })
    refreshThen(leave)
  }
  return (
    <>
      <Button size={size} onClick={() => setOpen(true)} aria-label={act === 'cancel' ? `Cancel start of ${name}` : `${verb} ${name}`}>
        {verb}
      </Button>
      <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} title={act === 'cancel' ? `Cancel the start of ${name}?` : `${verb} ${name}?`} consequence={consequence(name)} verb={verb} {...(act === 'cancel' ? { leave: 'Keep it' } : {})} danger={act === 'deactivate'} pending={pending || refreshing} error={failure?.sentence} />
    </>
  )
}
