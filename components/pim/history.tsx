import { Time } from '@/components/shell/time'
import { formatDuration } from '@/lib/format/time'
import { type RequestDetail } from '@/lib/pim/request-view'

interface Step { at: number; text: string; reason?: string | null | undefined }

/** @returns what happened to a request so far, in order; nothing that is still to come */
function stepsOf({ request, decisions }: RequestDetail, now: number): Step[] {
  const { person, requestedAt, approvalsNeeded, nudgedAt, activation, state, stored, endedAt, endedBy, endReason, undecidedUntil } = request
  const steps: Step[] = [
    { at: requestedAt, text: `${person.name} asked${approvalsNeeded === 0 ? '; nobody need approve it' : ''}.` },
    ...(nudgedAt === null ? [] : [{ at: nudgedAt, text: `${person.name} reminded whoever can decide.` }]),
    ...decisions.map(({ by, verdict, seconds, reason, at }) => ({ at, reason, text: verdict === 'denied' ? `${by.name} denied it.` : `${by.name} approved it${seconds === null ? '' : ` for ${formatDuration(seconds)}`}.` })),
    ...(activation && activation.startsAt <= (activation.endedAt ?? now) && activation.startsAt <= now ? [{ at: activation.startsAt, text: 'The activation began.' }] : []),
  ]
  const ender = endedBy?.name ?? 'Somebody'
  const ending: Partial<Record<typeof state, Step>> = {
    timed_out: { at: stored === 'timed_out' ? (endedAt ?? undecidedUntil) : undecidedUntil, text: 'Nobody decided it in time.' },
    expired: { at: activation ? activation.endsAt : (endedAt ?? now), text: 'The activation reached its end.' },
    withdrawn: { at: endedAt ?? now, text: `${person.name} withdrew it.` },
    cancelled: { at: endedAt ?? now, text: `${person.name} cancelled it before it started.` },
    deactivated: { at: endedAt ?? now, text: `${person.name} deactivated the role.` },
    revoked: { at: endedAt ?? now, text: `${ender} revoked it.`, reason: endReason },
    cut_short: { at: endedAt ?? now, text: 'It was cut short: the account, the role or the place changed.', reason: endReason },
  }
  const last = ending[state]
  return [...steps, ...(last ? [last] : [])].toSorted((a, b) => a.at - b.at)
}

/** What happened to a request, oldest first. */
export function History({ detail, now, zone }: { detail: RequestDetail; now: number; zone: string }) {
  return (
    <ol className="grid gap-3">
      {stepsOf(detail, now).map(({ at, text, reason }) => (
        <li key={`${at} ${text}`} className="grid gap-x-6 sm:grid-cols-[minmax(8rem,12rem)_1fr]">
          <Time at={at} now={now} zone={zone} absolute className="text-ink-3" />
          <div className="min-w-0">
            <p className="break-words">{text}</p>
            {reason ? <p className="break-words whitespace-pre-wrap text-ink-2">“{reason}”</p> : null}
          </div>
        </li>
      ))}
    </ol>
  )
}
