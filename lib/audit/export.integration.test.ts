import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { rereadSession } from '@/lib/authn/session-facts'
import type { Cleared } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { originalCell } from '@/lib/format/csv'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { moveClock } from '@/prisma/factories/test-clock'
import { exportAudit } from './actions'
import { getExportOrder } from './begin-export'
import { streamEvents } from './export-data'
import { narrowedTo } from './narrowed-to'
import { personal, recordAudit, type AuditEvent } from './record'

const exporting = performableOf(exportAudit)
const EVIL = ['=1+1', '+1', '-1', '@SUM(1)', '\ttab', "'quoted", 'a "b", c', 'line\r\nbreak', '<script>']
let olivia: Caller
let veraId: string

const cleared = async ({ tenantId, sessionId, administratorId }: Caller) => {
  const facts = await transaction(async (tx) => rereadSession(tx, tenantId, sessionId, administratorId))
  return { actor: facts!.actor } as Cleared<'audit:export'>
}
type Filter = Parameters<typeof exporting.perform>[1]['filter']
const order = async (caller: Caller, filter: Filter) => (await exporting.perform(caller, { filter, format: 'csv' }, TEST_ORIGIN, true)).id
const fetched = async (caller: Caller, id: string) => {
  const sight = await cleared(caller)
  const { order: found, before } = await getExportOrder(sight, id)
  return streamEvents(sight, found, before)
}
const exported = async (filter: Filter) => parse(await new Response(await fetched(olivia, await order(olivia, filter))).text(), { bom: true, columns: true }) as Record<string, string>[]

beforeAll(async () => {
  await storeCast()
  const { tenantId, id } = await db().administrator.findFirstOrThrow({ where: { emailKey: 'vera@acme.example' } })
  veraId = id
  const event = (text: string): AuditEvent => ({
    tenantId, actor: { kind: 'system' }, action: 'administrator.updated', outcome: 'done', affectedId: id,
    before: { givenName: personal(id, text), note: text }, after: { givenName: personal(id, 'Vera') }, origin: { requestId: text.slice(0, 20), address: '192.0.2.1', userAgent: text.replace(/[\r\n\t]/g, ' ') },
  })
  await transaction(async (tx) => recordAudit(tx, EVIL.map(event)))
  // More than two batches, and a stretch in which nothing fits.
  await transaction(async (tx) => recordAudit(tx, Array.from({ length: 2300 }, (): AuditEvent => ({ tenantId, actor: { kind: 'system' }, action: 'audit.strangers_digested', outcome: 'done', origin: { requestId: 'r', address: '::1', userAgent: '' } }))))
})
afterAll(async () => {
  await moveClock(0)
  await closeDatabase()
})
beforeEach(async () => {
  await moveClock(0)
  olivia = await callerFor('olivia@acme.example')
})

