import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import type { Actor } from '@/lib/authz/grants'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, pool } from '@/lib/db/client'
import { newToken } from '@/lib/crypto/tokens'
import { storeCrowd } from '@/prisma/factories/people'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { listPlaces } from './data'
import { listInherited } from './list-place-administrators'
import { FIRST_SORT } from './place-view'

const PEOPLE = 30_000
const THERE = 3000
let actor: Actor

beforeAll(async () => {
  const tenantId = await storeCrowd(testDatabase.ownerUrl, { slug: 'crowd', people: PEOPLE })
  const owner = await connect(testDatabase.ownerUrl)
  const { rows: [big] } = await owner.query("INSERT INTO workspace (tenant_id, slug, name) VALUES ($1, 'big', 'Big'), ($1, 'other', 'Other') RETURNING id", [tenantId])
  await owner.query("INSERT INTO role_grant (tenant_id, administrator_id, role, scope, workspace_id, source, starts_at) SELECT $1, id, 'workspace_auditor', 'workspace', $2, 'seed', castellan_now() FROM (SELECT id FROM administrator WHERE tenant_id = $1 AND status = 'active' ORDER BY id LIMIT $3) AS chosen", [tenantId, big.id, THERE])
  const { rows: [person] } = await owner.query("SELECT a.id FROM administrator a JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.administrator_id = a.id WHERE a.tenant_id = $1 AND a.status = 'active' AND g.role = 'client_admin' LIMIT 1", [tenantId])
  const { token, hash } = newToken('session')
  await owner.query("INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, castellan_now(), castellan_now(), castellan_now() + interval '1 hour')", [tenantId, person.id, Buffer.from(hash)])
  await owner.query('ANALYZE administrator, role_grant')
  await owner.end()
  actor = (await findSession(token, { touch: false }))!.actor
}, 120_000)
afterAll(closeDatabase)

/** @returns the plans of what the work asks about grants */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent = vi.spyOn(pg.Client.prototype, 'query')
  await work()
  const statements = sent.mock.calls.map(([config]) => config as unknown as { text: string; values: unknown[] })
  sent.mockRestore()
  const plans: string[] = []
  for (const { text, values } of statements.filter(({ text }) => text.includes('role_grant'))) {
    const { rows } = await pool().query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${text}`, values })
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
  }
  return plans
}

it('who reaches into a place from the tenant, and how many people each place has, are read along indexes and no further than is said', async () => {
  const [inherited] = await plansOf(async () => listInherited(clear(actor, 'workspace-admin:read'), 'workspace'))
  const [places] = await plansOf(async () => listPlaces('workspace', actor, { search: '', cursor: '', sort: FIRST_SORT }))
  for (const plan of [inherited, places]) expect(plan).not.toMatch(/Seq Scan on (administrator|role_grant)\b/)
})

it('more than a thousand people are not counted to the last', async () => {
  const { rows } = await listPlaces('workspace', actor, { search: '', cursor: '', sort: FIRST_SORT })
  expect(rows.map(({ slug, administrators }) => [slug, administrators])).toEqual([['big', { count: 1000, exact: false }], ['other', { count: 0, exact: true }]])
  expect((await listInherited(clear(actor, 'workspace-admin:read'), 'workspace')).find(({ role }) => role === 'client_admin')).toMatchObject({ count: 1000, exact: false })
})
