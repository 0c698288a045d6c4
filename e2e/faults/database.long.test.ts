/** The database goes away, crashes, is slow or full, while people work. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callAction, offeredActions } from '../guards/call-action'
import { sendRequest } from '../guards/send-request'
import { refuseBroken } from './broken-in'
import { startFaultyStack, type FaultyStack } from './faulty-stack'
import { failuresOf, lostOrDoubled, makeVirtualUsers, startLoad, type VirtualUser } from './virtual-users'

let stack: FaultyStack
let users: VirtualUser[]
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const page = async (cookie: string, address = '/account') => sendRequest(address, { headers: { cookie: `castellan=${cookie}` } })
const working = async (all: readonly VirtualUser[], more = 2) => {
  const counts = all.map(({ successes }) => successes.length)
  while (!all.every(({ successes }, index) => successes.length >= counts[index]! + more)) await pause(20)
}

beforeAll(async () => {
  stack = await startFaultyStack()
  users = await makeVirtualUsers(stack, 20)
})
afterEach(async () => refuseBroken(stack))
afterAll(async () => stack.stop())

describe('the database', () => {
  it.each([['F04', 'SIGINT'], ['F05', 'SIGQUIT'], ['F05', 'SIGKILL']] as const)('[%s] ended by %s under load: back within ten seconds without help, nothing lost, nothing twice', async (_row, signal) => {
    const load = startLoad(users)
    await working(users)
    await stack.restartPostgres(signal)
    const ready = performance.now()
    while (!users.some(({ successes }) => successes.at(-1)! > ready)) await pause(10)
    const back = Math.min(...users.map(({ successes }) => successes.find((at) => at > ready) ?? Infinity)) - ready
    await working(users)
    await load.end()
    console.log(`${signal}: first success ${back.toFixed(0)} ms after the database was ready; meanwhile ${failuresOf(users).join(', ')}`)
    expect(back).toBeLessThan(10_000)
    expect(await lostOrDoubled(stack, users)).toEqual([])
    expect(failuresOf(users).filter((said) => said !== 'busy')).toEqual([])
    expect(stack.app().exitCode).toBeNull()
  })

  it('[F06] connections cut at random in the middle of the work: a retry is asked for, nothing is half done', async () => {
    const load = startLoad(users)
    for (let round = 0; round < 100; round += 1) {
      await stack.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'castellan_app' ORDER BY random() LIMIT 1")
      await pause(30)
    }
    await working(users)
    await load.end()
    expect(await lostOrDoubled(stack, users)).toEqual([])
    expect(failuresOf(users).filter((said) => said !== 'busy')).toEqual([])
  })

  it('[F07] away for a while: a page says so within three seconds, alive but not ready, nobody gets in, memory stays', async () => {
    const [{ cookie }] = users as [VirtualUser]
    const before = await residentBytes()
    const restarted = stack.restartPostgres('SIGINT', 12_000)
    await pause(500)
    const seen: number[] = []
    const until = performance.now() + 10_000
    while (performance.now() < until) {
      const [shown, alive, ready] = await Promise.all([page(cookie), sendRequest('/api/health'), sendRequest('/api/ready')])
      expect([shown.status, alive.status, ready.status]).toEqual([503, 200, 503])
      expect(shown.headers['retry-after']).toMatch(/^\d+$/)
      expect(shown.text).not.toContain('Virtual')
      seen.push(shown.milliseconds)
    }
    await restarted
    expect(Math.max(...seen)).toBeLessThan(3000)
    expect((await residentBytes()) - before).toBeLessThan(50 * 2 ** 20)
    while ((await page(cookie)).status !== 200) await pause(50)
  })

  it('[F08] every connection of the server taken: whoever waits is told within seconds, none hangs, and it goes on at once', async () => {
    const [{ cookie }] = users as [VirtualUser]
    const blocker = await stack.connectAsApp()
    await blocker.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT 1 FROM tenant WHERE slug = 'acme' FOR UPDATE")
    const rename = offeredActions().find(({ where }) => where === 'lib/account/actions.ts rename')!
    const held = users.map(async (user) => callAction({ action: rename, args: [{ version: 1, givenName: 'x', familyName: 'y' }], cookie: user.cookie }))
    const from = performance.now()
    const asked = await Promise.all(Array.from({ length: 100 }, async () => (await fetch(`${stack.origin}/account`, { headers: { cookie: `castellan=${cookie}` } })).status))
    const waited = performance.now() - from
    await Promise.all(held)
    await blocker.query('ROLLBACK')
    await blocker.end()
    expect(asked.filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(waited).toBeLessThan(15_000)
    expect((await page(cookie)).status).toBe(200)
  })

  it('[F09] all its connections taken by others: 503, no crash, and it goes on when they go', async () => {
    const [{ cookie }] = users as [VirtualUser]
    const others: Awaited<ReturnType<FaultyStack['connectAsApp']>>[] = []
    await stack.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'castellan_app'")
    try {
      for (;;) others.push(await stack.connectAsApp())
    } catch {
      // That was the last one.
    }
    expect(others.length).toBeGreaterThan(20)
    const statuses = (await Promise.all(Array.from({ length: 30 }, async () => page(cookie)))).map(({ status }) => status)
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([])
    await Promise.all(others.map(async (client) => client.end()))
    while ((await page(cookie)).status !== 200) await pause(20)
    expect(stack.app().exitCode).toBeNull()
  })

  it('[F10] a lock that somebody keeps: others are told to try again after two seconds, and the keeper is thrown out', async () => {
    const [user] = users as [VirtualUser]
    const keeper = await stack.connectAsApp()
    keeper.on('error', () => undefined)
    await keeper.query('BEGIN')
    await keeper.query('SELECT 1 FROM administrator WHERE id = $1 FOR UPDATE', [user.administratorId])
    const rename = offeredActions().find(({ where }) => where === 'lib/account/actions.ts rename')!
    const call = async () => callAction({ action: rename, args: [{ version: user.version, givenName: 'Virtual', familyName: 'waits' }], cookie: user.cookie })
    const refused = await call()
    expect(refused.result).toMatchObject({ ok: false, error: { code: 'busy' } })
    expect(refused.milliseconds).toBeGreaterThan(1500)
    expect(refused.milliseconds).toBeLessThan(5000)
    let done = refused
    const from = performance.now()
    while (!done.result?.ok) done = await call()
    expect(performance.now() - from).toBeLessThan(15_000)
    user.version += 1
  })

  it('[F24] the audit cannot be written: nothing is changed, and reading goes on', async () => {
    const [user] = users as [VirtualUser]
    await stack.query("CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$")
    await stack.query('CREATE TRIGGER refuse_audit BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_audit()')
    try {
      const rename = offeredActions().find(({ where }) => where === 'lib/account/actions.ts rename')!
      const refused = await callAction({ action: rename, args: [{ version: user.version, givenName: 'Not', familyName: 'Written' }], cookie: user.cookie })
      expect(refused.result).toMatchObject({ ok: false, error: { code: 'busy' } })
      expect((await stack.query("SELECT 1 FROM administrator WHERE given_name = 'Not'")).length).toBe(0)
      expect((await page(user.cookie)).status).toBe(200)
    } finally {
      await stack.query('DROP FUNCTION refuse_audit CASCADE')
    }
  })
})

/** What the server's process holds, from /proc: `next start` serves in the process that was started. */
async function residentBytes(): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${stack.app().pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}
