'use client'

import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { countOf } from '@/lib/format/count'
import { nudgeDeciders } from '@/lib/pim/actions'

/** Reminds whoever can decide, at most once an hour. */
export function NudgeButton({ requestId, disabledReason }: { requestId: string; disabledReason: string | null }) {
  const { refreshing, refreshThen } = useRefreshThen()
  const { run, pending } = useAction(nudgeDeciders)
  const nudge = async () => {
    const result = await run({ requestId })
    showToast(result.ok ? { text: result.data.asked === 0 ? 'Nobody who can decide gets mail about it now.' : `Reminded ${countOf(result.data.asked, 'person', 'people')}.` } : { tone: 'danger', text: result.error.sentence })
    refreshThen(() => undefined)
  }
  return (
    <Button pending={pending || refreshing} disabledReason={disabledReason} onClick={() => void nudge()}>
      Remind them
    </Button>
  )
}
