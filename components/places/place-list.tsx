import { AskLink } from '@/components/guard/ask-link'
import { columnChoices, type Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { ExactCount } from '@/components/table/exact-count'
import { type ListFilter } from '@/components/table/list-filter'
import { ListFrame } from '@/components/table/list-frame'
import { ListToolbar } from '@/components/table/list-toolbar'
import { changedQuery, CURSOR } from '@/components/table/query-string'
import { TwoLines } from '@/components/table/two-lines'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { Menu, MenuLink } from '@/components/ui/menu'
import { PageHeader } from '@/components/ui/page-header'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Time } from '@/components/shell/time'
import { type Actor } from '@/lib/authz/grants'
import { countOf, formatCount, listOf } from '@/lib/format/count'
import { type Preferences } from '@/lib/format/preferences'
import { type PlaceKind, type PlacePage, type PlaceQuery, type PlaceRow } from '@/lib/places/place-view'
import { OrganizationStatus } from './organization-status'
import { HEADING, placePaths, PLURAL, rolesThere } from './place-words'

export interface PlaceListProps {
  kind: PlaceKind
  title?: string
  description: string
  page: PlacePage
  query: PlaceQuery
  /** the address as it was asked, for the links to other pages of it */
  asked: URLSearchParams
  actor: Actor
  viewer: Preferences
  hidden: readonly string[]
  /** left out for whoever may never create one */
  create: { href: string; label: string; disabledReason: string | null }
}

const STATUS_FILTER: ListFilter = { name: 'status', label: 'Status', options: [{ value: 'active', label: 'Active' }, { value: 'inactive', label: 'Inactive' }] }

function columnsOf(kind: PlaceKind, actor: Actor, zone: string): Column<PlaceRow>[] {
  const there = (row: PlaceRow) => {
    const { labels, inherited } = rolesThere(actor, kind, row.mine)
    return <span className={inherited ? 'text-ink-3' : undefined}>{listOf(labels, 2)}{inherited && labels.length > 0 ? <span className="text-xs"> · inherited</span> : null}</span>
  }
  const organization: Column<PlaceRow>[] = [
    { key: 'status', header: 'Status', cell: (row) => <OrganizationStatus status={row.status} /> },
    { key: 'domains', header: 'Domains', cell: (row) => <span className="text-ink-2">{row.domains.length > 0 ? listOf(row.domains, 2) : '—'}</span> },
  ]
  return [
    { key: 'name', sortable: true, header: kind === 'workspace' ? 'Workspace' : 'Organization', fixed: true, cell: (row) => <TwoLines first={row.name} second={row.description || row.slug} /> },
    ...(kind === 'organization' ? organization : []),
    { key: 'role', header: 'Your role', cell: there },
    { key: 'administrators', header: 'Administrators', align: 'end', cell: (row) => <span className={row.administrators.count === 0 ? 'text-ink-3' : undefined}>{formatCount(row.administrators.count, row.administrators.exact)}</span> },
    { key: 'added', sortable: true, descendingFirst: true, header: 'Added', cell: (row) => <Time at={row.createdAt} now={actor.now} zone={zone} className="text-ink-2" /> },
  ]
}

/** Every workspace, or every organization, within reach. */
export function PlaceList({ kind, title = HEADING[kind], description, page, query, asked, actor, viewer, hidden, create }: PlaceListProps) {
  const columns = columnsOf(kind, actor, viewer.zone)
  const at = (cursor: string | null) => (cursor === null ? null : changedQuery(asked, { [CURSOR]: cursor }))
  const narrowed = query.search !== '' || query.status !== undefined
  const createButton = (
    <LinkButton href={create.href} variant="primary" icon="plus" disabledReason={create.disabledReason}>
      {create.label}
    </LinkButton>
  )
  return (
    <ListFrame
      header={
        <>
          <RefreshOn topics={[`${kind}s`, 'roles']} />
          <PageHeader title={title} description={description} actions={<>{create.disabledReason ? <AskLink asked={{ permission: `${kind}:create` }} /> : null}{createButton}</>} />
        </>
      }
      toolbar={
        <ListToolbar
          search={{ label: 'Search by name or address' }}
          filters={kind === 'organization' ? [STATUS_FILTER] : []}
          count={<ExactCount count={page.count} exact={page.exact} one={kind} />}
          view={{ table: PLURAL[kind], columns: columnChoices(columns), hidden, density: viewer.density }}
        />
      }
      footer={
        page.previous || page.next ? (
          <CursorPages previous={at(page.previous)} next={at(page.next)} first={changedQuery(asked, { [CURSOR]: null })}>
            {countOf(page.rows.length, kind)} on this page
          </CursorPages>
        ) : undefined
      }
    >
      <DataTable
        label={HEADING[kind]}
        columns={columns}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={(row) => placePaths(row).overview}
        rowFaint={(row) => row.status === 'inactive'}
        rowMenu={(row) => (
          <Menu label={`Actions for ${row.name}`}>
            <MenuLink icon="people" href={placePaths(row).administrators}>
              Administrators
            </MenuLink>
            <MenuLink icon="settings" href={placePaths(row).settings}>
              Settings
            </MenuLink>
          </Menu>
        )}
        sort={query.sort}
        density={viewer.density}
        hidden={hidden}
        empty={
          narrowed ? (
            <EmptyState title={`No ${PLURAL[kind]} match`} action={<LinkButton href={placePaths({ kind, slug: '' }).list}>Show all</LinkButton>}>
              Nothing within your reach has this in its name or address{query.status ? ' and this status' : ''}.
            </EmptyState>
          ) : (
            <EmptyState icon={kind} title={`No ${PLURAL[kind]} yet`} action={create.disabledReason ? null : createButton}>
              {create.disabledReason ?? `Create the first ${kind}; people are then given roles in it, one by one.`}
            </EmptyState>
          )
        }
      />
    </ListFrame>
  )
}
