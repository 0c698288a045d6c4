// The export of the list at its largest: how soon it begins, what the server holds meanwhile, and that nobody is missing.
import http from 'node:http'
import { paths } from '@/lib/paths'
import { callAction, offeredActions } from '../../e2e/guards/call-action'
import { connect } from '../../scripts/postgres-roles.mjs'
import { type Measure } from '../measure'
import { median } from '../median'
import type { RunningServer } from '../running-server'
import type { SeededDatabase } from '../seeded-database'

const SAMPLE_EVERY_MILLISECONDS = 100
const NEW_LINE = 10
const mega = (bytes: number) => bytes / 1e6

interface Fetched { firstByte: number; seconds: number; rows: number; bytes: number; rssBytes: number }

/** An export wants somebody who confirmed a moment ago who they are, however long the measures before took. */
async function confirmAgain({ ownerUrl, tenantId }: SeededDatabase): Promise<number> {
  const client = await connect(ownerUrl)
  try {
    await client.query('UPDATE session SET last_seen_at = castellan_now(), factor_used_at = castellan_now(), factor_used_kind = $2, fresh_factor_at = castellan_now() WHERE tenant_id = $1 AND ended_at IS NULL', [tenantId, 'totp'])
    const { rows: [counted] } = await client.query<{ people: number }>("SELECT count(*)::int AS people FROM administrator WHERE tenant_id = $1 AND status <> 'deleted'", [tenantId])
    return counted!.people
  } finally {
    await client.end()
  }
}

/** @returns where the export that was just written down can be fetched */
async function order(cookie: string, filter: string): Promise<string> {
  const action = offeredActions().find(({ where }) => where === 'lib/administrators/actions.ts exportAdministrators')
  if (!action) throw new Error('the build offers no export')
  const { status, result } = await callAction({ action, args: [{ filter }], cookie: cookie.replace('castellan=', '') })
  if (!result?.ok) throw new Error(`the export was not written down: ${status} ${JSON.stringify(result)}`)
  return paths.api.administratorsExport((result.data as { id: string }).id)
}

/** Takes the file as fast as it comes and keeps nothing of it. */
async function take(server: RunningServer, address: string, cookie: string): Promise<Fetched> {
  const started = performance.now()
  const held: number[] = []
  const sample = async () => void held.push((await server.read()).rssBytes)
  const sampling = setInterval(() => void sample(), SAMPLE_EVERY_MILLISECONDS)
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => http.get(server.origin + address, { headers: { cookie, 'accept-encoding': 'identity' } }, resolve).on('error', reject))
    if (response.statusCode !== 200) throw new Error(`${address} answered ${response.statusCode}`)
    let [firstByte, lines, bytes] = [0, 0, 0]
    for await (const chunk of response as AsyncIterable<Buffer>) {
      firstByte ||= performance.now() - started
      bytes += chunk.length
      for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, at + 1)) lines += 1
    }
    await sample()
    return { firstByte, seconds: (performance.now() - started) / 1000, rows: lines - 1, bytes, rssBytes: Math.max(...held) }
  } finally {
    clearInterval(sampling)
  }
}

export const exportRows: Measure = {
  name: 'export',
  run: async (rig) => {
    const database = await rig.database(rig.sizes.at(-1)!)
    const server = await rig.console(database, { JOB_WORKER: 'off' })
    process.env.CASTELLAN_E2E_ORIGIN = server.origin
    const { cookie } = database
    try {
      // What any first request of its kind loads is not the export's.
      await confirmAgain(database)
      for (let warm = 0; warm < 3; warm += 1) await take(server, await order(cookie, 'status=new&role=approver'), cookie)
      const before = (await server.read()).rssBytes
      const seen: Fetched[] = []
      let missing = 0
      // A million rows take long enough to show what grows.
      const rounds = rig.quick ? 3 : 1
      for (let round = 0; round < rounds; round += 1) {
        const people = await confirmAgain(database)
        const fetched = await take(server, await order(cookie, ''), cookie)
        missing += Math.abs(people - fetched.rows)
        seen.push(fetched)
      }
      const [{ rows, bytes }] = seen as [Fetched]
      const most = Math.max(...seen.map(({ rssBytes }) => rssBytes))
      const size = `${rows.toLocaleString('en')} rows, ${mega(bytes).toFixed(0)} MB`
      return [
        { what: `export of the list, first byte: ${size}`, reach: { atMost: 300 }, unit: 'ms', ratio: median(seen.map(({ firstByte }) => firstByte)), seen: `all of it in ${median(seen.map(({ seconds }) => seconds)).toFixed(1)} s` },
        { what: 'growth of the server’s memory meanwhile, at its highest', reach: { atMost: 50 }, unit: 'MB', ratio: mega(most - before), seen: `${mega(before).toFixed(0)} and ${mega(most).toFixed(0)} MB` },
        { what: 'rows of the export missing or too many', reach: { atMost: 0 }, unit: 'rows', ratio: missing, seen: size },
      ]
    } finally {
      await server.stop()
    }
  },
}
