import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cleared } from '@/lib/authz/cleared'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { closeDatabase, pool } from '@/lib/db/client'
import { testDatabase } from '@/prisma/factories/test-database'
import { addPeople, storeCrowd } from '@/prisma/factories/people'
import { uneasyPairs } from '@/lib/authz/rules'
import type { RoleKey } from '@/lib/authz/policy'
import { countAdministrators } from './list-count-data'
import { listAdministrators } from './list-data'
import { LIST_SORTS, readCursor, readFilter, type ListQuery, type ListSort } from './list-query'

// Every filter in every order, page by page, while people come and go: nobody twice, nobody missed, in order, there and back.
const SEED = Number(process.env.SEED ?? randomInt(1, 1_000_000))
const FILTERS = [
  '', 'status=active', 'status=deleted', 'status=new&status=inactive', 'role=approver', 'role=approver&role=requester&status=active', 'role=client_owner', 'mfa=enrolled', 'mfa=missing', 'invitation=pending', 'invitation=expired',
  'q=nobodythere', 'q=ada', 'q=crowd', 'q=a', 'q=ada&role=approver&role=member', 'pairs=uneasy', 'pairs=uneasy&role=approver&sort=name',
  'place=workspace:PAY', 'place=workspace:PAY&role=workspace_admin', 'place=workspace:PAY&role=approver', 'place=workspace:PAY&role=workspace_auditor&role=approver&status=active', 'q=ada&place=workspace:PAY', 'place=workspace:00000000-0000-4000-8000-000000000000',
]
let tenantId: string
let poolId: string
let now: number
/** two workspaces */
let pay: string
let ledger: string

/** Small and repeatable: a failed run is run again by its seed. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

interface Known { id: string; status: AdministratorStatus; text: string; factor: boolean; invitation: Date | null; roles: string[]; there: string[]; comer: boolean; rank: Record<ListSort, number> }

/** Everyone, read in another way: no index, no cursor; the filter is applied here. */
async function everyone(): Promise<Known[]> {
  const { rows } = await pool().query<Omit<Known, 'rank'> & Record<`by_${string}`, string>>(
    `SELECT a.id, a.status, lower(a.given_name || ' ' || a.family_name || ' ' || a.email) AS text, a.factor_enrolled_at IS NOT NULL AS factor, a.invitation_expires_at AS invitation, a.email_key LIKE '%.comers.example' AS comer,
       (SELECT coalesce(array_agg(g.role), '{}') FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL) AS roles,
       (SELECT coalesce(array_agg(g.role), '{}') FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND g.workspace_id = $2) AS there,
       row_number() OVER (ORDER BY a.name_key, a.id) AS by_name, row_number() OVER (ORDER BY a.email_key COLLATE "C", a.id) AS by_email, row_number() OVER (ORDER BY array_position(ARRAY['new','active','inactive','deleted'], a.status::text), a.name_key, a.id) AS by_status,
       row_number() OVER (ORDER BY coalesce(a.last_sign_in_at, '-infinity'), a.id) AS by_seen, row_number() OVER (ORDER BY a.created_at, a.id) AS by_added
     FROM administrator a WHERE a.tenant_id = $1`,
    [tenantId, pay],
  )
  return rows.map((row) => ({ ...row, rank: { name: Number(row.by_name), email: Number(row.by_email), status: Number(row.by_status), lastSignIn: Number(row.by_seen), added: Number(row.by_added) } }))
}

function letsThrough(query: ListQuery, who: Known): boolean {
  const { status, role, place, mfa, invitation, uneasy, q } = query
  if (status.length > 0 ? !status.includes(who.status) : who.status === 'deleted') return false
  if (place && (place !== `workspace:${pay}` || who.there.length === 0)) return false
  if (role.length > 0 && !role.some((one) => (place && one.startsWith('workspace_') ? who.there : who.roles).includes(one))) return false
  if (uneasy && uneasyPairs(who.roles as RoleKey[]).length === 0) return false
  if (mfa && (mfa === 'enrolled') !== who.factor) return false
  if (invitation && (who.status !== 'new' || who.invitation === null || (invitation === 'pending') !== who.invitation.getTime() > now)) return false
  if (q.length > 0 && q.length < 3) return ` ${who.text}`.includes(` ${q}`)
  return who.text.includes(q)
}

const page = async (query: ListQuery) => listAdministrators({ actor: { tenantId } } as Cleared<'administrator:read'>, query)

