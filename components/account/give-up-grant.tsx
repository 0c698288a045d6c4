'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { giveUpOwnGrant } from '@/lib/grants/actions'

interface GiveUpGrantProps {
  grantId: string
  /** "Workspace Admin in Payments" */
  name: string
  /** what one may not do any more */
  consequence: string
  /** who could give it back */
  giveBack: string
  warning: string | null
  disabledReason: string | null
}

/** Ends a role of one's own. Nobody gives roles to themselves, so the way back leads through somebody else. */
export function GiveUpGrant({ grantId, name, consequence, giveBack, warning, disabledReason }: GiveUpGrantProps) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { run, pending, failure, clear } = useAction(giveUpOwnGrant)
  const { refreshing, refreshThen } = useRefreshThen()
  const leave = () => {
    clear()
    setOpen(false)
  }
  const confirm = async () => {
    const result = await run({ grantId })
    // What was drawn is not how it is.
    if (!result.ok) return router.refresh()
    showToast({ text: `You have given up ${name}.` })
    refreshThen(leave)
  }
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)} disabledReason={disabledReason} aria-label={`Give up ${name}`}>
        Give up
      </Button>
      <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} title={`Give up ${name}?`} consequence={consequence} verb="Give up this role" danger pending={pending || refreshing} error={failure?.sentence}>
        <p className="text-ink-2">{giveBack}</p>
        {warning ? <Callout tone="warn">{warning}</Callout> : null}
      </ConfirmDialog>
    </>
  )
}
