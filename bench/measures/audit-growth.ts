// The explorer's statement at many events against the same at few: pages, filters, words, counts.
import pg from 'pg'
import type { AuditEventName } from '@/lib/audit/event-names'
import { countStatement, EVENTS_ON_A_PAGE, pageStatement } from '@/lib/audit/explorer-data'
import type { ExplorerFilter } from '@/lib/audit/explorer-query'
import type { Search } from '@/lib/audit/find-events'
import { type Finding, type Measure } from '../measure'
import { inPairs, median } from '../median'
import { scannedBy } from '../scanned-tables'
import type { SeededDatabase } from '../seeded-database'

/** Whom and what the audit of one size is asked for: those that are met as often at every size. */
interface Known { newest: number; now: number; actor: string; busiest: string; affected: string; workspace: string; from: number; to: number }
interface Side { client: pg.Client; database: SeededDatabase; known: Known }
interface Scenario {
  what: string
  filter?: (known: Known) => ExplorerFilter
  words?: (known: Known) => Partial<NonNullable<Search['meaning']>>
  /** what part of the audit lies before the page */
  deep?: number
  counted?: boolean
  /** left out: shown only */
  atMost?: number
}

const ONE = 1.25
const TWO = 2
const FEW = 10_000

const FILTERS: [string, (known: Known) => ExplorerFilter][] = [
  ['action, a common one', () => ({ action: ['session.started'] })],
  ['action, a rare one', () => ({ action: ['organization.status_changed'] })],
  ['three actions', () => ({ action: ['grant.created', 'grant.ended', 'administrator.invited'] })],
  ['actor', ({ actor }) => ({ actor })],
  ['affected', ({ affected }) => ({ affected })],
  ['person, as either', ({ affected }) => ({ person: affected })],
  ['workspace', ({ workspace }) => ({ place: `workspace:${workspace}` })],
  ['outcome refused', () => ({ outcome: ['refused'] })],
  ['outcome failed', () => ({ outcome: ['failed'] })],
  ['time range, a month in the middle', ({ from, to }) => ({ from, to })],
  ['the last 30 days', ({ now }) => ({ from: now - 30 * 86_400_000 })],
  ['actor and action', ({ busiest }) => ({ actor: busiest, action: ['grant.created'] })],
  ['workspace and action', ({ workspace }) => ({ place: `workspace:${workspace}`, action: ['grant.created'] })],
  ['outcome refused and action', () => ({ outcome: ['refused'], action: ['session.refused'] })],
]

const scenarios: readonly Scenario[] = [
  { what: 'first page', atMost: ONE },
  { what: 'page by cursor, half way', deep: 0.5, atMost: ONE },
  { what: 'page by cursor, nearly at the oldest event', deep: 0.95, atMost: ONE },
  ...FILTERS.map(([what, filter]) => ({ what: `filter ${what}`, filter, atMost: TWO })),
  { what: 'filter action, a common one, half way', filter: () => ({ action: ['session.started' satisfies AuditEventName] }), deep: 0.5, atMost: TWO },
  // Few events hold too little of this to fill a page: the pages are not alike.
  { what: 'filter of two conditions that rarely meet', filter: ({ workspace }) => ({ place: `workspace:${workspace}`, outcome: ['refused'] }) },
  { what: 'words that mean an action', words: () => ({ actions: ['administrator.exported'] }), atMost: TWO },
  { what: 'words that mean a person', words: ({ affected }) => ({ people: [affected] }), atMost: TWO },
  { what: 'words that mean a workspace and an action', words: ({ workspace }) => ({ workspaces: [workspace], actions: ['workspace.updated'] }), atMost: TWO },
  { what: 'the number of one event', words: ({ newest }) => ({ sequence: Math.floor(newest / 3) }), atMost: TWO },
  { what: 'a network address', words: () => ({ address: '198.51.100.0' }), atMost: TWO },
  { what: 'words that mean nothing', words: () => ({}), atMost: TWO },
  { what: 'count of all, up to 1,000', counted: true, atMost: TWO },
  { what: 'count of an action, up to 1,000', filter: () => ({ action: ['session.started'] }), counted: true, atMost: TWO },
]

