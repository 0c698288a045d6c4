import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'
import { type IconName } from '@/components/ui/icon-paths'
import { countOf } from '@/lib/format/count'
import { type OwnerWays, type PathChange, type WaysInView } from '@/lib/ways-in/prove'

interface WaysInPanelProps {
  ways: WaysInView
  /** a change is in hand, and it is said what it would do */
  changing?: boolean
  /** how many there are stands above it already */
  counted?: boolean
}

/** At the button that would save what shuts every Client Owner out: it would be refused. @returns null where it would not be */
export function whyNobodyIsLeft({ usable: { now, under } }: WaysInView): string | null {
  return now > 0 && under === 0 ? 'No Client Owner could sign in after it.' : null
}

/** Shown at once; who has more owners opens the rest. */
const SHOWN = 10

/** How many owners could act today, by which ways each gets in, and what the change in hand would do to them. */
export function WaysInPanel({ ways: { usable, owners }, changing = false, counted = false }: WaysInPanelProps) {
  const [first, rest] = [owners.slice(0, SHOWN), owners.slice(SHOWN)]
  return (
    <div className="grid gap-3">
      {counted ? null : <Count now={usable.now} under={usable.under} changing={changing} />}
      <Owners owners={first} changing={changing} />
      {rest.length > 0 ? (
        <details>
          <summary className="cursor-pointer text-accent-ink">{countOf(rest.length, 'more owner')}</summary>
          <div className="mt-3">
            <Owners owners={rest} changing={changing} />
          </div>
        </details>
      ) : null}
    </div>
  )
}

function Count({ now, under, changing }: { now: number; under: number; changing: boolean }) {
  const counted = changing && under !== now ? `${countOf(now, 'usable Client Owner')} now, ${under === 0 ? 'none' : under} after the change` : `${under === 0 ? 'No' : under} usable Client ${under === 1 ? 'Owner' : 'Owners'}`
  if (under === 0) {
    return (
      <Callout tone="danger" title={`${counted}.`}>
        {changing ? 'It cannot be saved: no Client Owner could sign in. Give one of them another way in first, or mark one as a break-glass account; yourself is allowed.' : 'Nobody who owns the tenant could sign in by a way that counts.'}
      </Callout>
    )
  }
  if (under === 1) return <Callout tone="warn" title={`${counted}.`}>If this person loses access, nobody can make another. Two or more are advised.</Callout>
  return <p className="font-medium">{counted}</p>
}

function Owners({ owners, changing }: { owners: readonly OwnerWays[]; changing: boolean }) {
  return (
    <ul className="divide-y rounded-lg border">
      {owners.map((owner) => (
        <li key={owner.id} className="grid gap-1.5 px-3 py-2.5">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 font-medium wrap-anywhere"><bdi>{owner.name}</bdi></span>
            <span className="min-w-0 text-ink-3 wrap-anywhere">{owner.email}</span>
            {owner.breakGlass ? <Badge tone="info">Break-glass</Badge> : null}
            {owner.usable.under ? null : <Badge tone={owner.usable.now ? 'danger' : 'neutral'}>{owner.usable.now ? 'No longer usable' : 'Not usable'}</Badge>}
          </p>
          {owner.because ? <p className="text-ink-2">{owner.because}</p> : null}
          {owner.paths.length > 0 ? (
            <ul className="grid gap-1">
              {owner.paths.map((path) => (
                <PathLine key={path.key} path={path} changing={changing} />
              ))}
            </ul>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

type State = 'works' | 'goes' | 'comes' | 'fades' | 'weak'
const LOOKS: Record<State, { icon: IconName; ink: string }> = {
  works: { icon: 'check', ink: 'text-good-ink' },
  goes: { icon: 'close', ink: 'text-danger-ink' },
  comes: { icon: 'plus', ink: 'text-good-ink' },
  fades: { icon: 'minus', ink: 'text-danger-ink' },
  weak: { icon: 'minus', ink: 'text-ink-3' },
}

function PathLine({ path: { label, note, counts, counted, now, under }, changing }: { path: PathChange; changing: boolean }) {
  const state: State = !under ? 'goes' : !counts ? (counted ? 'fades' : 'weak') : now || !changing ? 'works' : 'comes'
  const said = state === 'goes' ? 'would stop working' : state === 'fades' ? 'would not count any more' : !now ? 'would work' : ''
  return (
    <li className="flex items-start gap-2">
      <Icon name={LOOKS[state].icon} className={classNames('mt-0.5', LOOKS[state].ink)} />
      <span className="min-w-0 wrap-anywhere">
        <span className={state === 'goes' ? 'text-ink-3 line-through' : undefined}>{label}</span>
        {said ? <span className="text-ink-2"> {said}</span> : null}
        {note && under ? <span className="text-ink-3"> · {note}</span> : null}
      </span>
    </li>
  )
}
