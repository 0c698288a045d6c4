import { Badge } from '@/components/ui/badge'
import { Link } from '@/components/ui/link'
import { type Tone } from '@/components/ui/status'

export interface Power {
  key: string
  /** "Client Owner". */
  label: string
  /** Where: "Payments"; nothing for the whole tenant. */
  place?: string
  /** Neutral for what stands, info for an activation, danger for break-glass. */
  tone?: Tone
}

const SHOWN = 3

/** What power one holds at this moment. Leads to the page that says why, and why others are not in force. */
export function PowersInForce({ powers, href }: { powers: readonly Power[]; href: string }) {
  const rest = powers.length - SHOWN
  return (
    <Link href={href} className="flex min-w-0 items-center gap-1.5 rounded-sm text-xs text-ink-3 hover:text-ink">
      <span className="whitespace-nowrap max-sm:sr-only">{powers.length > 0 ? 'In force' : 'No role in force'}</span>
      {powers.length === 0 ? <span className="sm:hidden">No role in force</span> : null}
      {powers.slice(0, SHOWN).map((power, index) => (
        <span key={power.key} className={index > 0 ? 'flex min-w-0 max-sm:hidden' : 'flex min-w-0'}>
          <Badge tone={power.tone ?? 'neutral'}>
            <span className="truncate">
              {power.label}
              {power.place ? <span className="font-normal"> in {power.place}</span> : null}
            </span>
          </Badge>
        </span>
      ))}
      {rest > 0 ? <span className="whitespace-nowrap max-sm:hidden">and {rest} more</span> : null}
      {powers.length > 1 ? <span className="whitespace-nowrap sm:hidden">and {powers.length - 1} more</span> : null}
    </Link>
  )
}
