import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newToken } from '@/lib/crypto/tokens'
import { listOwners } from '@/lib/administrators/tell-owners'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { makeActor, type Actor } from '@/lib/authz/grants'
import { closeDatabase, pool, Prisma } from '@/lib/db/client'
import { storeCrowd } from '@/prisma/factories/people'
import { storePimHistory } from '@/prisma/factories/pim-history'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { countWaiting, listWaiting, WAITING_ON_A_PAGE, waitingCountStatement, waitingStatement } from './approvals-data'
import { listAllRequests, pageStatement, REQUESTS_ON_A_PAGE, type Statement } from './list-data'
import { readRequestQuery, REQUEST_STATES } from './list-query'
import { readRequestCursor } from './request-cursor'

const HISTORY = { requests: 40_000, waiting: 2000, running: 1000 }
let owner: Actor
let named: Actor

/** An owner and somebody who is named for one role, of a tenant with a long history. */
beforeAll(async () => {
  const tenantId = await storeCrowd(testDatabase.ownerUrl, { slug: 'long-history', people: 4000 })
  const database = await connect(testDatabase.ownerUrl)
  await storePimHistory(database, { tenantId, ...HISTORY })
  // Neither waits for anything: nobody decides about their own.
  const { rows } = await database.query("SELECT a.id FROM administrator a WHERE a.tenant_id = $1 AND a.status = 'active' AND NOT EXISTS (SELECT FROM pim_request r WHERE r.tenant_id = a.tenant_id AND r.administrator_id = a.id AND r.state = 'pending_approval') ORDER BY a.id LIMIT 2", [tenantId])
  await database.query("INSERT INTO pim_approver (tenant_id, role, administrator_id) VALUES ($1, 'client_admin', $2)", [tenantId, rows[1].id])
  await database.query('ANALYZE pim_approver')
  const actorOf = async (id: string): Promise<Actor> => {
    const { token, hash } = newToken('session')
    await database.query("INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, castellan_now(), castellan_now(), castellan_now() + interval '1 hour')", [tenantId, id, Buffer.from(hash)])
    return (await findSession(token, { touch: false }))!.actor
  }
  const one = await actorOf(rows[0].id)
  owner = makeActor({ ...one, mfa: { everyone: false, roles: [] }, grants: [{ id: 'o', role: 'client_owner', scope: { type: 'tenant' }, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null }] })
  named = makeActor({ ...(await actorOf(rows[1].id)), mfa: { everyone: false, roles: [] }, grants: [] })
  await database.end()
}, 180_000)
afterAll(closeDatabase)

interface Node { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; 'Actual Rows': number; 'Actual Loops': number; 'Rows Removed by Filter'?: number; Plans?: Node[] }

/** @returns how many rows of requests and of people were looked at, and what was read without an index */
async function effortOf({ text, values }: Statement): Promise<{ looked: number; people: number; scanned: string[] }> {
  const { rows } = await pool().query<{ 'QUERY PLAN': [{ Plan: Node }] }>({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values })
  const nodes: Node[] = []
  const collect = (node: Node) => {
    nodes.push(node)
    node.Plans?.forEach(collect)
  }
  collect(rows[0]!['QUERY PLAN'][0].Plan)
  const of = nodes.filter((node) => node['Relation Name']?.startsWith('pim_'))
  const rowsOf = (table: string) => nodes.filter((node) => node['Relation Name'] === table).reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0)
  return {
    looked: rowsOf('pim_request'),
    people: rowsOf('administrator'),
    scanned: of.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'pim_approver').map((node) => node['Relation Name']!),
  }
}

