import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { streamEvents } from '@/lib/audit/export-data'
import { rereadSession } from '@/lib/authn/session-facts'
import type { Cleared } from '@/lib/authz/cleared'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { originalCell } from '@/lib/format/csv'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { addPeople } from '@/prisma/factories/people'
import { storeCast } from '@/prisma/factories/store-cast'
import { exportAdministrators } from './actions'
import { getListExport } from './begin-list-export'
import { readFilter } from './list-query'
import { streamAdministrators } from './stream-list'

const exporting = performableOf(exportAdministrators)
const CROWD = 2500
let olivia: Caller

const cleared = async ({ tenantId, sessionId, administratorId }: Caller) => {
  const facts = await transaction(async (tx) => rereadSession(tx, tenantId, sessionId, administratorId))
  return { actor: facts!.actor } as Cleared<'administrator:export'>
}
const order = async (caller: Caller, filter: string) => (await exporting.perform(caller, { filter }, TEST_ORIGIN, true)).id
const fetched = async (caller: Caller, id: string) => {
  const sight = await cleared(caller)
  return streamAdministrators(sight, await getListExport(sight, id))
}
const rowsOf = (text: string) => parse(text, { bom: true, columns: true }) as Record<string, string>[]
const exported = async (caller: Caller, filter: string) => rowsOf(await new Response(await fetched(caller, await order(caller, filter))).text())

beforeAll(async () => {
  await storeCast()
  const { id: tenantId } = await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
  const { id: poolId } = await db().identityPool.findFirstOrThrow({ where: { tenantId } })
  await addPeople(pool(), { tenantId, poolId, people: CROWD, domain: 'crowd.example' })
})
afterAll(closeDatabase)
beforeEach(async () => {
  olivia = await callerFor('olivia@acme.example')
})

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  let done = false
  while (!done) done = (await reader.read()).done
}

