import type { Metadata } from 'next'
import { PimHeader } from '@/components/pim/pim-header'
import { requestFilters } from '@/components/pim/request-filters'
import { ownRequestColumns } from '@/components/pim/request-columns'
import { RefreshOn } from '@/components/shell/refresh-on'
import { columnChoices } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { ListFrame } from '@/components/table/list-frame'
import { ListToolbar } from '@/components/table/list-toolbar'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { requireActor } from '@/lib/authz/access'
import { readHiddenColumns, readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { listOwnRequests } from '@/lib/pim/list-data'
import { readRequestQuery } from '@/lib/pim/list-query'
import { roleInPlace } from '@/lib/pim/request-words'
import { pageAddress, type PageParams } from '@/components/pim/page-address'

export const metadata: Metadata = { title: 'My requests' }

/** What one has asked for, and what became of it. */
export default async function MyRequestsPage({ searchParams }: { searchParams: Promise<PageParams> }) {
  const { actor } = await requireActor()
  const params = await searchParams
  const { state, cursor } = readRequestQuery(params)
  const [{ requests, newer, older }, hidden, { zone, density }] = await Promise.all([listOwnRequests(actor, { state, cursor }), readHiddenColumns('pim-own'), readViewer()])
  const columns = ownRequestColumns({ now: actor.now, zone })
  const address = pageAddress(params)
  return (
    <ListFrame
      header={<PimHeader list actor={actor} description="What you have asked for, and what became of it." />}
      toolbar={<ListToolbar filters={requestFilters.own} view={{ table: 'pim-own', columns: columnChoices(columns), hidden, density }} />}
      footer={newer || older || cursor ? <CursorPages previous={newer && address(newer)} next={older && address(older)} first={cursor ? address(null) : null} /> : null}
    >
      <RefreshOn topics={['pim']} />
      <DataTable
        label="My requests"
        columns={columns}
        rows={requests}
        rowKey={({ id }) => id}
        rowLabel={({ role, placeName }) => roleInPlace(role, placeName)}
        rowHref={({ id }) => paths.pimRequest(id)}
        density={density}
        hidden={hidden}
        empty={
          state.length > 0 ? (
            <EmptyState title="No request of yours is in this state" action={<LinkButton href={paths.pimRequests}>Clear filters</LinkButton>} />
          ) : (
            <EmptyState icon="clock" title="You have not asked for anything yet" action={<LinkButton href={paths.pim}>See my roles</LinkButton>}>
              A role you are eligible for is activated from My roles.
            </EmptyState>
          )
        }
      />
    </ListFrame>
  )
}
