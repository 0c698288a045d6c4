import { CSV_START, csvLine } from '@/lib/format/csv'
import type { ExportFormat } from './explorer-query'

/** One event as an export tells of it: names beside ids, commitments opened. */
export interface ExportedEvent {
  sequence: number
  time: string
  actor: string
  actorId: string | null
  roles: readonly string[]
  whatHappened: string
  action: string
  outcome: string
  reason: string | null
  affected: string | null
  affectedId: string | null
  workspaceId: string | null
  organizationId: string | null
  before: unknown
  after: unknown
  address: string | null
  device: string | null
  requestId: string
  hash: string
}

const HEADINGS: Record<keyof ExportedEvent, string> = {
  sequence: 'sequence', time: 'time (UTC)', actor: 'actor', actorId: 'actor id', roles: 'roles', whatHappened: 'what happened', action: 'action', outcome: 'outcome', reason: 'reason',
  affected: 'affected', affectedId: 'affected id', workspaceId: 'workspace id', organizationId: 'organization id', before: 'before', after: 'after', address: 'address', device: 'device', requestId: 'request id', hash: 'hash',
}
const COLUMNS = Object.keys(HEADINGS) as (keyof ExportedEvent)[]

function cellOf(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  return Array.isArray(value) ? value.join(' ') : JSON.stringify(value)
}

/** How the events of an export are written down: what the file begins with, and each event as one line of it. */
export const EXPORT_WRITERS: Record<ExportFormat, { contentType: string; head: string; line: (event: ExportedEvent) => string }> = {
  csv: { contentType: 'text/csv; charset=utf-8', head: CSV_START + csvLine(Object.values(HEADINGS)), line: (event) => csvLine(COLUMNS.map((name) => cellOf(event[name]))) },
  // Without a byte order mark, which a reader of JSON would stumble over; a line break inside a text is escaped.
  jsonl: { contentType: 'application/x-ndjson; charset=utf-8', head: '', line: (event) => `${JSON.stringify(event)}\n` },
}
