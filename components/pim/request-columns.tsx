import { Time } from '@/components/shell/time'
import { type Column } from '@/components/table/column'
import { TwoLines } from '@/components/table/two-lines'
import { formatDuration } from '@/lib/format/time'
import { type RequestView } from '@/lib/pim/request-view'
import { roleInPlace } from '@/lib/pim/request-words'
import { RequestStatus } from './request-status'

interface Looks { now: number; zone: string }

const reason = ({ justification, ticket }: RequestView) => [ticket, justification].filter(Boolean).join(' · ') || 'No reason was asked for.'

const shared = ({ now, zone }: Looks): Column<RequestView>[] => [
  { key: 'state', header: 'State', width: 'w-32', fixed: true, cell: ({ state }) => <RequestStatus state={state} /> },
  { key: 'length', header: 'Length', width: 'w-24', align: 'end', cell: ({ activation, seconds }) => formatDuration(activation ? (activation.endsAt - activation.startsAt) / 1000 : seconds) },
  {
    key: 'when',
    header: 'From, until',
    width: 'w-52',
    cell: ({ activation, startsAt, state }) =>
      activation ? (
        <TwoLines first={<Time at={activation.startsAt} now={now} zone={zone} absolute />} second={<>until <Time at={activation.endedAt ?? activation.endsAt} now={now} zone={zone} absolute /></>} />
      ) : startsAt === null ? (
        <span className="text-ink-3">{state === 'pending_approval' ? 'As soon as it is approved' : 'It never began'}</span>
      ) : (
        <>from <Time at={startsAt} now={now} zone={zone} absolute /></>
      ),
  },
  { key: 'asked', header: 'Asked', width: 'w-40', cell: ({ requestedAt }) => <Time at={requestedAt} now={now} zone={zone} /> },
]

/** One's own requests: the role names the row. */
export function ownRequestColumns(looks: Looks): Column<RequestView>[] {
  return [{ key: 'role', header: 'Role', cell: (request) => <TwoLines first={`${request.extendsId ? 'Extend ' : ''}${roleInPlace(request.role, request.placeName)}`} second={reason(request)} /> }, ...shared(looks)]
}

/** Everybody's: the person names the row; what became of it stands beside, where a phone still shows it. */
export function allRequestColumns(looks: Looks): Column<RequestView>[] {
  const [state, ...others] = shared(looks) as [Column<RequestView>, ...Column<RequestView>[]]
  return [
    { key: 'person', header: 'Person', cell: (request) => <TwoLines first={request.person.name} second={reason(request)} /> },
    state,
    { key: 'role', header: 'Role', width: 'w-56', cell: (request) => `${request.extendsId ? 'Extend ' : ''}${roleInPlace(request.role, request.placeName)}` },
    ...others,
  ]
}
