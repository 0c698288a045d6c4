// How soon an open tab knows that an activation has ended, with a worker and without one.
import { paths } from '@/lib/paths'
import { ROLES } from '@/lib/authz/policy'
import { sendRequest } from '../../e2e/guards/send-request'
import { connect } from '../../scripts/postgres-roles.mjs'
import { type Finding, type Measure } from '../measure'
import { median } from '../median'
import { launch } from '../open-page'
import { openStreams } from '../open-stream'
import { ELIGIBLE, setOpen } from '../planted-powers'
import { plantSessions } from '../planted-sessions'
import type { SeededDatabase } from '../seeded-database'

const TABS = 100
const LIMIT_MILLISECONDS = 2000
/** Until the first of them ends: time to open the streams. One after the other from then on. */
const FIRST_MILLISECONDS = 12_000
const APART_MILLISECONDS = 30

interface Ending { token: string; endsAt: number }

// What runs already is made to end soon, as the job is that will note it.
const END_SOON = `
WITH running AS (
  SELECT x.tenant_id, x.id, x.administrator_id, x.request_id, row_number() OVER (ORDER BY x.id) AS n FROM pim_activation x JOIN pim_request r ON r.tenant_id = x.tenant_id AND r.id = x.request_id
  WHERE x.tenant_id = $1 AND x.role = $2 AND x.ended_at IS NULL AND r.state = 'approved' ORDER BY x.id LIMIT $3
), ended AS (
  UPDATE pim_activation x SET ends_at = castellan_now() + ($4::int + r.n * $5::int) * interval '1 millisecond' FROM running r WHERE x.tenant_id = r.tenant_id AND x.id = r.id RETURNING x.administrator_id, x.request_id, x.ends_at
), noted AS (
  INSERT INTO job (tenant_id, kind, payload, run_at) SELECT $1, 'pim_moment', jsonb_build_object('requestId', request_id), ends_at FROM ended
) SELECT administrator_id AS person, ends_at AS "endsAt" FROM ended ORDER BY ends_at`

async function prepare(database: SeededDatabase, tabs: number): Promise<Ending[]> {
  const { tenantId } = database
  const client = await connect(database.superuserUrl)
  try {
    await client.query("DELETE FROM job WHERE tenant_id = $1", [tenantId])
    await setOpen(client, tenantId, { running: 2 * tabs })
    const { rows } = await client.query<{ person: string; endsAt: Date }>(END_SOON, [tenantId, ELIGIBLE[0], tabs, FIRST_MILLISECONDS, APART_MILLISECONDS])
    const tokens = await plantSessions(client, tenantId, rows.map(({ person }) => person))
    return rows.map(({ endsAt }, index) => ({ token: tokens[index]!, endsAt: endsAt.getTime() }))
  } finally {
    await client.end()
  }
}

/** What only the role lets one read. */
async function mayRead(token: string): Promise<boolean> {
  const { status } = await sendRequest(`${paths.api.searchAdministrators}?q=quick`, { headers: { cookie: `castellan=${token}` } })
  if (status !== 200 && status !== 403) throw new Error(`the reader answered ${status}`)
  return status === 200
}

/** A page in Chromium, with nobody touching it. @returns when it said that the role is not in force any more */
async function watchPage(origin: string, token: string): Promise<{ said: Promise<number>; close: () => Promise<void> }> {
  const browser = await launch()
  const context = await browser.newContext()
  await context.addCookies([{ name: 'castellan', value: token, url: origin }])
  const page = await context.newPage()
  await page.goto(origin + paths.home)
  const { label } = ROLES[ELIGIBLE[0]]
  await page.getByRole('timer').first().waitFor()
  const said = page.waitForFunction((text) => document.body.textContent.includes(text) && Date.now(), `${label} is not in force any more`, { polling: 'raf', timeout: 60_000 }).then(async (handle) => Number(await handle.jsonValue()))
  return { said, close: async () => browser.close() }
}

export const pimEnd: Measure = {
  name: 'pim-end',
  run: async (rig) => {
    const database = await rig.requests(1000)
    const tabs = rig.quick ? 20 : TABS
    const found: Finding[] = []
    for (const worker of ['on', 'off'] as const) {
      const server = await rig.console(database, { JOB_WORKER: worker })
      process.env.CASTELLAN_E2E_ORIGIN = server.origin
      try {
        await sendRequest(paths.home, { headers: { cookie: database.cookie } })
        const endings = await prepare(database, tabs)
        const last = endings.at(-1)!
        const page = await watchPage(server.origin, last.token)
        const streams = await openStreams(server.origin, endings.map(({ token }) => token))
        if (Date.now() >= endings[0]!.endsAt || !(await mayRead(last.token))) throw new Error('it ended before anybody could look')
        const late = await Promise.all(endings.map(async ({ token, endsAt }, index) => {
          const heard = (await streams[index]!.heard('you')) - endsAt
          if (await mayRead(token)) throw new Error('it ended, and is still in force')
          return { heard, refused: Date.now() - endsAt }
        }))
        const said = (await page.said) - last.endsAt
        await page.close()
        for (const stream of streams) stream.close()
        const heard = late.map((one) => one.heard)
        const what = `its activation has ended, the worker ${worker === 'on' ? 'running' : 'stopped'}`
        found.push(
          { what: `from its end until an open tab knows that ${what}, slowest of ${tabs}`, reach: { atMost: LIMIT_MILLISECONDS }, unit: 'ms', ratio: Math.max(...heard), seen: `median ${median(heard).toFixed(0)}, soonest ${Math.min(...heard)}; refused by a reader within ${Math.max(...late.map(({ refused }) => refused))}` },
          { what: `… until a page in Chromium says so, the worker ${worker === 'on' ? 'running' : 'stopped'}`, reach: { atMost: LIMIT_MILLISECONDS }, unit: 'ms', ratio: said, seen: 'nobody touched it' },
        )
      } finally {
        await server.stop()
      }
    }
    return found
  },
}
