import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { clear } from '@/lib/authz/cleared'
import { makeActor } from '@/lib/authz/grants'
import { db, closeDatabase, pool } from '@/lib/db/client'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { AUDIT_EVENT_NAMES, SECURITY_EVENT_NAMES } from './event-names'
import { EVENTS_ON_A_PAGE, findEvent, listEvents, listNewer, type AuditReader } from './explorer-data'
import type { ExplorerPage } from './explorer-query'

const EVENTS = 200_000
let owner: AuditReader, security: AuditReader, workspace: AuditReader
let ids: Record<string, string>
let paymentsId: string, ledgerId: string, tenantId: string

async function reader(name: string): Promise<AuditReader> {
  const { facts } = await signInAs(`${name}@acme.example`)
  return clear(facts.actor, 'audit:read')
}

beforeAll(async () => {
  await storeCast()
  const people = await db().administrator.findMany({ where: { email: { endsWith: '@acme.example' } } })
  ids = Object.fromEntries(people.map(({ givenName, id }) => [givenName.toLowerCase(), id]))
  tenantId = people[0]!.tenantId
  const places = await db().workspace.findMany({ where: { tenantId } })
  paymentsId = places.find(({ slug }) => slug === 'payments')!.id
  ledgerId = places.find(({ slug }) => slug === 'ledger')!.id
  // Everything by Olivia but each thousandth, and a tenth by Gus, which lies outside of Payments; refusals are rare; Payments has a tenth, Ledger nearly nothing.
  const client = await connect(testDatabase.superuserUrl)
  await client.query(`INSERT INTO audit_event (tenant_id, sequence, at, actor_kind, actor_id, actor_roles, action, outcome, affected_id, workspace_id, before, after, origin, request_id, previous_hash, hash)
    SELECT $1, n, timestamptz '2026-01-01' + n * interval '1 second', 'administrator', CASE WHEN n % 1000 = 0 THEN $2 WHEN n % 10 = 3 THEN $8 ELSE $3 END::uuid, '{client_owner}', ($4::text[])[1 + n % cardinality($4::text[])],
      CASE WHEN n % 5000 = 1 THEN 'refused' ELSE 'done' END::audit_outcome, CASE WHEN n % 7 = 0 THEN $5::uuid END, CASE WHEN n % 10 = 0 THEN $6 WHEN n = 77 THEN $7 END::uuid,
      '{"status":"active"}', '{"status":"inactive"}', '{}', 'r' || n, '\\x00', '\\x00' FROM generate_series(1, ${EVENTS}) n`,
    [tenantId, ids.adam, ids.olivia, AUDIT_EVENT_NAMES, ids.ines, paymentsId, ledgerId, ids.gus])
  await client.query(`INSERT INTO audit_person (tenant_id, sequence, path, administrator_id, salt, value) SELECT $1, n, 'origin.address', $2, '\\x00', CASE WHEN n = 4242 THEN '203.0.113.9' ELSE '198.51.100.1' END FROM generate_series(1, ${EVENTS}) n`, [tenantId, ids.olivia])
  await client.query('VACUUM ANALYZE audit_event, audit_person, administrator')
  await client.end()
  ;[owner, security, workspace] = await Promise.all([reader('olivia'), reader('sonia'), reader('max')])
}, 120_000)
afterAll(closeDatabase)

async function sequences(who: AuditReader, page: ExplorerPage): Promise<number[]> {
  return (await listEvents(who, page)).events.map(({ sequence }) => sequence)
}