/** @returns ids as they came, page by page, and the last page's way back */
async function walk(query: ListQuery, along: () => Promise<void>): Promise<{ ids: string[]; back: string[] }> {
  const ids: string[] = []
  let current = await page(query)
  for (;;) {
    ids.push(...current.rows.map(({ id }) => id))
    if (!current.next) break
    await along()
    current = await page({ ...query, cursor: readCursor(current.next, query.sort.by) })
  }
  const back = current.rows.map(({ id }) => id)
  while (current.previous) {
    current = await page({ ...query, cursor: readCursor(current.previous, query.sort.by) })
    back.unshift(...current.rows.map(({ id }) => id))
  }
  return { ids, back }
}

beforeAll(async () => {
  console.info(`list paging, SEED=${SEED}`)
  tenantId = await storeCrowd(testDatabase.ownerUrl, { slug: 'crowd', people: 330 })
  const { rows: [row] } = await pool().query('SELECT id, castellan_now() AS now FROM identity_pool WHERE tenant_id = $1', [tenantId])
  poolId = row.id
  now = row.now.getTime()
  const places = await pool().query("INSERT INTO workspace (tenant_id, slug, name) VALUES ($1, 'pay', 'Payments'), ($1, 'ledger', 'Ledger') RETURNING id", [tenantId])
  ;[pay, ledger] = places.rows.map(({ id }) => id as string) as [string, string]
  // A third is in one workspace, a third in the other, some in both; one role in a place or two; and some who audit what they do.
  const give = `INSERT INTO role_grant (tenant_id, administrator_id, role, scope, workspace_id, source, starts_at)
    SELECT tenant_id, id, $2, $3::scope_type, $4::uuid, 'seed', castellan_now() FROM administrator WHERE tenant_id = $1 AND ascii(substr(id::text, 1, 1)) % 5 = ANY ($5::int[])`
  for (const [role, workspace, fifths] of [['workspace_admin', pay, [0, 1]], ['workspace_auditor', pay, [1, 2]], ['workspace_admin', ledger, [2, 3]]] as const) await pool().query(give, [tenantId, role, 'workspace', workspace, fifths])
  await pool().query(give, [tenantId, 'super_admin', 'tenant', null, [4]])
})
afterAll(closeDatabase)

it.each(FILTERS)('pages through “%s” in every order without a gap or a repeat, while others come and go', async (filter) => {
  const random = generator(SEED)
  const { query } = readFilter(filter.replace('PAY', pay))
  for (const by of LIST_SORTS) {
    for (const descending of [false, true]) {
      let comings = 0
      const along = async () => {
        await pool().query("DELETE FROM administrator WHERE tenant_id = $1 AND email_key LIKE '%.comers.example' AND ascii(substr(id::text, 1, 1)) % 3 = $2", [tenantId, random(3)])
        await addPeople(pool(), { tenantId, poolId, people: 1 + random(9), domain: `no${(comings += 1)}.comers.example` })
      }
      const { ids, back } = await walk({ ...query, sort: { by, descending }, cursor: null }, along)
      const all = await everyone()
      const known = new Map(all.map((who) => [who.id, who]))
      const stayed = all.filter((who) => !who.comer && letsThrough(query, who)).sort((a, b) => (a.rank[by] - b.rank[by]) * (descending ? -1 : 1)).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(await countAdministrators({ actor: { tenantId } } as Cleared<'administrator:read'>, query)).toBe(all.filter((who) => letsThrough(query, who)).length)
      expect(ids.filter((id) => known.has(id) && !known.get(id)!.comer)).toEqual(stayed)
      expect(back.filter((id) => known.has(id) && !known.get(id)!.comer)).toEqual(stayed)
      await pool().query("DELETE FROM administrator WHERE tenant_id = $1 AND email_key LIKE '%.comers.example'", [tenantId])
    }
  }
}, 120_000)

it('a page whose people have all gone meanwhile leads back to the one before it, and that one is whole', async () => {
  for (const by of LIST_SORTS) {
    for (const descending of [false, true]) {
      await addPeople(pool(), { tenantId, poolId, people: 60, domain: 'gone.comers.example' })
      const query: ListQuery = { ...readFilter('q=gone.comers').query, sort: { by, descending }, cursor: null }
      const first = await page(query)
      const second = await page({ ...query, cursor: readCursor(first.next!, by) })
      expect(second).toMatchObject({ rows: expect.objectContaining({ length: 8 }), next: null })
      await pool().query('DELETE FROM administrator WHERE tenant_id = $1 AND id = ANY ($2::uuid[])', [tenantId, second.rows.map(({ id }) => id)])
      const empty = await page({ ...query, cursor: readCursor(first.next!, by) })
      expect([empty.rows, empty.next]).toEqual([[], null])
      expect((await page({ ...query, cursor: readCursor(empty.previous!, by) })).rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id))
      await pool().query("DELETE FROM administrator WHERE tenant_id = $1 AND email_key LIKE '%.comers.example'", [tenantId])
    }
  }
})