/** What the chance of the seed made common enough to fill a page at the smallest size. */
const KNOWN = `
SELECT (SELECT max(sequence)::int FROM audit_event WHERE tenant_id = $1) AS newest, (SELECT (extract(epoch FROM max(at)) * 1000)::float FROM audit_event WHERE tenant_id = $1) AS now,
  (SELECT a.id FROM administrator a JOIN audit_event e ON e.tenant_id = a.tenant_id AND e.actor_id = a.id AND e.sequence <= 4000 WHERE a.tenant_id = $1 GROUP BY a.id ORDER BY abs(count(*) - 80), a.id LIMIT 1) AS actor,
  (SELECT actor_id FROM audit_event WHERE tenant_id = $1 AND sequence <= 4000 AND actor_id IS NOT NULL GROUP BY actor_id ORDER BY count(*) DESC, actor_id LIMIT 1) AS busiest,
  (SELECT affected_id FROM audit_event WHERE tenant_id = $1 AND sequence <= 4000 AND affected_id IS NOT NULL GROUP BY affected_id ORDER BY count(*) DESC, affected_id LIMIT 1) AS affected,
  (SELECT workspace_id FROM audit_event WHERE tenant_id = $1 AND sequence <= 4000 AND workspace_id IS NOT NULL GROUP BY workspace_id ORDER BY count(*) DESC, workspace_id LIMIT 1) AS workspace`

async function openSide(database: SeededDatabase): Promise<Side> {
  const client = new pg.Client({ connectionString: database.appUrl })
  await client.connect()
  const { rows: [known] } = await client.query<Omit<Known, 'from' | 'to'>>(KNOWN, [database.tenantId])
  const DAY = 86_400_000
  return { client, database, known: { ...known!, from: known!.now - 180 * DAY, to: known!.now - 150 * DAY } }
}

function prepare({ client, database: { tenantId }, known }: Side, { filter, words, deep, counted }: Scenario) {
  const meaning: Search['meaning'] = words ? { people: [], workspaces: [], organizations: [], actions: [], address: null, sequence: null, morePeople: false, ...words(known) } : null
  const search: Search = { tenantId, sight: { everything: true }, filter: filter?.(known) ?? {}, meaning, now: known.now }
  const from = deep === undefined ? null : Math.ceil(known.newest * (1 - deep))
  const statement = counted ? countStatement(search) : pageStatement(search, { older: true, from, limit: EVENTS_ON_A_PAGE + 1 })
  return {
    run: async () => {
      const started = performance.now()
      await client.query(statement)
      return performance.now() - started
    },
    rows: async () => (await client.query<{ sequence: string | null }>(statement)).rows.filter(({ sequence }) => sequence !== null).length,
    scans: async () => scannedBy(client, statement, ['audit_event', 'audit_person']),
  }
}

export const auditGrowth: Measure = {
  name: 'audit',
  run: async (rig) => {
    const events = rig.quick ? 100_000 : 1_000_000
    const [small, large] = [await openSide(await rig.audit(FEW)), await openSide(await rig.audit(events))]
    const findings: Finding[] = []
    const scanned = new Map<string, string[]>()
    for (const scenario of scenarios) {
      const [few, many] = [prepare(small, scenario), prepare(large, scenario)]
      const found = scenario.counted ? null : [await many.rows(), await few.rows()]
      for (let warm = 0; warm < 8; warm += 1) await Promise.all([few.run(), many.run()])
      const { ours, floor, ratio } = await inPairs(rig.quick ? 15 : 61, many.run, few.run)
      const tables = await many.scans()
      if (tables.length > 0) scanned.set(scenario.what, tables)
      findings.push({ what: `${scenario.what}: ${events.toLocaleString('en')} events against ${FEW.toLocaleString('en')}`, reach: scenario.atMost === undefined ? 'shown' : { atMost: scenario.atMost }, ratio, seen: `${ours.toFixed(2)} and ${floor.toFixed(2)} ms${found ? `, ${found.join(' and ')} rows` : ''}` })
    }
    findings.push({ what: `audit statements of ${scenarios.length} with a sequential scan of the audit`, reach: { atMost: 0 }, ratio: scanned.size, unit: 'scans', seen: scanned.size === 0 ? 'none' : [...scanned].map(([what, tables]) => `${what}: ${tables.join(', ')}`).join('; ') })
    findings.push({ what: 'median of all these ratios', reach: 'shown', ratio: median(findings.slice(0, -1).map(({ ratio }) => ratio)), seen: '' })
    for (const { client } of [small, large]) await client.end()
    return findings
  },
}
