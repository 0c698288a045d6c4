import 'server-only'
import pg from 'pg'
import { streamWhileAllowed } from '@/lib/authn/stream-while-allowed'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { pool, Prisma } from '@/lib/db/client'
import { isoTime } from '@/lib/db/iso-time'
import { otherActor, plainSentence, pseudonym, reasonInWords } from './describe'
import { EVENT_COLUMNS, EVENT_NAMES, searchFor, toldOf, type UntimedRow } from './explorer-data'
import type { ExportOrder } from './explorer-query'
import { EXPORT_WRITERS, type ExportedEvent } from './export-format'
import { walk, type Search } from './find-events'

// The first batch is small, so that the first byte leaves at once; the others are large enough that the database is asked rarely.
const FIRST_BATCH = 100
const BATCH = 1000

interface KeptRow { path: string; value: string }
type ExportRow = UntimedRow & { time: string; kept: KeptRow[] | null }

// The column is there, but nothing is made of it (lib/db/iso-time).
const getTypeParser = ((oid: number, format: 'text') => (oid === pg.types.builtins.TIMESTAMPTZ ? String : pg.types.getTypeParser(oid, format))) as typeof pg.types.getTypeParser

/**
 * Everything an order names, oldest first.
 * @param before the export ends in front of this event
 */
export async function streamEvents(cleared: Cleared<'audit:export'>, { filter, format }: ExportOrder, before: number): Promise<ReadableStream<Uint8Array>> {
  const search = await searchFor(cleared, filter)
  const { actor } = cleared
  const { head, line } = EXPORT_WRITERS[format]
  return streamWhileAllowed(actor, 'audit:export', head, batchesOf(search, before, (row) => line(eventOf(row, actor))))
}

async function* batchesOf(search: Search, before: number, write: (row: ExportRow) => string): AsyncGenerator<string, void> {
  let from: number | null = 0
  for (let size = FIRST_BATCH; from !== null; size = BATCH) {
    const { rows, edge }: Batch = await readBatch(search, from, size)
    // A stretch without any event that fits is nothing to write; the next goes on from its edge.
    yield rows.filter(({ sequence }) => Number(sequence) < before).map(write).join('')
    const reached: number = Number(rows.at(-1)?.sequence ?? edge ?? before)
    from = reached >= before || (rows.length < size && edge === null) ? null : rows.length < size ? edge : reached
  }
}

interface Batch { rows: ExportRow[]; edge: number | null }

async function readBatch(search: Search, from: number, limit: number): Promise<Batch> {
  const query = Prisma.sql`WITH ${walk(search, { older: false, from, limit })}
    SELECT edge.sequence AS edge, found.* FROM edge
    LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS}, ${Prisma.raw(isoTime('e.at'))} AS time, (SELECT json_agg(json_build_object('path', p.path, 'value', p.value))
        FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence) AS kept
      FROM hit JOIN audit_event e ON e.tenant_id = ${search.tenantId}::uuid AND e.sequence = hit.sequence ${EVENT_NAMES}) found ON true
    ORDER BY found.sequence`
  const { rows } = await pool().query<ExportRow & { edge: string | null }>({ text: query.text, values: query.values, types: { getTypeParser } })
  const first = rows[0]!
  return { rows: rows.filter(({ sequence }) => sequence !== null), edge: first.edge === null ? null : Number(first.edge) }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function eventOf(row: ExportRow, actor: Actor): ExportedEvent {
  const kept = new Map((row.kept ?? []).map(({ path, value }) => [path, value]))
  return {
    sequence: Number(row.sequence), time: row.time,
    actor: row.actor_id ? (row.actor_name ?? pseudonym(row.actor_id)) : otherActor(row.actor_kind), actorId: row.actor_id, roles: row.actor_roles,
    whatHappened: plainSentence(toldOf(row, actor).sentence), action: row.action, outcome: row.outcome, reason: reasonInWords(row.reason),
    affected: row.affected_id && (row.affected_name ?? pseudonym(row.affected_id)), affectedId: row.affected_id, workspaceId: row.workspace_id, organizationId: row.organization_id,
    before: readable(row.before, 'before', kept), after: readable(row.after, 'after', kept),
    address: kept.get('origin.address') ?? null, device: kept.get('origin.userAgent') ?? null, requestId: row.request_id, hash: hex(row.hash),
  }
}

/** Commitments give way to what they commit to, or to the word that it was erased. */
function readable(value: unknown, path: string, kept: ReadonlyMap<string, string>): unknown {
  if (value === null || typeof value !== 'object') return value
  if ('commitment' in value) return kept.get(path) ?? 'erased'
  if (Array.isArray(value)) return value.map((item, index) => readable(item, `${path}.${index}`, kept))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, readable(one, `${path}.${key}`, kept)]))
}
