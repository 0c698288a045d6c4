import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { countOf, formatCount } from '@/lib/format/count'
import type { SentListView } from '@/lib/invitations/list-view'
import { paths } from '@/lib/paths'

interface SentListsProps {
  lists: readonly SentListView[]
  now: number
  zone: string
}

const WORDS = { running: 'Inviting', stopped: 'Stopped', done: 'Done' } as const
const TONES = { running: 'info', stopped: 'warn', done: 'good' } as const

/** The way back to lists one sent lately: how far they have come, and what was not invited. */
export function SentLists({ lists, now, zone }: SentListsProps) {
  if (lists.length === 0) return null
  return (
    <Card title="Lists you sent" flush>
      <ul className="divide-y">
        {lists.map(({ id, state, createdAt, role, counts }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-2.5">
            <p>
              <TextLink href={paths.inviteList(id)}>
                {countOf(counts.total, 'person', 'people')} as {role}
              </TextLink>{' '}
              <span className="text-ink-3">
                <Time at={createdAt} now={now} zone={zone} />
              </span>
            </p>
            <p className="text-ink-2">
              {counts.refused > 0 ? `${formatCount(counts.refused)} not invited · ` : ''}
              <Status tone={TONES[state]}>{WORDS[state]}</Status>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
