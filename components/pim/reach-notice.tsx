import { Callout } from '@/components/ui/callout'
import { countOf } from '@/lib/format/count'

interface ReachNoticeProps {
  /** the settings ask for approvals */
  asks: boolean
  /** how it would be as it is typed; null while nothing is, or it is being worked out */
  typed: { able: number; outOfReach: string | null } | null
  /** what is wrong with what is saved */
  outOfReach: string | null
  dirty: boolean
  loading: boolean
}

/** Whether enough people could decide, beside the fields that ask for them: of what is saved, and of what is typed before it is. */
export function ReachNotice({ asks, typed, outOfReach, dirty, loading }: ReachNoticeProps) {
  if (!asks) return null
  const wrong = dirty ? (typed?.outOfReach ?? null) : outOfReach
  return (
    <div aria-live="polite" aria-busy={loading} className="empty:hidden">
      {wrong ? (
        <Callout tone="warn" title={dirty ? 'Saved like this, the approvals could not be reached' : 'The approvals cannot be reached'}>
          {wrong}
        </Callout>
      ) : dirty && typed ? (
        <p className="text-xs text-ink-3">{countOf(typed.able, 'person', 'people')} could decide now: enough for everybody who is eligible.</p>
      ) : null}
    </div>
  )
}
