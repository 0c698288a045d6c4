import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Cleared } from '@/lib/authz/cleared'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { uneasyPairs } from '@/lib/authz/rules'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, pool } from '@/lib/db/client'
import { signedInFor } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { testDatabase } from '@/prisma/factories/test-database'
import { storeCrowd } from '@/prisma/factories/people'
import { connect } from '../../scripts/postgres-roles.mjs'
import { batchStatement } from './export-batch'
import { listAdministrators, pageStatement } from './list-data'
import type { Statement } from './list-page-sql'
import { LIST_SORTS, readFilter } from './list-query'

const PEOPLE = 100_000
/** How often one page of the list may look at a page of 8 kB, however many people there are: going along all of them takes several times as many. */
const MOST_PAGES = 20_000
let tenantId: string
let pay: string

beforeAll(async () => {
  tenantId = await storeCrowd(testDatabase.ownerUrl, { slug: 'crowd', people: PEOPLE })
  // Skewed: five people hold what nobody else does, and five of ten thousand invitations have expired.
  const few = "(SELECT id FROM administrator WHERE tenant_id = $1 AND status = 'active' ORDER BY id LIMIT 5)"
  pay = (await pool().query("INSERT INTO workspace (tenant_id, slug, name) VALUES ($1, 'pay', 'Payments') RETURNING id", [tenantId])).rows[0].id
  await pool().query(`INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at) SELECT $1, id, 'business_admin', 'tenant', 'seed', castellan_now() FROM ${few} AS f`, [tenantId])
  await pool().query(`INSERT INTO role_grant (tenant_id, administrator_id, role, scope, workspace_id, source, starts_at) SELECT $1, id, 'workspace_admin', 'workspace', $2, 'seed', castellan_now() FROM ${few} AS f`, [tenantId, pay])
  const owner = await connect(testDatabase.ownerUrl)
  await owner.query('ANALYZE administrator, administrator_facet, role_grant')
  await owner.end()
}, 240_000)
afterAll(closeDatabase)

const FILTERS = ['', 'status=active', 'status=deleted', 'status=new&status=inactive', 'role=client_owner', 'role=business_admin', 'role=approver', 'role=approver&role=requester&status=active', 'mfa=enrolled', 'mfa=missing', 'mfa=enrolled&role=approver', 'invitation=pending', 'invitation=expired', 'pairs=uneasy', 'place=workspace:PAY', 'place=workspace:PAY&role=workspace_admin', 'role=business_admin&status=new']
const SEARCHES = ['q=nobodythere', 'q=zy', 'q=ada', 'q=ada.abara899@', 'q=crowd.example', 'q=a', 'q=ada&role=approver', 'q=crowd.example&role=business_admin', 'q=crowd.example&role=approver&mfa=missing']

async function planOf({ text, values }: Statement): Promise<{ text: string; pages: number }> {
  const { rows } = await pool().query({ text: `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) ${text}`, values })
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  const [, hit = '0', read = '0'] = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? []
  return { text: plan, pages: Number(hit) + Number(read) }
}

describe('a page of the list, at 100,000 people', () => {
  for (const filter of [...FILTERS, ...SEARCHES]) {
    it(`never reads a growing table from end to end, nor much of its indexes: ${filter || 'no filter'}, every sort, both ways, in the middle too`, async () => {
      for (const by of LIST_SORTS) {
        for (const descending of [false, true]) {
          const { query } = readFilter(filter.replace('PAY', pay))
          const middle = by === 'lastSignIn' || by === 'added' ? Date.now() - 5e9 : by === 'email' ? 'mateo' : 'Mateo'
          const cursor = { direction: 'after' as const, key: middle, rank: 1, id: '80000000-0000-4000-8000-000000000000' }
          for (const at of [null, cursor]) {
            const { text, pages } = await planOf(pageStatement(tenantId, { ...query, sort: { by, descending }, cursor: at }))
            expect(text).not.toMatch(/Seq Scan on (administrator|administrator_facet|role_grant|job)\b/)
            expect(pages).toBeLessThan(MOST_PAGES)
          }
        }
      }
    })
  }
})

/** A thousand people, each found on their own by a few pages of indexes. */
const MOST_PAGES_OF_A_BATCH = 30_000

it.each(['', 'status=active&status=new', 'role=approver', 'role=business_admin', 'mfa=enrolled&role=approver', 'invitation=expired', 'place=workspace:PAY', 'q=ada', 'q=crowd.example&role=approver'])('a batch of an export costs the same wherever it begins: %s', async (filter) => {
  const { query } = readFilter(filter.replace('PAY', pay))
  for (const upTo of [null, { id: '80000000-0000-4000-8000-000000000000', status: 'active' as const, created_at: new Date(Date.now() - 1e10).toISOString() }]) {
    const { text, pages } = await planOf(batchStatement(tenantId, query, upTo, 1000))
    expect(text).not.toMatch(/Seq Scan on (administrator|administrator_facet|role_grant)\b/)
    expect(pages).toBeLessThan(MOST_PAGES_OF_A_BATCH)
  }
})

it('session, person and grants are one statement on the wire, the page of the list another', async () => {
  await storeCast()
  const { token } = await signedInFor('olivia@acme.example')
  const sent = vi.spyOn(pg.Client.prototype, 'query')
  const facts = await findSession(token, { touch: true })
  const page = await listAdministrators({ actor: facts!.actor } as Cleared<'administrator:read'>, readFilter('q=virt&role=readonly_viewer').query)
  expect(page.rows.map(({ givenName }) => givenName)).toEqual(['Vera'])
  expect(sent).toHaveBeenCalledTimes(2)
  sent.mockRestore()
})

it('which roles should not meet is the same in the database as in the rules', async () => {
  const client = await connect(testDatabase.ownerUrl)
  for (const a of ROLE_KEYS) {
    for (const b of ROLE_KEYS) {
      const { rows } = await client.query('SELECT is_uneasy($1) AS uneasy', [[a, b]])
      expect([a, b, rows[0].uneasy]).toEqual([a, b, uneasyPairs([a, b]).length > 0])
    }
  }
  await client.end()
})