describe('who sees what', () => {
  it('audit:read sees everything, newest first', async () => {
    expect(await sequences(owner, {})).toEqual(Array.from({ length: EVENTS_ON_A_PAGE }, (_, index) => EVENTS - index))
  })

  it('audit:read-security sees security events only, in the list and one by one', async () => {
    const { events } = await listEvents(security, {})
    expect(events).toHaveLength(EVENTS_ON_A_PAGE)
    expect(events.filter(({ action }) => !(SECURITY_EVENT_NAMES as string[]).includes(action))).toEqual([])
    const hidden = (await listEvents(owner, { action: ['grant.created'] })).events[0]!
    expect(await findEvent(security, String(hidden.sequence))).toBeNull()
    expect((await listEvents(security, { action: ['grant.created'] })).events).toEqual([])
    expect(await findEvent(security, String(events[0]!.sequence))).toMatchObject({ sequence: events[0]!.sequence })
  })

  it('workspace-audit:read sees that workspace only: another is as if it were not there', async () => {
    const page = await listEvents(workspace, {})
    expect(page.events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: EVENTS_ON_A_PAGE }, (_, index) => EVENTS - index * 10))
    for (const filter of [{ place: `workspace:${ledgerId}` as const }, { q: 'Ledger' }, { q: '77' }]) expect(await listEvents(workspace, filter)).toMatchObject({ events: [], count: 'q' in filter ? null : { count: 0, exact: true } })
    expect(await findEvent(workspace, '77')).toBeNull()
    expect(await listNewer(workspace, {}, EVENTS - 20)).toHaveLength(2)
  })

  it('workspace-audit:read is told the same of whatever lies outside, however much of it there is', async () => {
    // What Gus did elsewhere is more than one look takes in; nobody is called Nemo, and no person has this id.
    const nobody = '00000000-0000-4000-8000-000000000000'
    const pairs: [ExplorerPage, ExplorerPage][] = [[{ q: 'Gus Grant' }, { q: 'Nemo Grant' }], [{ person: ids.gus }, { person: nobody }], [{ actor: ids.gus }, { actor: nobody }]]
    for (const [known, unknown] of pairs) expect(await listEvents(workspace, known)).toEqual(await listEvents(workspace, unknown))
    expect(await listEvents(workspace, { place: `workspace:${ledgerId}`, q: 'Olivia' })).toMatchObject({ events: [], older: null, searchedBackTo: null })
    // What lies inside is found all the same.
    expect((await sequences(workspace, { q: 'Adam Ahl' })).slice(0, 3)).toEqual([EVENTS, EVENTS - 1000, EVENTS - 2000])
  })

  it('workspace-audit:read is never told how many events a text means, also where all there are were looked at', async () => {
    const { actor } = workspace
    const inLedger = makeActor({ ...actor, grants: actor.grants.filter(({ scope }) => scope.type === 'workspace').map((held) => ({ ...held, scope: { type: 'workspace' as const, id: ledgerId } })) })
    const reading = clear(inLedger, 'audit:read')
    expect(await listEvents(reading, {})).toMatchObject({ events: [{ sequence: 77 }], count: { count: 1, exact: true } })
    for (const q of ['77', 'Ledger', 'Olivia', 'Nemo']) expect(await listEvents(reading, { q })).toMatchObject({ count: null, searchedBackTo: null })
  })

  it('[T49] another tenant sees nothing of it', async () => {
    const { facts } = await signInAs('gina@globex.example')
    const gina = clear(facts.actor, 'audit:read')
    expect((await listEvents(gina, {})).events).toEqual([])
    expect((await listEvents(gina, { person: ids.olivia })).events).toEqual([])
    expect(await findEvent(gina, '1')).toBeNull()
  })
})

