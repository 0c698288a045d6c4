import 'server-only'
import { refuseEnded } from '@/lib/authn/refuse-ended'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { pool, Prisma } from '@/lib/db/client'
import { CSV_START, csvLine } from '@/lib/format/csv'
import { otherActor, plainSentence, pseudonym, reasonInWords } from './describe'
import { EVENT_COLUMNS, EVENT_NAMES, searchFor, viewOf, type EventRow } from './explorer-data'
import type { ExportOrder } from './explorer-query'
import { walk, type Search } from './find-events'

// The first batch is small, so that the first byte leaves at once; the others are large enough that the database is asked rarely.
const FIRST_BATCH = 100
const BATCH = 1000

interface KeptRow { path: string; value: string }
type ExportRow = EventRow & { kept: KeptRow[] | null }

/**
 * Everything an order names, oldest first, as a stream that reads the next batch only when the last one was taken: memory
 * stays flat whatever the size. It breaks off, so that the file is visibly not whole, when the session ends or the
 * permission goes meanwhile.
 * @param before the export ends in front of this event
 */
export async function streamEvents(cleared: Cleared<'audit:export'>, { filter }: ExportOrder, before: number): Promise<ReadableStream<Uint8Array>> {
  const search = await searchFor(cleared, filter)
  const encoder = new TextEncoder()
  const { actor } = cleared
  let from: number | null = 0
  let size = FIRST_BATCH
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(CSV_START + csvLine(HEADINGS)))
      },
      async pull(controller) {
        // A stretch without any event that fits gives nothing to send; the stream would not ask again by itself.
        while (from !== null) {
          await refuseEnded(actor, 'audit:export')
          const batch: Batch = await readBatch(search, from, size)
          const rows = batch.rows.filter(({ sequence }) => Number(sequence) < before)
          const reached = Number(batch.rows.at(-1)?.sequence ?? batch.edge ?? before)
          from = reached >= before || (batch.rows.length < size && batch.edge === null) ? null : batch.rows.length < size ? batch.edge : reached
          size = BATCH
          if (rows.length > 0) return controller.enqueue(encoder.encode(rows.map((row) => csvRow(row, actor)).join('')))
        }
        controller.close()
      },
    },
    { highWaterMark: 1 },
  )
}

interface Batch { rows: ExportRow[]; edge: number | null }

async function readBatch(search: Search, from: number, limit: number): Promise<Batch> {
  const query = Prisma.sql`WITH ${walk(search, { older: false, from, limit })}
    SELECT edge.sequence AS edge, found.* FROM edge
    LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS}, (SELECT json_agg(json_build_object('path', p.path, 'value', p.value))
        FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence) AS kept
      FROM hit JOIN audit_event e ON e.tenant_id = ${search.tenantId}::uuid AND e.sequence = hit.sequence ${EVENT_NAMES}) found ON true
    ORDER BY found.sequence`
  const { rows } = await pool().query<ExportRow & { edge: string | null }>(query.text, query.values)
  const first = rows[0]!
  return { rows: rows.filter(({ sequence }) => sequence !== null), edge: first.edge === null ? null : Number(first.edge) }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const HEADINGS = ['sequence', 'time (UTC)', 'actor', 'actor id', 'roles', 'what happened', 'action', 'outcome', 'reason', 'affected', 'affected id', 'workspace id', 'organization id', 'before', 'after', 'address', 'device', 'request id', 'hash']

function csvRow(row: ExportRow, actor: Actor): string {
  const kept = new Map((row.kept ?? []).map(({ path, value }) => [path, value]))
  return csvLine([
    Number(row.sequence), row.at.toISOString(), row.actor_id ? (row.actor_name ?? pseudonym(row.actor_id)) : otherActor(row.actor_kind), row.actor_id, row.actor_roles.join(' '),
    plainSentence(viewOf(row, actor).sentence), row.action, row.outcome, reasonInWords(row.reason), row.affected_id && (row.affected_name ?? pseudonym(row.affected_id)), row.affected_id,
    row.workspace_id, row.organization_id, readable(row.before, 'before', kept), readable(row.after, 'after', kept), kept.get('origin.address'), kept.get('origin.userAgent'), row.request_id, hex(row.hash),
  ])
}

/** Commitments give way to what they commit to, or to the word that it was erased. */
function readable(value: unknown, path: string, kept: ReadonlyMap<string, string>): string | null {
  const open = (inner: unknown, at: string): unknown => {
    if (inner === null || typeof inner !== 'object') return inner
    if ('commitment' in inner) return kept.get(at) ?? 'erased'
    if (Array.isArray(inner)) return inner.map((item, index) => open(item, `${at}.${index}`))
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, open(one, `${at}.${key}`)]))
  }
  return value === null ? null : JSON.stringify(open(value, path))
}
