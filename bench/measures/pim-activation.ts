// What it costs to activate a role that nobody need approve, against a plain guarded action on the same server.
import { randomUUID } from 'node:crypto'
import { paths } from '@/lib/paths'
import { callAction, offeredActions } from '../../e2e/guards/call-action'
import { askPayload } from '../../e2e/guards/send-request'
import { connect } from '../../scripts/postgres-roles.mjs'
import { startCountingProxy } from '../counting-proxy'
import { type Finding, type Measure } from '../measure'
import { inPairs, median } from '../median'
import { COMMON } from '../planted-people'
import { ELIGIBLE, setOpen } from '../planted-powers'
import { plantSessions } from '../planted-sessions'
import type { RunningServer } from '../running-server'
import type { SeededDatabase } from '../seeded-database'

const FEW = 1000
const MOST = 1.3

/** Does it once and says what it took. */
type Act = (server: RunningServer) => Promise<{ wall: number; cpu: number }>

interface Called { where: string; page: string }

async function timed(server: RunningServer, { where, page }: Called, input: object, cookie: string): Promise<{ wall: number; cpu: number }> {
  const action = offeredActions().find((one) => one.where === where)
  if (!action) throw new Error(`the build offers no ${where}`)
  const before = (await server.read()).cpuMilliseconds
  // With a key, as a browser sends it.
  const { milliseconds, status, result, text } = await callAction({ action: { ...action, page }, args: [input, randomUUID()], cookie })
  if (!result?.ok) throw new Error(`${where} answered ${status} ${JSON.stringify(result) ?? text.slice(0, 300)}`)
  return { wall: milliseconds, cpu: (await server.read()).cpuMilliseconds - before }
}

/** The answer of an activation holds the page anew, since it changes the cookie; after any other action the browser asks for it. */
const thenItsPage = (act: Act, address: string, cookie: string): Act => async (server) => {
  const done = await act(server)
  const before = (await server.read()).cpuMilliseconds
  const page = await askPayload(address, { cookie: `castellan=${cookie}` })
  return { wall: done.wall + page.milliseconds, cpu: done.cpu + (await server.read()).cpuMilliseconds - before }
}

/**
 * Three actions, each by somebody who may, never twice about the same. Assigning a role is the other way to give somebody a power: it
 * takes the tenant's lock too, looks at the role's settings, writes a letter, and one event with one change. A name is the least there is.
 */
async function prepare(database: SeededDatabase, client: Awaited<ReturnType<typeof connect>>, count: number): Promise<{ activate: Act; assign: Act; assignAndShow: Act; rename: Act }> {
  const { tenantId } = database
  await setOpen(client, tenantId, {})
  await client.query("DELETE FROM role_grant WHERE tenant_id = $1 AND source = 'manual'", [tenantId])
  const { rows: eligible } = await client.query<{ person: string; grant: string }>(
    `SELECT g.administrator_id AS person, g.id AS grant FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id
     WHERE g.tenant_id = $1 AND g.kind = 'eligible' AND g.role = $2 AND a.email_key LIKE '%@crowd.example' ORDER BY g.id LIMIT $3`, [tenantId, ELIGIBLE[0], count])
  const { rows: newcomers } = await client.query<{ id: string }>('SELECT id FROM administrator WHERE tenant_id = $1 AND email_key LIKE $2 ORDER BY id LIMIT $3', [tenantId, `${COMMON.word}%`, count])
  const { rows: [owner] } = await client.query<{ id: string; version: number }>("SELECT id, version FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example'", [tenantId])
  const [first, ...sessions] = await plantSessions(client, tenantId, [owner!.id, ...eligible.map(({ person }) => person)])
  const actions = {
    activate: { where: 'lib/pim/actions.ts submitRequests', page: paths.pim },
    assign: { where: 'lib/grants/actions.ts assignRole', page: paths.administratorRoles(newcomers[0]!.id) },
    rename: { where: 'lib/account/actions.ts rename', page: paths.account },
  }
  let [activated, assigned, { version }] = [0, 0, owner!]
  const assign: Act = async (server) => timed(server, actions.assign, { administratorId: newcomers[assigned++]!.id, role: 'auditor', scope: { type: 'tenant' } }, first!)
  return {
    activate: async (server) => {
      const { grant } = eligible[activated]!
      const token = sessions[activated++]!
      // The factor for this very request was given a moment ago.
      await client.query('UPDATE session SET fresh_factor_at = castellan_now() WHERE tenant_id = $1 AND administrator_id = (SELECT administrator_id FROM role_grant WHERE tenant_id = $1 AND id = $2)', [tenantId, grant])
      return timed(server, actions.activate, { items: [{ grantId: grant, seconds: 3600, justification: 'The nightly run failed, and its settings must be mended.' }] }, token)
    },
    assign,
    assignAndShow: thenItsPage(assign, actions.assign.page, first!),
    rename: async (server) => timed(server, actions.rename, { version: version++, givenName: `Olivia ${version}`, familyName: 'Bench' }, first!),
  }
}

