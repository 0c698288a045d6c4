// Five hundred browsers on one server: what their streams hold, and how soon a decision is seen in all of them.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { BACKGROUND_HEADER } from '@/lib/authn/background'
import { paths } from '@/lib/paths'
import { callAction, offeredActions } from '../../e2e/guards/call-action'
import { askPayload, sendRequest } from '../../e2e/guards/send-request'
import { connect } from '../../scripts/postgres-roles.mjs'
import { type Finding, type Measure } from '../measure'
import { median } from '../median'
import { openStreams, type OpenStream } from '../open-stream'
import { ELIGIBLE, setOpen } from '../planted-powers'
import { plantSessions } from '../planted-sessions'
import type { RunningServer } from '../running-server'
import type { SeededDatabase } from '../seeded-database'

const BROWSERS = 500
/** Every fifth has two browsers. */
const PEOPLE = 400
/** As many as look at a page of requests at that moment. */
const LOOKING = 25
const ROUNDS = 5
/** As components/shell/use-quiet-refresh.ts spreads them. */
const SPREAD_MILLISECONDS = 200
const LIMIT_MILLISECONDS = 2000
const MOST_MEGABYTES = 150
const RUNNING = 60

interface Browser { token: string; stream: OpenStream }
interface Waiting { id: string; version: number }

const ACTIVE = `${paths.pimAllRequests}?state=active`
const background = (token: string) => ({ cookie: `castellan=${token}`, [BACKGROUND_HEADER]: '1' })

async function prepare(database: SeededDatabase, browsers: number): Promise<{ tokens: string[]; owner: string; waiting: Waiting[] }> {
  const { tenantId } = database
  const client = await connect(database.superuserUrl)
  try {
    await setOpen(client, tenantId, { waiting: 2 * (ROUNDS + 1), running: RUNNING })
    // Those who read all requests hear of every decision.
    const { rows: people } = await client.query<{ id: string }>("SELECT administrator_id AS id FROM role_grant WHERE tenant_id = $1 AND role = 'auditor' AND source = 'seed' AND administrator_id IN (SELECT id FROM administrator WHERE tenant_id = $1 AND status = 'active') ORDER BY id LIMIT $2", [tenantId, Math.min(PEOPLE, browsers)])
    const { rows: [owner] } = await client.query<{ id: string }>("SELECT id FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example'", [tenantId])
    const { rows: waiting } = await client.query<Waiting>("SELECT id, version FROM pim_request WHERE tenant_id = $1 AND state = 'pending_approval' AND role = $2 ORDER BY requested_at", [tenantId, ELIGIBLE[0]])
    const [first, ...tokens] = await plantSessions(client, tenantId, [owner!.id, ...Array.from({ length: browsers }, (_, index) => people[index % people.length]!.id)])
    return { tokens, owner: first!, waiting }
  } finally {
    await client.end()
  }
}

/** What a tab does when it hears of it: the badge is asked for anew, and whoever looks at requests has the page drawn anew. @returns when both were there */
async function showAnew({ token }: Browser, looking: boolean, address: string, id: string): Promise<number> {
  const badge = sendRequest(paths.api.pimWaiting, { crowding: true, headers: background(token) })
  if (looking) {
    await pause(Math.random() * SPREAD_MILLISECONDS)
    await sendRequest(paths.api.liveState, { crowding: true, headers: background(token) })
    const page = await sendRequest(address, { crowding: true, headers: { rsc: '1', cookie: `castellan=${token}` } })
    if (!page.text.includes(id)) throw new Error(`the page does not show what was decided: ${page.status}`)
  }
  const { status } = await badge
  if (status !== 200) throw new Error(`the badge answered ${status}`)
  return Date.now()
}

interface Decision { heard: number; shown: number }

/** Says yes to one request. @returns how long after that was sent the last browser had heard of it, and showed it; milliseconds */
async function decide(browsers: readonly Browser[], looking: number, { id, version }: Waiting, owner: string, address: string): Promise<Decision> {
  const approve = offeredActions().find(({ where }) => where === 'lib/pim/actions.ts approveRequest')
  if (!approve) throw new Error('the build offers no approval')
  const sent = Date.now()
  const all = Promise.all(browsers.map(async (browser, index) => {
    const heard = await browser.stream.heard('topic')
    return { heard, shown: await showAnew(browser, index < looking, address, id) }
  }))
  // What is told of the streams when they are closed because the approval failed is no news.
  all.catch(() => undefined)
  const { result, status } = await callAction({ action: { ...approve, page: paths.pimApprovals }, args: [{ requestId: id, version }, randomUUID()], cookie: owner })
  if (!result?.ok) throw new Error(`the approval answered ${status} ${JSON.stringify(result)}`)
  const seen = await all
  return { heard: Math.max(...seen.map(({ heard }) => heard)) - sent, shown: Math.max(...seen.map(({ shown }) => shown)) - sent }
}

