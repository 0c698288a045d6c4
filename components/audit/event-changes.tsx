import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { type ChangedValue, type EventChange } from '@/lib/audit/event-view'

interface EventChangesProps {
  changes: readonly EventChange[]
  now: number
  zone: string
}

/** Field by field, what was there and what is there since. */
export function EventChanges({ changes, now, zone }: EventChangesProps) {
  const value = (changed: ChangedValue | null): ReactNode => {
    if (!changed) return <span className="text-ink-3">—</span>
    if ('at' in changed) return <Time at={changed.at} now={now} zone={zone} absolute />
    if ('erased' in changed) return <span className="text-ink-3">erased with the person</span>
    return 'text' in changed ? changed.text ? <bdi>{changed.text}</bdi> : <span className="text-ink-3">empty</span> : <span className="text-ink-3">not shown</span>
  }
  return (
    <table className="w-full table-fixed border-separate border-spacing-0 text-left" aria-label="What changed">
      <thead>
        <tr>
          {['Field', 'Before', 'After'].map((head) => (
            <th key={head} scope="col" className="border-b bg-sunken px-4 py-1.5 text-xs font-medium text-ink-2">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field} className="group">
            <th scope="row" className="border-b px-4 py-2 align-top font-normal break-words text-ink-2 group-last:border-b-0">
              {field}
            </th>
            <td className="border-b px-4 py-2 align-top break-words whitespace-pre-wrap group-last:border-b-0">{value(before)}</td>
            <td className="border-b px-4 py-2 align-top font-medium break-words whitespace-pre-wrap group-last:border-b-0">{value(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