export const pimActivation: Measure = {
  name: 'pim-activation',
  run: async (rig) => {
    const database = await rig.requests(FEW)
    const client = await connect(database.superuserUrl)
    const rounds = rig.quick ? 9 : 81
    const warm = rig.quick ? 5 : 40
    const found: Finding[] = []
    const acts = await prepare(database, client, 3 * (rounds + warm) + 10)
    const withServer = async (appUrl: string, work: (server: RunningServer) => Promise<void>) => {
      const server = await rig.console({ appUrl }, { JOB_WORKER: 'off' })
      process.env.CASTELLAN_E2E_ORIGIN = server.origin
      try {
        await work(server)
      } finally {
        await server.stop()
      }
    }
    const against = async (server: RunningServer, plain: Act, what: string, reach: Finding['reach']) => {
      // On a machine that others use, the first of its kind may load for longer than a transaction may take.
      for (const act of [plain, acts.activate]) await act(server).catch(() => undefined)
      for (let turn = 1; turn < warm; turn += 1) for (const act of [plain, acts.activate]) await act(server)
      const cpu: [number[], number[]] = [[], []]
      const wall = (act: Act, side: 0 | 1) => async () => {
        const took = await act(server)
        cpu[side].push(took.cpu)
        return took.wall
      }
      const { ours, floor, ratio } = await inPairs(rounds, wall(acts.activate, 0), wall(plain, 1))
      found.push({ what: `activating a role without approval, against ${what}`, reach, ratio, seen: `${ours.toFixed(1)} and ${floor.toFixed(1)} ms` })
      found.push({ what: `… against ${what}: time of the server’s processor`, reach, ratio: median(cpu[0].map((ms, round) => ms / cpu[1][round]!)), seen: `${median(cpu[0]).toFixed(1)} and ${median(cpu[1]).toFixed(1)} ms` })
    }
    try {
      await withServer(database.appUrl, async (server) => {
        await against(server, acts.assign, 'assigning one', { atMost: MOST })
        await against(server, acts.assignAndShow, 'assigning one, its page drawn anew after both', 'shown')
        await against(server, acts.rename, 'changing one’s own name, the least there is', 'shown')
      })
      const proxy = await startCountingProxy(database.appUrl)
      await withServer(proxy.url, async (server) => {
        const statementsOf = async (act: Act) => {
          await act(server)
          proxy.take()
          await act(server)
          return proxy.take()
        }
        const [activation, assignment, renaming] = [await statementsOf(acts.activate), await statementsOf(acts.assign), await statementsOf(acts.rename)]
        // Who it is, again under the lock, and whether the new reference stands; a fourth look is the page's.
        const looks = activation.flatMap(({ text }, at) => (text.includes('live AS') ? [at] : []))
        const change = looks[3] ?? activation.length
        found.push({ what: 'statements to activate a role, against assigning one', reach: { atMost: MOST }, ratio: change / assignment.length, seen: `${change} and ${assignment.length}, ${renaming.length} for one’s own name; ${activation.length - change} more for the page in the same answer` })
      })
      await proxy.close()
    } finally {
      await client.end()
    }
    return found
  },
}
