import { formatDateTime, formatTime, formatUtc, type Moment } from '@/lib/format/time'

export interface TimeProps {
  at: Moment
  /** The request's clock, never the browser's. */
  now: Moment
  /** The viewer's zone (readViewer). */
  zone: string
  /** Always date and time, where "2 days ago" is not exact enough. */
  absolute?: boolean
  className?: string
}

/** A moment: relative when younger than a week, else date and time in the viewer's zone; UTC to the second on hover. */
export function Time({ at, now, zone, absolute = false, className }: TimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} data-tip={formatUtc(at)} className={className}>
      {absolute ? formatDateTime(at, zone) : formatTime(at, now, zone)}
    </time>
  )
}
