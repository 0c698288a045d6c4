import { type ReactNode } from 'react'
import { type Column } from '@/components/table/column'
import { DataTable } from '@/components/table/data-table'
import { type EventView } from '@/lib/audit/event-view'
import { type Density } from '@/lib/format/preferences'
import { paths } from '@/lib/paths'
import { sentenceText } from './event-sentence'

export interface EventTableProps {
  events: readonly EventView[]
  columns: readonly Column<EventView>[]
  density?: Density
  hidden?: readonly string[]
  empty: ReactNode
  label?: string
}

/** Events, newest first; each leads to all that was written down about it. */
export function EventTable({ events, empty, label = 'Events', ...looks }: EventTableProps) {
  return <DataTable {...looks} label={label} rows={events} rowKey={(event) => String(event.sequence)} rowLabel={sentenceText} rowHref={(event) => paths.auditEvent(event.sequence)} empty={empty} />
}
