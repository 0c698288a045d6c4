'use client'

import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { markBreakGlass } from '@/lib/break-glass/actions'

interface MarkButtonProps {
  owner: { id: string; name: string; markedAt: number | null; standing: boolean }
  /** how many accounts are marked now */
  marked: number
}

/** Makes an owner's account one for the worst day, or an everyday one again. */
export function MarkButton({ owner, marked }: MarkButtonProps) {
  const { run, pending, failure, clear } = useAction(markBreakGlass)
  const { refreshing, refreshThen } = useRefreshThen()
  const [asking, setAsking] = useState(false)
  const is = owner.markedAt !== null
  const left = marked - 1
  const set = async () => {
    const result = await run({ administratorId: owner.id, marked: !is })
    if (!result.ok) return
    showToast({ text: is ? `${owner.name} is no break-glass account any more.` : `${owner.name} is a break-glass account now.` })
    refreshThen(() => setAsking(false))
  }
  return (
    <>
      <Button
        size="sm"
        disabledReason={!is && !owner.standing ? 'Only an active Client Owner with a standing role without end can be one.' : null}
        onClick={() => {
          clear()
          setAsking(true)
        }}
      >
        {is ? 'Take the mark away' : 'Mark as break-glass'}
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void set()}
        title={is ? `Take the break-glass mark from ${owner.name}?` : `Mark ${owner.name} as a break-glass account?`}
        consequence={is ? `It is an everyday account from the next sign-in on. ${left === 0 ? 'No break-glass account is left; two or more are advised.' : left === 1 ? 'One is left; two or more are advised.' : `${left} are left.`}` : 'From the next sign-in on, each use alarms all owners at once, marks everything that is done, and waits for the review of another owner. Failed passwords never switch it off.'}
        verb={is ? 'Take the mark away' : 'Mark as break-glass'}
        pending={pending || refreshing}
      >
        {failure ? <FailureNotice failure={failure} /> : null}
      </ConfirmDialog>
    </>
  )
}
