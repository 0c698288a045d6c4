import { Page } from '@/components/shell/page'
import { Time } from '@/components/shell/time'
import { CURSOR, changedQuery } from '@/components/table/query-string'
import { DataTable } from '@/components/table/data-table'
import { ListToolbar } from '@/components/table/list-toolbar'
import { TwoLines } from '@/components/table/two-lines'
import { type Column } from '@/components/table/column'
import { Badge } from '@/components/ui/badge'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { Status } from '@/components/ui/status'
import { ROLES } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { formatDateTime } from '@/lib/format/time'
import { type Preferences } from '@/lib/format/preferences'
import { type TermsByRole } from '@/lib/pim/assignment-terms'
import { type PlaceReasons } from '@/lib/places/may-in-place'
import { type InheritedRow, type PlaceGrantPage, type PlaceGrantRow, type PlaceView } from '@/lib/places/place-view'
import { InheritedAdministrators } from './inherited-administrators'
import { InviteToPlace } from './invite-to-place'
import { PlaceGrantMenu } from './place-grant-menu'
import { PlaceHeader } from './place-header'
import { placePaths } from './place-words'

/** A row with what its viewer may do about it. */
export interface PlaceAdministratorRow extends PlaceGrantRow {
  changeReason: string | null
  removeReason: string | null
  /** for those who see administrators as such */
  profileHref: string | null
}

interface PlaceAdministratorsProps {
  place: PlaceView
  reasons: PlaceReasons
  page: Omit<PlaceGrantPage, 'rows'> & { rows: readonly PlaceAdministratorRow[] }
  inherited: readonly InheritedRow[]
  /** how each role of a place may be held by its PIM settings */
  terms: TermsByRole
  search: string
  asked: URLSearchParams
  now: number
  viewer: Preferences
}

function columnsOf(now: number, zone: string): Column<PlaceAdministratorRow>[] {
  return [
    {
      key: 'person',
      header: 'Administrator',
      cell: (row) => <TwoLines first={row.name ?? row.email} second={row.name ? row.email : row.pending ? 'Has not signed in since they were invited' : ''} />,
    },
    { key: 'role', header: 'Role', cell: (row) => <span className="inline-flex items-center gap-1.5">{ROLES[row.role].label}{row.mine ? <Badge tone="info">You</Badge> : null}{row.kind === 'eligible' ? <Badge>eligible</Badge> : null}</span> },
    { key: 'access', header: 'Access', cell: (row) => <Access row={row} now={now} zone={zone} /> },
    { key: 'since', header: 'Given', cell: (row) => <Time at={row.since} now={now} zone={zone} className="text-ink-2" /> },
  ]
}

/** Whether the role counts now, and until when. */
function Access({ row, now, zone }: { row: PlaceGrantRow; now: number; zone: string }) {
  if (row.pending) return <Status tone="info" tip="It counts once they sign in.">Pending</Status>
  if (row.status === 'inactive') return <Status tip="The person is inactive: none of their roles counts.">Person inactive</Status>
  if (!row.confirmed) return <Status tone="warn" tip="The person was restored; somebody must confirm this role.">Waits for a yes</Status>
  if (row.startsAt > now) return <Status tip="It does not count yet.">From {formatDateTime(row.startsAt, zone)}</Status>
  if (row.kind === 'eligible') return <Status tip="It counts while its holder has it activated.">Eligible</Status>
  return <Status tone="good">{row.endsAt === null ? 'Standing' : `Until ${formatDateTime(row.endsAt, zone)}`}</Status>
}

/** Settings → Administrators of a workspace or an organization. */
export function PlaceAdministrators({ place, reasons, page, inherited, terms, search, asked, now, viewer }: PlaceAdministratorsProps) {
  const giving = { terms, now, zone: viewer.zone }
  const at = (cursor: string | null) => (cursor === null ? null : changedQuery(asked, { [CURSOR]: cursor }))
  const actionable = page.rows.some((row) => row.changeReason === null || row.removeReason === null || row.profileHref !== null)
  const knowsAll = page.rows.length > 0 && page.rows.every((row) => row.profileHref !== null)
  return (
    <Page wide>
      <PlaceHeader place={place} reasons={reasons} actions={<InviteToPlace place={{ kind: place.kind, id: place.id, name: place.name }} reason={reasons.invite} mayPick={reasons.mayPick} giving={giving} />} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <ListToolbar search={{ label: 'Search by name or e-mail' }} count={<span role="status">{countOf(page.count, 'role')}{page.pending > 0 ? `, ${page.pending} pending` : ''}</span>} />
        <div className="overflow-clip rounded-lg border">
          <DataTable
            label={`Administrators of ${place.name}`}
            columns={columnsOf(now, viewer.zone)}
            rows={page.rows}
            rowKey={(row) => row.grantId}
            rowLabel={(row) => row.name ?? row.email}
            {...(knowsAll ? { rowHref: (row: PlaceAdministratorRow) => row.profileHref! } : {})}
            {...(actionable ? { rowMenu: (row: PlaceAdministratorRow) => <PlaceGrantMenu place={{ kind: place.kind, id: place.id, name: place.name }} row={plain(row)} changeReason={row.changeReason} removeReason={row.removeReason} profileHref={row.profileHref} giving={giving} /> } : {})}
            density={viewer.density}
            empty={
              search ? (
                <EmptyState title="Nobody matches" action={<LinkButton href={placePaths(place).administrators}>Show all</LinkButton>}>
                  No role in this {place.kind} has this in its holder’s name or address.
                </EmptyState>
              ) : (
                <EmptyState icon="people" title={`Nobody holds a role in this ${place.kind} yet`}>
                  {reasons.invite ?? 'Invite the first administrator: they will see and manage only this one.'}
                </EmptyState>
              )
            }
          />
        </div>
        {page.previous || page.next ? <CursorPages previous={at(page.previous)} next={at(page.next)} first={changedQuery(asked, { [CURSOR]: null })} /> : null}
      </div>
      <InheritedAdministrators kind={place.kind} rows={inherited} />
    </Page>
  )
}

/** Only what the menu needs goes to the browser. */
function plain({ changeReason: _change, removeReason: _remove, profileHref: _profile, ...row }: PlaceAdministratorRow): PlaceGrantRow {
  return row
}
