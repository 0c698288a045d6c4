import { Status } from '@/components/ui/status'
import { type RequestState } from '@/lib/pim/request-state'
import { STATE_WORDS } from '@/lib/pim/request-words'

/** What a request is now. */
export function RequestStatus({ state }: { state: RequestState }) {
  const { label, tone, line } = STATE_WORDS[state]
  return (
    <Status tone={tone} tip={line}>
      {label}
    </Status>
  )
}
