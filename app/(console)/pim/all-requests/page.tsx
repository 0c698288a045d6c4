import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { pageAddress, type PageParams } from '@/components/pim/page-address'
import { PersonFilter } from '@/components/pim/person-filter'
import { PimHeader } from '@/components/pim/pim-header'
import { allRequestColumns } from '@/components/pim/request-columns'
import { requestFilters } from '@/components/pim/request-filters'
import { RefreshOn } from '@/components/shell/refresh-on'
import { columnChoices } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { ListFrame } from '@/components/table/list-frame'
import { ListToolbar } from '@/components/table/list-toolbar'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { openPage } from '@/lib/authz/access'
import { holds } from '@/lib/authz/can'
import { readHiddenColumns, readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { findRequesterName, listAllRequests } from '@/lib/pim/list-data'
import { readRequestQuery } from '@/lib/pim/list-query'
import { roleInPlace } from '@/lib/pim/request-words'

export const metadata: Metadata = { title: 'All requests' }

/** Everybody's requests, for who may see them. */
export default async function AllRequestsPage({ searchParams }: { searchParams: Promise<PageParams> }) {
  const access = await openPage('pim-request:read-all')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { facts: { actor }, cleared } = access
  const params = await searchParams
  const query = readRequestQuery(params)
  const [{ requests, newer, older }, name, hidden, { zone, density }] = await Promise.all([listAllRequests(cleared, query), findRequesterName(cleared, query.person), readHiddenColumns('pim-all'), readViewer()])
  const columns = allRequestColumns({ now: actor.now, zone })
  const address = pageAddress(params)
  const narrowed = query.state.length > 0 || query.role.length > 0 || query.person !== null
  return (
    <ListFrame
      header={<PimHeader list actor={actor} description="Everything that was asked for, and what became of it. Open one to revoke it." />}
      toolbar={
        <ListToolbar
          filters={requestFilters.all}
          chips={query.person && name ? [{ name: 'person', label: 'Person', options: [{ value: query.person, label: name }] }] : []}
          filterForm={holds(actor, 'administrator:read') ? <PersonFilter name={name} /> : null}
          view={{ table: 'pim-all', columns: columnChoices(columns), hidden, density }}
        />
      }
      footer={newer || older || query.cursor ? <CursorPages previous={newer && address(newer)} next={older && address(older)} first={query.cursor ? address(null) : null} /> : null}
    >
      <RefreshOn topics={['pim']} />
      <DataTable
        label="All requests"
        columns={columns}
        rows={requests}
        rowKey={({ id }) => id}
        rowLabel={({ person, role, placeName }) => `${person.name}, ${roleInPlace(role, placeName)}`}
        rowHref={({ id }) => paths.pimRequest(id)}
        density={density}
        hidden={hidden}
        empty={
          narrowed ? (
            <EmptyState title="No request fits these filters" action={<LinkButton href={paths.pimAllRequests}>Clear filters</LinkButton>}>
              Take a filter away, or look for another person.
            </EmptyState>
          ) : (
            <EmptyState icon="clock" title="Nobody has asked for a role yet">
              Requests to activate an eligible role stand here, newest first.
            </EmptyState>
          )
        }
      />
    </ListFrame>
  )
}