describe('the export of the list', () => {
  it('holds everyone the filter lets through, once, across the batches; nobody of another tenant', async () => {
    const rows = await exported(olivia, '')
    const there = await db().administrator.findMany({ where: { tenantId: olivia.tenantId, status: { not: 'deleted' } }, select: { email: true } })
    expect(rows.length).toBeGreaterThan(2200)
    expect(rows.map((row) => row['e-mail']).sort()).toEqual(there.map(({ email }) => email).sort())
    const max = (await exported(olivia, 'q=max%40acme'))[0]!
    expect(max).toMatchObject({ 'first name': 'Max', status: 'active', roles: expect.stringMatching(/^(Member; Workspace Admin in Payments|Workspace Admin in Payments; Member)$/) })
    expect(await exported(olivia, 'status=deleted&role=client_owner')).toEqual([])
    const filtered = await exported(olivia, 'status=new&role=approver')
    expect(new Set(filtered.map(({ status, roles }) => `${status} ${roles}`))).toEqual(new Set(['new Approver']))
  })

  it('[T73] no cell runs in a spreadsheet, and every cell comes back as it was', async () => {
    const names = ['=cmd|/C calc!A0', '+1', '-2', '@sum', "'quoted", 'a "b", c']
    const abaras = await db().administrator.findMany({ where: { tenantId: olivia.tenantId, familyName: 'Abara', status: 'active' }, take: names.length, select: { id: true } })
    for (const [index, { id }] of abaras.entries()) await db().administrator.update({ where: { tenantId_id: { tenantId: olivia.tenantId, id } }, data: { givenName: names[index]! } })
    const cells = (await exported(olivia, 'q=abara')).map((row) => row['first name']!)
    expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
    expect(cells.map(originalCell)).toEqual(expect.arrayContaining(names))
  })

  it('is written down before anything leaves: who, what filter, the search text only as a commitment', async () => {
    const id = await order(olivia, 'q=secretname&status=active')
    const event = await db().auditEvent.findFirstOrThrow({ where: { targetId: id } })
    expect(event).toMatchObject({ action: 'administrator.exported', outcome: 'done', actorId: olivia.administratorId, after: { filter: 'status=active' } })
    expect(JSON.stringify(event.after)).not.toContain('secretname')
    expect(await getListExport(await cleared(olivia), id)).toMatchObject({ q: 'secretname', status: ['active'] })
  })

  it('[T49] an order is only its own session’s, and a filter that was half understood exports nothing', async () => {
    const id = await order(olivia, '')
    for (const other of ['olivia@acme.example', 'adam@acme.example', 'gina@globex.example']) await expect(getListExport(await cleared(await callerFor(other)), id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(order(olivia, 'status=sleeping')).rejects.toMatchObject({ code: 'invalid_input' })
    for (const who of ['audrey', 'vera', 'max']) await expect(order(await callerFor(`${who}@acme.example`), '')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('breaks off when the session ends meanwhile, so that the file is visibly not whole', async () => {
    const reader = (await fetched(olivia, await order(olivia, ''))).getReader()
    await reader.read()
    await reader.read()
    await db().session.update({ where: { tenantId_id: { tenantId: olivia.tenantId, id: olivia.sessionId } }, data: { endedAt: new Date(), endReason: 'revoked' } })
    await expect(readToEnd(reader)).rejects.toThrow('the session ended')
  })

  const sessionOf = (caller: Caller) => ({ tenantId_id: { tenantId: caller.tenantId, id: caller.sessionId } })
  const personOf = (caller: Caller) => ({ tenantId_id: { tenantId: caller.tenantId, id: caller.administratorId } })
  const long = new Date('2020-01-01')
  const CHANGES: [string, (caller: Caller) => Promise<unknown>, undo?: (caller: Caller) => Promise<unknown>][] = [
    ['was idle too long', async (caller) => db().session.update({ where: sessionOf(caller), data: { lastSeenAt: long } })],
    ['is too old', async (caller) => db().session.update({ where: sessionOf(caller), data: { createdAt: long } })],
    ['owes a new password', async (caller) => db().session.update({ where: sessionOf(caller), data: { owes: 'new_password' } })],
    ['is of somebody inactive', async (caller) => db().administrator.update({ where: personOf(caller), data: { status: 'inactive' } }), async (caller) => db().administrator.update({ where: personOf(caller), data: { status: 'active' } })],
    ['lost the role', async ({ tenantId, administratorId }) => db().roleGrant.updateMany({ where: { tenantId, administratorId, role: 'client_owner' }, data: { revokedAt: new Date() } }), async ({ tenantId, administratorId }) => db().roleGrant.updateMany({ where: { tenantId, administratorId, role: 'client_owner' }, data: { revokedAt: null } })],
  ]
  it.each(CHANGES)('[T28] breaks off when the session %s meanwhile; the export of the audit too', async (what, change, undo) => {
    const caller = await callerFor('oscar@acme.example')
    const sight = await cleared(caller)
    const readers = [streamAdministrators(sight, readFilter('').query), await streamEvents(sight as unknown as Cleared<'audit:export'>, { filter: {}, format: 'csv' }, 1_000_000)].map((stream) => stream.getReader())
    // Nothing but the headings has been made so far.
    await change(caller)
    const ends = await Promise.allSettled(readers.map(readToEnd))
    await undo?.(caller)
    expect(ends.map((end) => (end.status === 'rejected' ? (end.reason as Error).message : 'whole'))).toEqual(Array.from({ length: 2 }, () => (what === 'lost the role' ? 'the permission was taken away during the export' : 'the session ended during the export')))
  })

  it('is ordered thirty times an hour at most, by one person', async () => {
    await db().rateBucket.deleteMany({ where: { key: { startsWith: 'export-' } } })
    for (let ordered = 0; ordered < 30; ordered++) await order(olivia, 'q=nobody')
    await expect(order(olivia, 'q=nobody')).rejects.toThrow('too_many')
  })
})