describe('filters', () => {
  const all = async (filter: ExplorerPage): Promise<number[]> => {
    const found: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await listEvents(owner, { ...filter, ...(cursor ? { cursor: cursor as 'o1' } : {}) })
      found.push(...page.events.map(({ sequence }) => sequence))
      cursor = page.older
    }
    return found
  }
  const wanted = (fits: (n: number) => boolean) => Array.from({ length: EVENTS }, (_, index) => EVENTS - index).filter(fits)
  const named = (n: number) => AUDIT_EVENT_NAMES[n % AUDIT_EVENT_NAMES.length]!

  it('find exactly what they say, over every page', async () => {
    expect(await all({ actor: ids.adam })).toEqual(wanted((n) => n % 1000 === 0))
    expect(await all({ outcome: ['refused', 'failed'] })).toEqual(wanted((n) => n % 5000 === 1))
    expect(await all({ actor: ids.adam, affected: ids.ines })).toEqual(wanted((n) => n % 7000 === 0))
    expect(await all({ place: `workspace:${ledgerId}` })).toEqual([77])
    expect(await all({ q: '203.0.113.9' })).toEqual([4242])
    expect(await all({ q: 'Adam Ahl' })).toEqual(wanted((n) => n % 1000 === 0))
    expect(await all({ actor: ids.adam, action: ['grant.created', 'session.started'] })).toEqual(wanted((n) => n % 1000 === 0 && ['grant.created', 'session.started'].includes(named(n))))
    const from = Date.parse('2026-01-01') + 5_000_000, to = from + 60_000
    expect(await all({ from, to })).toEqual(wanted((n) => n >= 5000 && n < 5060))
    expect(await all({ from, to, actor: ids.adam })).toEqual([5000])
  })

  it('that rarely meet stop early and go on from there', async () => {
    const page = await listEvents(owner, { place: `workspace:${paymentsId}`, outcome: ['refused'] })
    expect(page.events).toEqual([])
    const one = await listEvents(owner, { outcome: ['done'], actor: ids.olivia, q: '203.0.113.9' })
    expect(one).toMatchObject({ searchedBackTo: expect.any(Number), older: expect.any(String) })
    expect(await all({ outcome: ['done'], actor: ids.olivia, q: '203.0.113.9' })).toEqual([4242])
  })

  it('page back and forth without losing or repeating one', async () => {
    const first = await listEvents(owner, { actor: ids.adam })
    const second = await listEvents(owner, { actor: ids.adam, cursor: first.older as 'o1' })
    const back = await listEvents(owner, { actor: ids.adam, cursor: second.newer as 'n1' })
    expect(back.events).toEqual(first.events)
    expect(back.newer).toBeNull()
    expect(first.count).toEqual({ count: EVENTS / 1000, exact: true })
    expect((await listEvents(owner, {})).count).toEqual({ count: 1000, exact: false })
  })
})

it('no page reads the audit from end to end', async () => {
  const spy = vi.spyOn(pool(), 'query')
  const pages: [AuditReader, ExplorerPage][] = [
    [owner, {}], [owner, { cursor: 'o100' }], [security, {}], [workspace, {}], [owner, { actor: ids.adam }], [owner, { person: ids.ines }], [owner, { action: ['grant.created'] }], [owner, { outcome: ['refused'] }],
    [owner, { place: `workspace:${paymentsId}` }], [owner, { q: 'adam' }], [owner, { q: 'signed in' }], [owner, { q: '198.51.100.1' }], [owner, { from: Date.parse('2026-01-02'), to: Date.parse('2026-01-02T01:00:00Z') }],
    [owner, { place: `workspace:${paymentsId}`, outcome: ['refused'], actor: ids.adam }], [security, { actor: ids.olivia, q: 'password' }], [workspace, { q: 'adam' }], [workspace, { person: ids.gus }],
  ]
  const slow: string[] = []
  for (const [who, page] of pages) {
    spy.mockClear()
    await listEvents(who, page)
    const asked = spy.mock.calls.map((call) => call as unknown as [string | { text: string; values: unknown[] }, unknown[]?])
    for (const [query, values] of asked) {
      const [text, given] = typeof query === 'string' ? [query, values] : [query.text, query.values]
      const client = await connect(testDatabase.superuserUrl)
      const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, given)
      await client.end()
      const plan = JSON.stringify(rows)
      const read = [...plan.matchAll(/"Actual Rows":([\d.]+),"Actual Loops":(\d+)/g)].map(([, each, loops]) => Number(each) * Number(loops))
      expect(read.length).toBeGreaterThan(2)
      if (/"Node Type":"Seq Scan"[^{}]*"Relation Name":"audit_/.test(plan) || Math.max(...read) > 12_000) slow.push(`${JSON.stringify(page)}: ${plan}`)
    }
  }
  expect(slow).toEqual([])
})
