import { type ReactNode } from 'react'
import { RefreshOn } from '@/components/shell/refresh-on'
import { columnChoices } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { ExactCount } from '@/components/table/exact-count'
import { ListFrame } from '@/components/table/list-frame'
import { ListToolbar } from '@/components/table/list-toolbar'
import { changedQuery, CURSOR } from '@/components/table/query-string'
import { Callout } from '@/components/ui/callout'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { type AdministratorPage, type AdministratorRow } from '@/lib/administrators/list-data'
import { filterParams, isNarrowed, listParams, type ListQuery } from '@/lib/administrators/list-query'
import { type MfaPolicy } from '@/lib/authz/grants'
import { type Preferences } from '@/lib/format/preferences'
import { personName } from '@/lib/format/person-name'
import { paths } from '@/lib/paths'
import { BulkActions, type BulkActionsProps } from './bulk-actions'
import { listColumns } from './list-columns'
import { ADMINISTRATOR_CHIPS, ADMINISTRATOR_FILTERS } from './list-filters'
import { OpenBulkNotice } from './open-bulk-notice'
import { PlaceFilter } from './place-filter'
import { RowActs } from './row-acts'
import { UneasyNotice } from './uneasy-notice'

export interface AdministratorListProps {
  page: AdministratorPage
  query: ListQuery
  /** what the address asked for and the list does not know, in sentences */
  ignored: readonly string[]
  mfa: MfaPolicy
  ownId: string
  viewer: Preferences
  hidden: readonly string[]
  /** Buttons at the right of the title. */
  actions: ReactNode
  /** What may be done to many at once; null for whoever may do nothing to anybody. */
  bulk: Omit<BulkActionsProps, 'filter' | 'terms'> | null
  /** Whether a row has a menu. */
  menus: boolean
}

/** Every administrator of the tenant that the address lets through. */
export function AdministratorList({ page, query, ignored, mfa, ownId, viewer, hidden, actions, bulk, menus }: AdministratorListProps) {
  const columns = listColumns({ now: page.now, zone: viewer.zone, mfa, ownId })
  const params = listParams(query)
  const at = (cursor: string | null) => (cursor === null ? null : changedQuery(params, { [CURSOR]: cursor }))
  return (
    <ListFrame
      header={
        <>
          <PageHeader title="Administrators" description="Everyone who may enter this console, and those who are invited." actions={actions} />
          <UneasyNotice uneasy={page.uneasy} />
          {page.bulk ? <OpenBulkNotice {...page.bulk} /> : null}
          <RefreshOn topics={['administrators', 'bulk']} />
        </>
      }
      toolbar={
        <div className="grid gap-2.5">
          <ListToolbar
            search={{ label: 'Search by name or e-mail', placeholder: 'Name or e-mail' }}
            filters={ADMINISTRATOR_FILTERS}
            chips={[...ADMINISTRATOR_CHIPS, ...(query.place ? [{ name: 'place', label: 'In', options: [{ value: query.place, label: page.placeName ?? 'a place that is gone' }] }] : [])]}
            filterForm={<PlaceFilter name={page.placeName} />}
            count={<ExactCount {...page.matching} one="administrator" exactUrl={paths.api.administratorsCount(filterParams(query).toString())} />}
            view={{ table: 'administrators', columns: columnChoices(columns), hidden, density: viewer.density }}
          />
          {ignored.length > 0 ? <Callout tone="warn">{ignored.join(' ')} The list shows everything else that was asked for.</Callout> : null}
        </div>
      }
      footer={
        page.previous || page.next || query.cursor ? <CursorPages previous={at(page.previous)} next={at(page.next)} first={changedQuery(params, { [CURSOR]: null })} /> : null
      }
    >
      <DataTable
        label="Administrators"
        columns={columns}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowLabel={personName}
        rowHref={(row) => paths.administrator(row.id)}
        rowFaint={(row) => row.status === 'deleted'}
        sort={query.sort}
        density={viewer.density}
        hidden={hidden}
        matching={page.matching}
        {...(menus ? { rowMenu: (row: AdministratorRow) => <RowActs id={row.id} name={personName(row)} /> } : {})}
        {...(bulk ? { bulk: <BulkActions {...bulk} terms={page.terms} filter={filterParams(query).toString()} /> } : {})}
        empty={<NobodyHere query={query} />}
      />
    </ListFrame>
  )
}

function NobodyHere({ query }: { query: ListQuery }) {
  if (query.cursor) {
    return (
      <EmptyState title="Nobody is left on this page" action={<LinkButton href={changedQuery(listParams(query), { [CURSOR]: null })}>To the first page</LinkButton>}>
        Somebody changed or left while you were on your way here.
      </EmptyState>
    )
  }
  if (!isNarrowed(query)) return <EmptyState icon="people" title="There is no administrator yet">Invite the first one.</EmptyState>
  const deleted = query.status.includes('deleted')
  return (
    <EmptyState
      title="No administrator matches"
      action={
        <>
          {deleted ? null : <LinkButton href={changedQuery(listParams(query), { status: ['new', 'active', 'inactive', 'deleted'] })}>Look among the deleted too</LinkButton>}
          <LinkButton href={paths.administrators}>Clear filters</LinkButton>
        </>
      }
    >
      {query.q ? 'The search looks at any part of name and e-mail; below three letters, at the beginning of words.' : 'Take a filter away, or choose another one.'}
    </EmptyState>
  )
}
