import { eventColumns } from '@/components/audit/event-columns'
import { EventTable } from '@/components/audit/event-table'
import { changedQuery, CURSOR } from '@/components/table/query-string'
import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { LinkButton } from '@/components/ui/link-button'
import { ACTIVITY_PARTS, type ActivityPart } from '@/lib/administrators/activity-query'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { type EventPageView } from '@/lib/audit/event-view'
import { type Preferences } from '@/lib/format/preferences'
import { paths } from '@/lib/paths'

interface ActivityProps {
  profile: ProfileView
  page: EventPageView
  part: ActivityPart
  /** How much of the audit the viewer sees. */
  sight: string
  now: number
  viewer: Preferences
}

const LABELS: Record<ActivityPart, string> = { all: 'Everything', did: 'What they did', happened: 'What was done to them' }

/** The audit of one person, both as actor and as the one affected. */
export function PersonActivity({ profile, page, part, sight, now, viewer }: ActivityProps) {
  const query = new URLSearchParams(part === 'all' ? {} : { part })
  const at = (cursor: string | null) => (cursor === null ? null : changedQuery(query, { [CURSOR]: cursor }))
  return (
    <Card
      title="Activity"
      description={sight}
      actions={
        <LinkButton size="sm" icon="audit" href={paths.auditOf({ person: profile.id })}>
          Open in the audit
        </LinkButton>
      }
      flush
    >
      <nav aria-label="Which events" className="flex flex-wrap gap-1 border-b px-3 py-2">
        {ACTIVITY_PARTS.map((one) => (
          <Link key={one} href={changedQuery(new URLSearchParams(), { part: one === 'all' ? null : one })} aria-current={one === part ? 'true' : undefined} className={classNames('rounded-md px-2 py-1 text-xs', one === part ? 'bg-accent-soft font-medium text-accent-ink' : 'text-ink-2 hover:bg-hover')}>
            {LABELS[one]}
          </Link>
        ))}
      </nav>
      <EventTable
        events={page.events}
        columns={eventColumns({ now, zone: viewer.zone }).filter(({ key }) => key !== 'about')}
        density={viewer.density}
        label={`Activity of ${profile.name}`}
        empty={
          <EmptyState icon="history" title="Nothing here">
            {part === 'all' ? 'What they do, and what is done to their account, will stand here.' : 'Look at everything, or open the audit for a longer stretch of time.'}
          </EmptyState>
        }
      />
      {page.older || page.newer ? (
        <div className="border-t px-4 py-2">
          <CursorPages previous={at(page.newer)} next={at(page.older)} first={changedQuery(query, { [CURSOR]: null })}>
            Newest first
          </CursorPages>
        </div>
      ) : null}
    </Card>
  )
}