describe('the export of the audit', () => {
  it('holds everything up to the event that orders it, oldest first, once', async () => {
    const rows = await exported({})
    const { count } = (await db().auditEvent.aggregate({ where: { tenantId: olivia.tenantId }, _count: true }))._count === rows.length + 1 ? { count: rows.length } : { count: -1 }
    expect(count).toBe(rows.length)
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_row, index) => index + 1))
    expect(new Set(rows.map(({ action }) => action))).not.toContain('audit.exported')
  })

  it('[T73] each cell comes back as it was, and none starts a formula', async () => {
    const rows = await exported({ affected: veraId })
    expect(rows.map((row) => (JSON.parse(row.before!) as { note: string }).note)).toEqual(EVIL)
    expect(rows.map((row) => (JSON.parse(row.before!) as { givenName: string }).givenName)).toEqual(EVIL)
    expect(rows.map((row) => originalCell(row.device!))).toEqual(EVIL.map((text) => text.replace(/[\r\n\t]/g, ' ')))
    const cells = rows.flatMap((row) => Object.entries(row).filter(([name]) => name !== 'sequence').map(([, cell]) => cell))
    expect(cells.filter((cell) => /^[=+\-@\t\r\0]/.test(cell))).toEqual([])
  })

  it('is narrowed as the list was: also when what fits lies beyond a long stretch in which nothing does', async () => {
    expect(await exported({ outcome: ['refused', 'failed'] })).toEqual([])
    expect((await exported({ q: 'vera' })).length).toBe(EVIL.length)
    await order(olivia, {})
    const last = await exported({ action: ['audit.exported'] })
    expect(last.length).toBeGreaterThan(0)
    expect(last.every(({ action }) => action === 'audit.exported')).toBe(true)
  })

  it('[T49] an order is only its own session’s, and only for a while', async () => {
    const id = await order(olivia, {})
    for (const other of ['olivia@acme.example', 'carla@acme.example', 'gina@globex.example']) await expect(getExportOrder(await cleared(await callerFor(other)), id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await getExportOrder(await cleared(olivia), id)).order).toEqual({ filter: {}, format: 'csv' })
    await moveClock(301_000)
    await expect(getExportOrder(await cleared(olivia), id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('what was searched for stands beside the chain, and the order still knows it', async () => {
    const id = await order(olivia, { q: 'a person’s name', outcome: ['done'] })
    const event = await db().auditEvent.findFirstOrThrow({ where: { tenantId: olivia.tenantId, targetId: id } })
    expect(JSON.stringify(event.after)).not.toContain('person’s')
    expect((await getExportOrder(await cleared(olivia), id)).order.filter).toEqual({ q: 'a person’s name', outcome: ['done'] })
  })

  it('[T20] breaks off when the session ends meanwhile', async () => {
    const reader = (await fetched(olivia, await order(olivia, {}))).getReader()
    await reader.read()
    await db().session.update({ where: { tenantId_id: { tenantId: olivia.tenantId, id: olivia.sessionId } }, data: { endedAt: new Date(), endReason: 'revoked' } })
    const rest = async () => {
      for (;;) if ((await reader.read()).done) return
    }
    await expect(rest()).rejects.toThrow('the session ended during the export')
  })

  it('is ordered thirty times an hour at most, by one person', async () => {
    await db().rateBucket.deleteMany({ where: { key: { startsWith: 'export-' } } })
    const ids: string[] = []
    const again = async () => {
      while (ids.length < 40) ids.push(await order(olivia, {}))
    }
    await expect(again()).rejects.toThrow('too_many')
    expect(ids).toHaveLength(30)
    expect(await db().auditEvent.count({ where: { tenantId: olivia.tenantId, action: 'audit.exported', outcome: 'refused', reason: 'too_many' } })).toBe(1)
    await moveClock(3_601_000)
    await order(await callerFor('olivia@acme.example'), {})
  })
})

describe('names of what the explorer is narrowed to', () => {
  const filter = () => ({ person: veraId, actor: olivia.administratorId })

  it('are told to whoever sees administrators', async () => {
    expect(await narrowedTo(await cleared(olivia), filter())).toMatchObject({ person: 'Vera Virtanen', actor: 'Olivia Okafor' })
  })

  it('[T48] tell somebody else no more than that there is one', async () => {
    const { id: ledger } = await db().workspace.findFirstOrThrow({ where: { tenantId: olivia.tenantId, slug: 'ledger' } })
    const { id: payments } = await db().workspace.findFirstOrThrow({ where: { tenantId: olivia.tenantId, slug: 'payments' } })
    const wanda = await cleared(await callerFor('wanda@acme.example'))
    expect(await narrowedTo(wanda, { ...filter(), place: `workspace:${ledger}` })).toEqual({ person: 'One person', actor: 'One person', affected: undefined, place: 'One workspace' })
    expect(await narrowedTo(wanda, { place: `workspace:${payments}` })).toMatchObject({ place: 'Payments' })
    const gina = await cleared(await callerFor('gina@globex.example'))
    expect((await narrowedTo(gina, filter())).person).toMatch(/^Erased person/)
  })
})
