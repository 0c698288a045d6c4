import type { Metadata } from 'next'
import { PlaceFilter } from '@/components/administrators/place-filter'
import { EventTable } from '@/components/audit/event-table'
import { eventColumns } from '@/components/audit/event-columns'
import { addressFilters, eventFilters } from '@/components/audit/event-filters'
import { ExportEvents } from '@/components/audit/export-events'
import { NewEvents } from '@/components/audit/new-events'
import { PeopleFilter } from '@/components/audit/people-filter'
import { TimeRange } from '@/components/audit/time-range'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { columnChoices } from '@/components/table/column'
import { ExactCount } from '@/components/table/exact-count'
import { ListFrame } from '@/components/table/list-frame'
import { ListToolbar } from '@/components/table/list-toolbar'
import { changedQuery, CURSOR } from '@/components/table/query-string'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { can, holds } from '@/lib/authz/can'
import { EVENTS_ON_A_PAGE, listEvents } from '@/lib/audit/explorer-data'
import { addressOf, readExplorerPage } from '@/lib/audit/explorer-query'
import { narrowedTo } from '@/lib/audit/narrowed-to'
import { openAudit } from '@/lib/audit/open-audit'
import { namesInSight, scopeInWords, tailUrl } from '@/lib/audit/sight'
import { formatDateTime } from '@/lib/format/time'
import { readHiddenColumns, readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Audit' }

export default async function AuditPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const access = await openAudit()
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { facts, reader } = access
  const { actor } = facts
  const params = await searchParams
  const asked = readExplorerPage(params)
  const { cursor, ...filter } = asked
  const [page, names, hidden, { zone, density }] = await Promise.all([listEvents(reader, asked), narrowedTo(reader, filter), readHiddenColumns('audit'), readViewer()])
  const columns = eventColumns({ now: actor.now, zone })
  const query = addressOf(asked)
  const address = (to: string | null) => changedQuery(query, { [CURSOR]: to })
  const narrowed = Object.keys(filter).length > 0
  const tail = cursor ? null : tailUrl(actor, asked, page.events[0]?.sequence ?? 0)
  return (
    <ListFrame
      header={
        <PageHeader
          title="Audit"
          description={scopeInWords(actor)}
          actions={<ExportEvents filter={filter} disabledReason={reasonOf(can(actor, 'audit:export'))} />}
        />
      }
      toolbar={
        <ListToolbar
          search={{ label: 'Search by person, place, words, address or number', placeholder: 'Person, place, words, number' }}
          filters={eventFilters(namesInSight(actor))}
          chips={addressFilters(params, filter, names, zone)}
          filterForm={
            <>
              {holds(actor, 'administrator:read') ? <PeopleFilter actor={names.actor ?? null} affected={names.affected ?? null} /> : null}
              <PlaceFilter name={names.place ?? null} />
              <TimeRange />
            </>
          }
          count={page.count ? <ExactCount {...page.count} one="event" /> : null}
          view={{ table: 'audit', columns: columnChoices(columns), hidden, density }}
        >
          {tail ? <NewEvents url={tail} most={EVENTS_ON_A_PAGE} live={params.live === '1'} /> : null}
        </ListToolbar>
      }
      footer={
        <CursorPages previous={page.newer && address(page.newer)} next={page.older && address(page.older)} first={cursor ? address(null) : null}>
          {page.searchedBackTo ? `Looked through everything since ${formatDateTime(page.searchedBackTo, zone)}. Next goes on from there.` : null}
          {page.morePeople ? ' The text fits more people than were looked for; type more of the name.' : null}
        </CursorPages>
      }
    >
      <EventTable
        events={page.events}
        columns={columns}
        density={density}
        hidden={hidden}
        empty={
          narrowed ? (
            <EmptyState title="No event fits these filters" action={<LinkButton href={paths.audit}>Clear filters</LinkButton>}>
              {page.older ? 'None so far; Next looks further back.' : 'Take a filter away, or look at another stretch of time.'}
            </EmptyState>
          ) : (
            <EmptyState icon="audit" title="Nothing has happened yet">Every change and every refusal that matters will stand here.</EmptyState>
          )
        }
      />
    </ListFrame>
  )
}
