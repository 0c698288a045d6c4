// What ten thousand running activations cost everything else: the list page beside them, and how often each page asks.
import { paths } from '@/lib/paths'
import { connect } from '../../scripts/postgres-roles.mjs'
import { startCountingProxy } from '../counting-proxy'
import { timeOf, type Target } from '../load'
import { type Finding, type Measure } from '../measure'
import { inPairs, median } from '../median'
import { COMMON } from '../planted-people'
import { ELIGIBLE, ELIGIBLE_PEOPLE, setOpen } from '../planted-powers'
import { plantSessions } from '../planted-sessions'
import type { RunningServer } from '../running-server'
import type { SeededDatabase } from '../seeded-database'

const PAIRS = 20
const MOST = 1.1

const PAGES: readonly (readonly [string, (person: string) => string])[] = [
  ['the list', () => paths.administrators], ['Home', () => paths.home], ['a person', paths.administrator], ['a person’s roles', paths.administratorRoles], ['permissions', () => paths.rolePermissions()],
  ['the audit', () => paths.audit], ['My account', () => paths.account], ['a search of the palette', () => `${paths.api.searchAdministrators}?q=quick`],
]

interface Reader { cookie: string }
interface Side { /** whose page is looked at: somebody who has nothing to do with PIM */ other: string; database: SeededDatabase; standing: Reader; activated: Reader }

/**
 * Two who read: one whose role stands, and one who holds it by an activation. Where nothing runs the second has it standing too.
 */
async function prepare(database: SeededDatabase, running: number): Promise<Side> {
  const { tenantId } = database
  const client = await connect(database.superuserUrl)
  try {
    await client.query("DELETE FROM role_grant WHERE tenant_id = $1 AND source = 'manual'", [tenantId])
    await client.query("UPDATE role_grant SET kind = 'eligible' WHERE tenant_id = $1 AND role = $2 AND kind = 'active'", [tenantId, ELIGIBLE[0]])
    await setOpen(client, tenantId, { running })
    const { rows: [owner] } = await client.query<{ id: string }>("SELECT id FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example'", [tenantId])
    const { rows: [holder] } = await client.query<{ id: string; grant: string }>(
      `SELECT g.administrator_id AS id, g.id AS grant FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id
       WHERE g.tenant_id = $1 AND g.kind = 'eligible' AND g.role = $2 AND a.email_key LIKE '%@crowd.example' ORDER BY g.id LIMIT 1`, [tenantId, ELIGIBLE[0]])
    await client.query('UPDATE role_grant SET kind = $3 WHERE tenant_id = $1 AND id = $2', [tenantId, holder!.grant, running > 0 ? 'eligible' : 'active'])
    const { rows: [other] } = await client.query<{ id: string }>('SELECT id FROM administrator WHERE tenant_id = $1 AND email_key LIKE $2 ORDER BY created_at, id LIMIT 1', [tenantId, `${COMMON.word}%`])
    const [standing, activated] = (await plantSessions(client, tenantId, [owner!.id, holder!.id])).map((token) => ({ cookie: `castellan=${token}` }))
    await client.query('VACUUM ANALYZE role_grant, administrator_facet, session')
    return { database, other: other!.id, standing: standing!, activated: activated! }
  } finally {
    await client.end()
  }
}

/** How often each page asks, in this person's name. */
async function statementsOf(server: RunningServer, take: () => unknown[], { cookie }: Reader, other: string): Promise<number[]> {
  const counted: number[] = []
  for (const [, address] of PAGES) {
    const target = { url: server.origin + address(other), headers: { cookie } }
    await timeOf(target)
    take()
    await timeOf(target)
    counted.push(take().length)
  }
  return counted
}

export const pimBeside: Measure = {
  name: 'pim-beside',
  run: async (rig) => {
    const quiet = await prepare(await rig.requests(0, 'quiet'), 0)
    const busy = await prepare(await rig.requests(0, 'busy'), ELIGIBLE_PEOPLE)
    const found: Finding[] = []
    const [before, beside] = [await rig.console(quiet.database, { JOB_WORKER: 'off' }), await rig.console(busy.database, { JOB_WORKER: 'off' })]
    try {
      const p50 = (server: RunningServer, { cookie }: Reader) => async () => {
        const target: Target = { url: server.origin + paths.administrators, headers: { cookie } }
        const took: number[] = []
        for (let turn = 0; turn < (rig.quick ? 5 : 25); turn += 1) took.push(await timeOf(target))
        return median(took)
      }
      for (const [who, what] of [['standing', ''], ['activated', ', read by one whose own role is an activation']] as const) {
        const [ours, floor] = [p50(beside, busy[who]), p50(before, quiet[who])]
        for (let warm = 0; warm < (rig.quick ? 2 : 16); warm += 1) for (const one of [ours, floor]) await one()
        const pairs = await inPairs(PAIRS, ours, floor)
        found.push({ what: `the list page beside ${ELIGIBLE_PEOPLE.toLocaleString('en')} running activations, against none${what}`, reach: { atMost: MOST }, ratio: pairs.ratio, seen: `${pairs.ours.toFixed(1)} and ${pairs.floor.toFixed(1)} ms, ${PAIRS} pairs` })
      }
    } finally {
      await Promise.all([before.stop(), beside.stop()])
    }
    const counts = new Map<Side, Record<'standing' | 'activated', number[]>>()
    for (const side of [quiet, busy]) {
      const proxy = await startCountingProxy(side.database.appUrl)
      const server = await rig.console({ appUrl: proxy.url }, { JOB_WORKER: 'off' })
      counts.set(side, { standing: await statementsOf(server, proxy.take, side.standing, side.other), activated: await statementsOf(server, proxy.take, side.activated, side.other) })
      await server.stop()
      await proxy.close()
    }
    const [without, along] = [counts.get(quiet)!, counts.get(busy)!]
    for (const [who, what] of [['standing', ''], ['activated', ', read by one whose own role is an activation']] as const) {
      const more = along[who].map((count, page) => count - without[who][page]!)
      found.push({ what: `statements more for any of ${PAGES.length} pages beside running activations${what}`, reach: { atMost: 0 }, unit: 'queries', ratio: Math.max(...more), seen: PAGES.map(([page], index) => `${page} ${along[who][index]} and ${without[who][index]}`).join(', ') })
    }
    return found
  },
}
