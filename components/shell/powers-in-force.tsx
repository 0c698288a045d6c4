'use client'

import { Badge } from '@/components/ui/badge'
import { Link } from '@/components/ui/link'
import { type Tone } from '@/components/ui/status'
import { countdown } from '@/lib/pim/request-words'
import { PowerEndings } from './power-endings'
import { useEndings } from './use-endings'

export interface Power {
  key: string
  /** "Client Owner". */
  label: string
  /** Where: "Payments"; nothing for the whole tenant. */
  place?: string | undefined
  /** Neutral for what stands, info for an activation, danger for break-glass. */
  tone?: Tone
  /** It is held for a while: until when, epoch milliseconds of the server's clock. */
  activation?: { id: string; grantId: string; endsAt: number }
}

const SHOWN = 3

/**
 * What power one holds at this moment, with a countdown where it ends. Leads to the page that says why, and why others are not in force.
 * Ends by the server's clock, in this tab, whether or not anybody tells it.
 * @param now the request's clock
 */
export function PowersInForce({ powers: given, now, href }: { powers: readonly Power[]; now: number; href: string }) {
  const { powers, time, ending, ended, dismiss } = useEndings(given, now)
  // What ends comes first: on a narrow window it is the one that is seen.
  const shown = [...powers.filter(({ activation }) => activation), ...powers.filter(({ activation }) => !activation)]
  const rest = shown.length - SHOWN
  return (
    <>
      <Link href={href} className="flex min-w-0 items-center gap-1.5 rounded-sm text-xs text-ink-3 hover:text-ink">
        <span className="whitespace-nowrap max-sm:sr-only">{shown.length > 0 ? 'In force' : 'No role in force'}</span>
        {shown.length === 0 ? <span className="sm:hidden">No role in force</span> : null}
        {shown.slice(0, SHOWN).map((power, index) => (
          <span key={power.key} className={index > 0 ? 'flex min-w-0 max-sm:hidden' : 'flex min-w-0'}>
            <PowerBadge power={power} left={power.activation ? power.activation.endsAt - time : null} />
          </span>
        ))}
        {rest > 0 ? <span className="whitespace-nowrap max-sm:hidden">and {rest} more</span> : null}
        {shown.length > 1 ? <span className="whitespace-nowrap sm:hidden">and {shown.length - 1} more</span> : null}
      </Link>
      <PowerEndings ending={ending} ended={ended} time={time} onDismiss={dismiss} />
    </>
  )
}

function PowerBadge({ power: { label, place, tone }, left }: { power: Power; left: number | null }) {
  return (
    <Badge tone={tone ?? 'neutral'}>
      <span className="truncate">
        {label}
        {place ? <span className="font-normal"> in {place}</span> : null}
      </span>
      {left === null ? null : (
        // Not read out each second; the end is announced beforehand.
        <span className="font-normal tabular-nums" role="timer" aria-live="off" aria-label={`ends in ${countdown(left)}`}>
          {countdown(left)}
        </span>
      )}
    </Badge>
  )
}