describe('a page of forty thousand requests', () => {
  const filters = [
    {},
    ...REQUEST_STATES.map((state) => ({ state })),
    { state: ['active', 'expired', 'timed_out', 'scheduled'] },
    { role: 'client_owner' },
    { role: ['client_admin', 'auditor'], state: ['denied', 'expired'] },
    { role: 'super_admin', state: 'scheduled' },
  ]
  it.each(filters)('is read along indexes and no further than is shown: %j', async (filter) => {
    const query = readRequestQuery(filter)
    const { looked, scanned } = await effortOf(pageStatement(owner.tenantId, query, owner.now))
    expect(scanned).toEqual([])
    // One walk for each state and role, each as long as a page; then the page itself.
    const walks = Math.max(1, (query.state.length || (query.role.length ? 10 : 1)) * Math.max(1, query.role.length) * 2)
    // Which of those that wait are late is looked up among those that wait.
    const late = query.state.includes('timed_out') ? HISTORY.waiting : 0
    expect(looked).toBeLessThanOrEqual((REQUESTS_ON_A_PAGE + 1) * (walks + 1) + late)
  })

  it('of one person is read along their index', async () => {
    const { looked, scanned } = await effortOf(pageStatement(owner.tenantId, readRequestQuery({ person: owner.administratorId }), owner.now))
    expect(scanned).toEqual([])
    expect(looked).toBeLessThanOrEqual(2 * (REQUESTS_ON_A_PAGE + 1))
  })

  it('far back costs what the first one does, and leads there and back without a gap', async () => {
    const cleared = clear(owner, 'pim-request:read-all')
    const seen: string[] = []
    let cursor: string | null = null
    for (let page = 0; page < 4; page++) {
      const found = await listAllRequests(cleared, readRequestQuery(cursor ? { cursor, role: 'client_admin' } : { role: 'client_admin' }))
      seen.push(...found.requests.map(({ id }) => id))
      cursor = found.older
    }
    expect(new Set(seen).size).toBe(4 * REQUESTS_ON_A_PAGE)
    const last = await listAllRequests(cleared, readRequestQuery({ cursor: cursor!, role: 'client_admin' }))
    const back = await listAllRequests(cleared, readRequestQuery({ cursor: last.newer!, role: 'client_admin' }))
    expect(back.requests.map(({ id }) => id)).toEqual(seen.slice(-REQUESTS_ON_A_PAGE))
    const deep = readRequestCursor(cursor!)!
    const { looked } = await effortOf(pageStatement(owner.tenantId, { ...readRequestQuery({}), cursor: { ...deep, at: owner.now - 30_000 * 60_000 } }, owner.now))
    expect(looked).toBeLessThanOrEqual(2 * (REQUESTS_ON_A_PAGE + 1))
  })
})

it('who owns the tenant is found by the role, however many people there are', async () => {
  const asked: Statement[] = []
  const tx = { $queryRaw: async (parts: TemplateStringsArray, ...values: unknown[]) => Promise.resolve((asked.push(Prisma.sql(parts, ...values)), [])) }
  await listOwners({ tx: tx as never, tenantId: owner.tenantId })
  const { people } = await effortOf(asked[0]!)
  expect(people).toBeLessThanOrEqual(2)
})

describe('the queue beside forty thousand requests', () => {
  it.each(['owner', 'named'] as const)('of an %s reads a page of what waits, however much that is, and nothing of what is over', async (who) => {
    const actor = who === 'owner' ? owner : named
    for (const cursor of [null, { older: false, at: owner.now - 1_000_000, id: owner.administratorId }]) {
      const { looked, scanned } = await effortOf(waitingStatement(actor, cursor))
      expect(scanned).toEqual([])
      // The walk; then the page, and for each of its rows what the same person had of the role before.
      expect(looked).toBeLessThanOrEqual((WAITING_ON_A_PAGE + 1) * 6)
    }
    const { looked } = await effortOf(waitingCountStatement(actor))
    expect(looked).toBeLessThanOrEqual(100)
  })

  it('shows the longest waiting first, page by page, and each once', async () => {
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const page: Awaited<ReturnType<typeof listWaiting>> = await listWaiting(named, cursor ?? undefined)
      seen.push(...page.requests.map(({ id }) => id))
      expect(page.requests.map(({ requestedAt }) => requestedAt)).toEqual(page.requests.map(({ requestedAt }) => requestedAt).toSorted((a, b) => a - b))
      cursor = page.later
    } while (cursor)
    const expected = HISTORY.waiting / 5
    expect([seen.length, new Set(seen).size]).toEqual([expected, expected])
    expect(await countWaiting(named)).toBe(Math.min(100, expected))
    expect(await countWaiting(owner)).toBe(100)
  })
})
