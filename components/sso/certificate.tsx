import { Badge } from '@/components/ui/badge'
import { countOf } from '@/lib/format/count'
import { type CertificateView } from '@/lib/sso/connection-view'
import { daysLeft, urgency } from './days-left'

/** One certificate: whose it is, how to tell it, and until when it is good. @param now epoch milliseconds of the request */
export function Certificate({ certificate: { subject, fingerprint, startsAt, expiresAt }, now }: { certificate: CertificateView; now: number }) {
  const days = daysLeft(expiresAt, now)
  const until = new Date(expiresAt).toISOString().slice(0, 10)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate">{subject.replaceAll('\n', ', ')}</p>
        <p className="truncate font-mono text-xs text-ink-3" title={fingerprint}>{fingerprint.slice(0, 32)}…</p>
      </div>
      {startsAt > now ? <Badge tone="warn">Not valid yet</Badge> : <Badge tone={urgency(days)}>{days <= 0 ? 'Has ended' : urgency(days) !== 'neutral' ? `Ends in ${countOf(days, 'day')}` : `Until ${until}`}</Badge>}
    </div>
  )
}
