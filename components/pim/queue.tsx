import { Time } from '@/components/shell/time'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { type WaitingRequest } from '@/lib/pim/request-view'
import { roleInPlace } from '@/lib/pim/request-words'
import { DecideButtons } from './decide-host'
import { type Deciding } from './decide-dialog'
import { RequestFacts } from './request-facts'

interface QueueProps {
  requests: readonly WaitingRequest[]
  now: number
  zone: string
}

/** @returns of a request what the dialogs of a decision name */
export function decidingOf({ id, version, person, role, placeName, seconds, adds, approvals, approvalsNeeded }: WaitingRequest): Deciding {
  return { requestId: id, version, person: person.name, role: roleInPlace(role, placeName), seconds, adds, moreNeeded: Math.max(0, approvalsNeeded - approvals - 1) }
}

/** Requests that wait for the viewer, longest waiting first. */
export function Queue({ requests, now, zone }: QueueProps) {
  return (
    <ol className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      {requests.map((request) => (
        <li key={request.id} data-request tabIndex={-1} aria-label={`${request.person.name}: ${roleInPlace(request.role, request.placeName)}`} className="min-w-0 rounded-lg border bg-canvas outline-accent-ink focus-within:border-line-strong focus-visible:outline-2">
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b px-4 py-3">
            <div className="min-w-0">
              <h2 className="text-base font-semibold break-words">
                {request.person.name}: {request.extendsId ? 'extend ' : ''}
                {roleInPlace(request.role, request.placeName)}
              </h2>
              <p className="text-ink-3">
                {request.person.email}, asked <Time at={request.requestedAt} now={now} zone={zone} />. <TextLink href={paths.pimRequest(request.id)}>Open</TextLink>
              </p>
            </div>
            <DecideButtons about={decidingOf(request)} disabledReason={request.refusal} />
          </div>
          <div className="px-4 py-3">
            <RequestFacts request={request} now={now} zone={zone} />
          </div>
        </li>
      ))}
    </ol>
  )
}
