import { Status } from '@/components/ui/status'
import { type EventView } from '@/lib/audit/event-view'

const LOOK = { done: { tone: 'good', label: 'Done' }, refused: { tone: 'warn', label: 'Refused' }, failed: { tone: 'danger', label: 'Failed' } } as const

export function EventOutcome({ outcome, reason }: Pick<EventView, 'outcome' | 'reason'>) {
  const { tone, label } = LOOK[outcome]
  return (
    <Status tone={tone} tip={reason ?? undefined}>
      {label}
    </Status>
  )
}
