import { Time } from '@/components/shell/time'
import { Facts } from '@/components/ui/facts'
import { TextLink } from '@/components/ui/text-link'
import { countOf } from '@/lib/format/count'
import { formatDuration } from '@/lib/format/time'
import { paths } from '@/lib/paths'
import { type WaitingRequest } from '@/lib/pim/request-view'

interface RequestFactsProps {
  request: WaitingRequest
  now: number
  zone: string
}

/** Everything an approver looks at. */
export function RequestFacts({ request, now, zone }: RequestFactsProps) {
  const { justification, ticket, seconds, startsAt, requestedAt, undecidedUntil, approvals, approvalsNeeded, adds, last, state, extendsId } = request
  const waits = state === 'pending_approval'
  return (
    <Facts
      items={[
        { term: 'Why', value: justification ? <span className="break-words whitespace-pre-wrap">{justification}</span> : <span className="text-ink-3">No reason was asked for.</span> },
        ...(ticket ? [{ term: 'Ticket', value: <span className="break-words">{ticket}</span> }] : []),
        { term: 'For how long', value: <>{formatDuration(seconds)}{extendsId ? ', after what runs now' : startsAt === null ? (approvalsNeeded > 0 ? ', as soon as it is approved' : ', at once') : <>, from <Time at={startsAt} now={now} zone={zone} absolute /></>}</> },
        ...(waits ? [{ term: 'Adds', value: adds }] : []),
        { term: 'Asked', value: <><Time at={requestedAt} now={now} zone={zone} />{waits ? <>; undecided, it ends <Time at={undecidedUntil} now={now} zone={zone} absolute /></> : null}</> },
        ...(approvalsNeeded > 0 ? [{ term: 'Approvals', value: waits ? `${approvals} of ${approvalsNeeded}` : `${countOf(approvals, 'approval')} of ${approvalsNeeded} needed` }] : [{ term: 'Approvals', value: 'None needed' }]),
        {
          term: 'Last times',
          value: last.length === 0 ? (
            <span className="text-ink-3">No request for this role before this one.</span>
          ) : (
            <ul className="grid gap-0.5">
              {last.map((one) => (
                <li key={one.requestId} className="min-w-0 truncate">
                  <TextLink href={paths.pimRequest(one.requestId)}>
                    <Time at={one.startsAt} now={now} zone={zone} absolute />
                  </TextLink>{' '}
                  for {formatDuration((one.endsAt - one.startsAt) / 1000)}
                  {one.justification ? <span className="text-ink-3">: {one.justification}</span> : null}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  )
}
