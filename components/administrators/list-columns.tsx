import { Time } from '@/components/shell/time'
import { type Column } from '@/components/table/column'
import { TwoLines } from '@/components/table/two-lines'
import { Badge } from '@/components/ui/badge'
import { Status } from '@/components/ui/status'
import { type AdministratorRow } from '@/lib/administrators/list-data'
import { graceUntil, requiresMfa, type MfaPolicy } from '@/lib/authz/grants'
import { ALWAYS_MFA } from '@/lib/authz/policy'
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
    { key: 'roles', header: 'Roles', width: 'w-72', cell: (row) => <RoleBadges grants={row.grants} factorEnrolledAt={row.factorEnrolledAt} mfaGraceUntil={graceUntil(mfa, row.mfaGrace)} mfa={mfa} now={now} zone={zone} /> },
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
    { key: 'factor', header: 'Second factor', width: 'w-36', cell: (row) => <FactorMark row={row} mfa={mfa} now={now} /> },
    {
      key: 'lastSignIn',
      header: 'Last sign-in',
      sortable: true,
      descendingFirst: true,
      width: 'w-36',
      cell: (row) => (row.lastSignInAt === null ? <span className="text-ink-3">Never</span> : <Time at={row.lastSignInAt} now={now} zone={zone} className="text-ink-2" />),
    },
    { key: 'added', header: 'Added', sortable: true, descendingFirst: true, width: 'w-36', cell: (row) => <Time at={row.addedAt} now={now} zone={zone} className="text-ink-2" /> },
  ]
}

const SHORT: Record<AdministratorRow['factorKinds'][number], string> = { totp: 'App', passkey: 'Passkey' }

/** Which kinds are enrolled that count; or that none is, and whether a role of theirs asks for one. */
function FactorMark({ row: { factorKinds, refusedKinds, grants, mfaGrace, status }, mfa, now }: { row: AdministratorRow; mfa: MfaPolicy; now: number }) {
  if (factorKinds.length > 0) return <Status tone="good">{factorKinds.map((kind) => SHORT[kind]).join(', ')}</Status>
  if (refusedKinds.length > 0) return <Status tone="warn" tip="The MFA policy no longer takes this kind: it counts for nothing.">{refusedKinds.map((kind) => SHORT[kind]).join(', ')}, not allowed</Status>
  // Whoever has not activated yet enrols on the way in.
  if (status === 'new' || !grants.some(({ role }) => requiresMfa(role, mfa))) return <span className="text-ink-3">None</span>
  const inGrace = now < (graceUntil(mfa, mfaGrace) ?? 0) && !grants.some(({ role }) => ALWAYS_MFA.has(role))
  return inGrace ? <Status tip="A role of theirs asks for one; their grace still runs.">None yet</Status> : <Status tone="warn" tip="A role of theirs counts for nothing without one.">Missing</Status>
}

/** What became of the invitation of somebody who has not activated. */
function InvitationMark({ row, now }: { row: AdministratorRow; now: number }) {
  if (row.mailPending) return <Badge tone="warn" tip="A mail to this person has not been delivered yet. It is tried again by itself.">mail pending</Badge>
  if (row.status !== 'new' || row.invitationExpiresAt === null) return null
  return row.invitationExpiresAt > now ? null : <Badge tone="warn" tip="The link of the invitation has expired. Send it again.">expired</Badge>
}