/** The address under which the router asks for the page's payload. */
async function payloadAddress(token: string): Promise<string> {
  const first = await sendRequest(ACTIVE, { headers: { rsc: '1', cookie: `castellan=${token}` } })
  return first.headers.location ?? ACTIVE
}

/** What so many browsers ask for, before any of them holds a stream: what is left in the server afterwards is not the streams'. */
async function warmUp(tokens: readonly string[], owner: string): Promise<void> {
  for (const token of tokens.slice(0, LOOKING * ROUNDS)) await askPayload(ACTIVE, { cookie: `castellan=${token}` })
  await Promise.all(tokens.flatMap((token) => [paths.api.pimWaiting, paths.api.liveState].map(async (address) => sendRequest(address, { headers: background(token) }))))
  await sendRequest(paths.pimApprovals, { headers: { cookie: `castellan=${owner}` } })
}

/** The middle of some seconds. */
async function heldBy(server: RunningServer): Promise<number> {
  const read: number[] = []
  for (let turn = 0; turn < 8; turn += 1) {
    await pause(500)
    read.push((await server.read()).rssBytes)
  }
  return median(read)
}

export const pimLive: Measure = {
  name: 'pim-live',
  run: async (rig) => {
    const browsersWanted = rig.quick ? 60 : BROWSERS
    const database = await rig.requests(1000)
    const { tokens, owner, waiting } = await prepare(database, browsersWanted)
    const server = await rig.console(database, { JOB_WORKER: 'off' })
    process.env.CASTELLAN_E2E_ORIGIN = server.origin
    const found: Finding[] = []
    let streams: OpenStream[] = []
    try {
      await warmUp(tokens, owner)
      const before = await heldBy(server)
      const from = performance.now()
      streams = await openStreams(server.origin, tokens)
      const opened = performance.now() - from
      const open = await heldBy(server)
      const browsers = tokens.map((token, index) => ({ token, stream: streams[index]! }))
      const address = await payloadAddress(owner)
      const decisions: Decision[] = []
      for (const request of waiting.slice(0, ROUNDS)) decisions.push(await decide(browsers, LOOKING, request, owner, address))
      const after = await heldBy(server)
      const everybody = await decide(browsers, browsers.length, waiting[ROUNDS]!, owner, address)
      const most = (of: (decision: Decision) => number) => Math.max(...decisions.map(of))
      const mega = (bytes: number) => (bytes / 1e6).toFixed(0)
      const who = `${browsers.length} browsers of ${Math.min(PEOPLE, browsers.length)} people`
      found.push(
        { what: `memory of the server more with ${who} on its live stream, five decisions later`, reach: { atMost: MOST_MEGABYTES }, unit: 'MB', ratio: (Math.max(open, after) - before) / 1e6, seen: `${mega(before)} MB before, ${mega(open)} with all of them, ${mega(after)} after the decisions; opened within ${(opened / 1000).toFixed(1)} s` },
        { what: 'from sending a decision until all of them have heard of it, slowest of five', reach: { atMost: LIMIT_MILLISECONDS }, unit: 'ms', ratio: most(({ heard }) => heard), seen: decisions.map(({ heard }) => heard).join(', ') },
        { what: `… until all show it: each has asked for its badge again, ${Math.min(LOOKING, browsers.length)} look at the requests`, reach: { atMost: LIMIT_MILLISECONDS }, unit: 'ms', ratio: most(({ shown }) => shown), seen: decisions.map(({ shown }) => shown).join(', ') },
        { what: '… until all show it when every one of them looks at the requests', reach: 'shown', unit: 'ms', ratio: everybody.shown, seen: `heard after ${everybody.heard}; ${browsers.length} pages of fifty rows drawn anew on one server, client and database beside it` },
      )
    } finally {
      for (const stream of streams) stream.close()
      await server.stop()
    }
    return found
  },
}
