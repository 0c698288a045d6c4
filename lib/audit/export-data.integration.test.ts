import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { rereadSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { originalCell } from '@/lib/format/csv'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { exportAudit } from './actions'
import { getExportOrder } from './begin-export'
import type { ExportFormat, ExportOrder } from './explorer-query'
import { streamEvents } from './export-data'

const exporting = performableOf(exportAudit)
const FIRST = 10_000
const EVENTS = 7000
const DEVICE = '=cmd|"x", a line\r\nand another'
let olivia: Caller
let adamId: string

const cleared = async ({ tenantId, sessionId, administratorId }: Caller) => clear((await transaction(async (tx) => rereadSession(tx, tenantId, sessionId, administratorId)))!.actor, 'audit:export')

async function exported(format: ExportFormat, filter: ExportOrder['filter']): Promise<{ id: string; text: string }> {
  const { id } = await exporting.perform(olivia, { filter, format }, TEST_ORIGIN, true)
  const sight = await cleared(olivia)
  const { order, before } = await getExportOrder(sight, id)
  return { id, text: await new Response(await streamEvents(sight, order, before)).text() }
}

beforeAll(async () => {
  await storeCast()
  olivia = await callerFor('olivia@acme.example')
  adamId = (await db().administrator.findFirstOrThrow({ where: { tenantId: olivia.tenantId, email: 'adam@acme.example' } })).id
  // Two of them by Adam and refused, far apart: in between is more than one look of a search finds.
  const client = await connect(testDatabase.superuserUrl)
  await client.query(`INSERT INTO audit_event (tenant_id, sequence, at, actor_kind, actor_id, actor_roles, action, outcome, before, after, origin, request_id, previous_hash, hash)
    SELECT $1, ${FIRST} + n, timestamptz '2026-01-01' + n * interval '1 second', 'administrator', CASE WHEN n IN (3, 6999) THEN $2 ELSE $3 END::uuid, '{client_owner,auditor}', 'administrator.updated',
      CASE WHEN n IN (3, 6999) THEN 'refused' ELSE 'done' END::audit_outcome, '{"version":1}', '{"givenName":{"commitment":"00"},"list":["a",{"commitment":"11"}]}', '{}', 'r' || n, '\\x00', '\\x0102' FROM generate_series(1, ${EVENTS}) n`,
    [olivia.tenantId, adamId, olivia.administratorId])
  await client.query(`INSERT INTO audit_person (tenant_id, sequence, path, administrator_id, salt, value) SELECT $1, ${FIRST} + 3, p.path, $2, '\\x00', p.value FROM (VALUES ('origin.userAgent', $3), ('after.givenName', 'Ådám')) AS p (path, value)`, [olivia.tenantId, adamId, DEVICE])
  await client.query(`INSERT INTO audit_chain (tenant_id, sequence, hash) VALUES ($1, ${FIRST + EVENTS}, '\\x00') ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence`, [olivia.tenantId])
  await client.end()
})
afterAll(closeDatabase)

it('CSV and JSONL hold the same events, each once, oldest first, up to the one that wrote the export down', async () => {
  const csv = parse((await exported('csv', {})).text, { bom: true, columns: true }) as Record<string, string>[]
  const lines = (await exported('jsonl', {})).text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
  const sequences = csv.map(({ sequence }) => Number(sequence))
  expect(sequences.filter((sequence) => sequence > FIRST && sequence <= FIRST + EVENTS)).toEqual(Array.from({ length: EVENTS }, (_, index) => FIRST + 1 + index))
  // The later of the two holds the event of the earlier as well.
  expect(lines.map(({ sequence }) => sequence)).toEqual([...sequences, sequences.at(-1)! + 1])
  const [inCsv, inJson] = [csv, lines].map((events) => events.find(({ sequence }) => Number(sequence) === FIRST + 3)!)
  expect(inJson).toEqual({
    sequence: FIRST + 3, time: '2026-01-01T00:00:03.000Z', actor: 'Adam Ahlberg', actorId: adamId, roles: ['client_owner', 'auditor'], whatHappened: expect.any(String), action: 'administrator.updated', outcome: 'refused', reason: null,
    affected: null, affectedId: null, workspaceId: null, organizationId: null, before: { version: 1 }, after: { givenName: 'Ådám', list: ['a', 'erased'] }, address: null, device: DEVICE, requestId: 'r3', hash: '0102',
  })
  expect(inCsv).toMatchObject({ actor: 'Adam Ahlberg', roles: 'client_owner auditor', after: JSON.stringify(inJson!.after), affected: '', hash: '0102' })
  expect([inCsv!.device, originalCell(inCsv!.device as string)]).toEqual([`'${DEVICE}`, DEVICE])
})

it('goes on over a stretch in which nothing fits, and the event says what was taken along and as what', async () => {
  const { id, text } = await exported('jsonl', { actor: adamId, outcome: ['refused'] })
  expect(text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual([FIRST + 3, FIRST + 6999])
  const event = await db().auditEvent.findFirstOrThrow({ where: { targetId: id } })
  expect(event).toMatchObject({ action: 'audit.exported', outcome: 'done', actorId: olivia.administratorId, after: { format: 'jsonl', filter: { actor: adamId, outcome: ['refused'] } } })
})
