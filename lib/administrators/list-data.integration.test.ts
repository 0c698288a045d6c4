import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, pool } from '@/lib/db/client'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { uneasyPairs } from '@/lib/authz/rules'
import { connect } from '../../scripts/postgres-roles.mjs'
import { testDatabase } from '@/prisma/factories/test-database'
import { storeCrowd } from '@/prisma/factories/people'
import { pageStatement } from './list-data'
import { LIST_SORTS, ListQueryInput, type ListQuery } from './list-query'

const PEOPLE = 200_000
let tenantId: string

beforeAll(async () => {
  tenantId = await storeCrowd(testDatabase.ownerUrl, { slug: 'crowd', people: PEOPLE })
}, 240_000)
afterAll(closeDatabase)

const queryOf = (text: string): ListQuery => ListQueryInput.parse(Object.fromEntries([...new Set(new URLSearchParams(text).keys())].map((key) => [key, new URLSearchParams(text).getAll(key)])))

const FILTERS = ['', 'status=active', 'status=deleted', 'status=new&status=inactive', 'role=client_owner', 'role=approver', 'role=approver&role=requester&status=active', 'mfa=enrolled', 'mfa=missing', 'invitation=pending', 'invitation=expired', 'pairs=uneasy']
const SEARCHES = ['q=nobodythere', 'q=zy', 'q=ada', 'q=crowd.example', 'q=a', 'q=ada&role=approver', 'q=crowd.example&role=approver&mfa=missing']

async function planOf(query: ListQuery): Promise<string> {
  const { text, values } = pageStatement(tenantId, query)
  const { rows } = await pool().query({ text: `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY ON) ${text}`, values })
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

describe('a page of the list, at 200,000 people', () => {
  for (const filter of [...FILTERS, ...SEARCHES]) {
    it(`never reads a growing table from end to end: ${filter || 'no filter'}, every sort, both ways`, async () => {
      for (const by of LIST_SORTS) {
        for (const sort of [by, `-${by}`]) {
          expect(await planOf(queryOf(`${filter}&sort=${sort}`))).not.toMatch(/Seq Scan on (administrator|administrator_facet|role_grant|job)\b/)
        }
      }
    })
  }
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
