import { Time } from '@/components/shell/time'
import { type Column } from '@/components/table/column'
import { TwoLines } from '@/components/table/two-lines'
import { Badge } from '@/components/ui/badge'
import { type AdministratorRow } from '@/lib/administrators/list-data'
import { type MfaPolicy } from '@/lib/authz/grants'
import { personName } from '@/lib/format/person-name'
import { AdministratorStatusMark } from './administrator-status'
import { RoleBadges } from './role-badges'

export interface ListColumnsProps {
  /** the request's clock */
  now: number
  zone: string
  mfa: MfaPolicy
  /** who looks: marked in the list */
  ownId: string
}

/** The columns of the list of administrators. Their keys are what the list can be sorted by. */
export function listColumns({ now, zone, mfa, ownId }: ListColumnsProps): Column<AdministratorRow>[] {
  return [
    {
      key: 'name',
      header: 'Name',
      sortable: true,
      alsoSort: { key: 'email', header: 'E-mail' },
      cell: (row) => (
        <TwoLines
          first={<bdi>{personName(row)}</bdi>}
          second={row.givenName || row.familyName ? row.email : undefined}
          aside={row.id === ownId ? <Badge tone="info">You</Badge> : null}
        />
      ),
    },
    { key: 'roles', header: 'Roles', width: 'w-72', cell: (row) => <RoleBadges grants={row.grants} factorEnrolledAt={row.factorEnrolledAt} mfa={mfa} now={now} zone={zone} /> },
    {
      key: 'status',
      header: 'Status',
      sortable: true,
      width: 'w-44',
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          <AdministratorStatusMark status={row.status} />
          <InvitationMark row={row} now={now} />
        </span>
      ),
    },
    {
      key: 'lastSignIn',
      header: 'Last sign-in',
      sortable: true,
      descendingFirst: true,
      width: 'w-40',
      cell: (row) => (row.lastSignInAt === null ? <span className="text-ink-3">Never</span> : <Time at={row.lastSignInAt} now={now} zone={zone} className="text-ink-2" />),
    },
    { key: 'added', header: 'Added', sortable: true, descendingFirst: true, width: 'w-40', cell: (row) => <Time at={row.addedAt} now={now} zone={zone} className="text-ink-2" /> },
  ]
}

/** What became of the invitation of somebody who has not activated. */
function InvitationMark({ row, now }: { row: AdministratorRow; now: number }) {
  if (row.mailPending) return <Badge tone="warn" tip="A mail to this person has not been delivered yet. It is tried again by itself.">mail pending</Badge>
  if (row.status !== 'new' || row.invitationExpiresAt === null) return null
  return row.invitationExpiresAt > now ? null : <Badge tone="warn" tip="The link of the invitation has expired. Send it again.">expired</Badge>
}
