// The list's statement at each size against the same at the smallest: pages, sorts, filters, searches.
import pg from 'pg'
import { pageStatement } from '@/lib/administrators/list-data'
import { LIST_SORTS, LIST_STATUSES, ListQueryInput, writeCursor, type ListSort } from '@/lib/administrators/list-query'
import { type Finding, type Measure } from '../measure'
import { inPairs, median } from '../median'
import { COMMON, NOBODY, RARE } from '../planted-people'
import { scannedBy } from '../scanned-tables'
import type { SeededDatabase } from '../seeded-database'

interface Scenario { what: string; params: Record<string, string>; /** rows into the list at which the page begins */ deep?: number; atMost: number }

const ONE = 1.25
const TWO = 2
const PAGE_20000 = 20_000 * 50 - 50

const FILTERS: [string, Record<string, string>][] = [
  ...LIST_STATUSES.map((status): [string, Record<string, string>] => [`status ${status}`, { status }]),
  ['role client_admin', { role: 'client_admin' }], ['role member', { role: 'member' }], ['factor missing', { mfa: 'missing' }], ['factor enrolled', { mfa: 'enrolled' }],
  ['invitation pending', { invitation: 'pending' }], ['invitation expired', { invitation: 'expired' }], ['uneasy pairs', { pairs: 'uneasy' }],
]

const scenarios: readonly Scenario[] = [
  { what: 'first page', params: {}, atMost: ONE },
  { what: 'page 20,000 by cursor, or the last there is', params: {}, deep: PAGE_20000, atMost: ONE },
  ...LIST_SORTS.flatMap((by) => [by, `-${by}`]).map((sort) => ({ what: `sorted by ${sort}`, params: { sort }, atMost: ONE })),
  ...FILTERS.map(([what, params]) => ({ what: `filter ${what}`, params, atMost: ONE })),
  ...FILTERS.flatMap(([what, params]) => (['-lastSignIn', 'added'] as const).map((sort) => ({ what: `filter ${what}, sorted by ${sort}`, params: { ...params, sort }, atMost: TWO }))),
  { what: 'part of a name, nobody', params: { q: NOBODY }, atMost: ONE },
  { what: `part of a name, ${RARE.people} people`, params: { q: RARE.word.slice(1, 7) }, atMost: ONE },
  { what: `part of a name, ${COMMON.people} people`, params: { q: COMMON.word.slice(1, 7) }, atMost: TWO },
]

interface Side { client: pg.Client; database: SeededDatabase }

/** The cursor that stands so many rows into the list sorted by name. */
async function cursorAt({ client, database: { tenantId, people } }: Side, rows: number): Promise<string> {
  const offset = Math.min(rows, people - 100)
  const { rows: [row] } = await client.query<{ id: string; key: string }>(`SELECT id, name_key AS key FROM administrator WHERE tenant_id = $1 AND status <> 'deleted' ORDER BY name_key, id OFFSET $2 LIMIT 1`, [tenantId, Math.floor(offset * 0.95)])
  if (!row) throw new Error('the list has no such row')
  return writeCursor('name' satisfies ListSort, { direction: 'after', key: row.key, rank: 0, id: row.id })
}

async function prepare(side: Side, { params, deep, what }: Scenario): Promise<{ run: () => Promise<number>; scans: () => Promise<string[]> }> {
  const query = ListQueryInput.parse({ ...params, ...(deep ? { cursor: await cursorAt(side, deep) } : {}) })
  if (deep && !query.cursor) throw new Error('the cursor was not understood')
  const { text, values } = pageStatement(side.database.tenantId, query)
  const name = what
  return {
    run: async () => {
      const started = performance.now()
      await side.client.query({ name, text, values })
      return performance.now() - started
    },
    scans: async () => scannedBy(side.client, { text, values }, ['administrator', 'administrator_facet', 'role_grant', 'job', 'session', 'audit_event']),
  }
}

export const listGrowth: Measure = {
  name: 'growth',
  run: async (rig) => {
    const sizes = [rig.sizes[0]!, rig.sizes.at(-1)!]
    const sides: Side[] = []
    for (const size of sizes) {
      const database = await rig.database(size)
      const client = new pg.Client({ connectionString: database.appUrl })
      await client.connect()
      sides.push({ client, database })
    }
    const [small, large] = sides as [Side, Side]
    const findings: Finding[] = []
    const scanned = new Map<string, string[]>()
    for (const scenario of scenarios) {
      const [few, many] = [await prepare(small, scenario), await prepare(large, scenario)]
      for (let warm = 0; warm < 8; warm += 1) await Promise.all([few.run(), many.run()])
      const { ours, floor, ratio } = await inPairs(rig.quick ? 15 : 61, many.run, few.run)
      const tables = await many.scans()
      if (tables.length > 0) scanned.set(scenario.what, tables)
      findings.push({ what: `${scenario.what}: ${large.database.people.toLocaleString('en')} people against ${small.database.people.toLocaleString('en')}`, reach: { atMost: scenario.atMost }, ratio, seen: `${ours.toFixed(2)} ms and ${floor.toFixed(2)} ms` })
    }
    findings.push({ what: `statements of ${scenarios.length} with a sequential scan of a growing table`, reach: { atMost: 0 }, ratio: scanned.size, unit: 'scans', seen: scanned.size === 0 ? 'none' : [...scanned].map(([what, tables]) => `${what}: ${tables.join(', ')}`).join('; ') })
    findings.push({ what: 'median of all these ratios', reach: 'shown', ratio: median(findings.slice(0, -1).map(({ ratio }) => ratio)), seen: '' })
    for (const { client } of sides) await client.end()
    return findings
  },
}
