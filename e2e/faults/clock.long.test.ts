/** The clock of the server's machine is wrong, that of the database is right: nothing that lasts a while lasts longer or shorter. */
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { newToken } from '@/lib/crypto/tokens'
import { DEMO_PASSWORD } from '@/prisma/factories/store-cast'
import { callAction, offeredActions } from '../guards/call-action'
import { postSignIn, sessionSet } from '../guards/post-form'
import { sendRequest } from '../guards/send-request'
import { refuseBroken } from './broken-in'
import { startFaultyStack, type FaultyStack } from './faulty-stack'

const MINUTE = 60
const HOUR = 60 * MINUTE
let stack: FaultyStack

beforeAll(async () => {
  stack = await startFaultyStack()
})
afterEach(async () => refuseBroken(stack))
afterAll(async () => stack.stop())

const action = (where: string) => offeredActions().find((offered) => offered.where === where)!
const email = (name: string) => `${name}@acme.example`

/** A session as it would be had it begun, been used and been proved so many seconds ago. */
async function session(name: string, { begun = 0, used = 0, proved = 0 } = {}): Promise<string> {
  const { token, hash } = newToken('session')
  await stack.query(
    `INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, fresh_factor_at)
     SELECT tenant_id, id, $2, castellan_now() - $3 * interval '1 second', castellan_now() - $4 * interval '1 second', castellan_now() - $3 * interval '1 second' + interval '12 hours', castellan_now() - $5 * interval '1 second'
     FROM administrator WHERE email_key = $1`,
    [email(name), Buffer.from(hash), Math.max(begun, used, proved), used, proved],
  )
  return token
}
const get = async (token: string, address = '/api/live/state') => (await sendRequest(address, { headers: { cookie: `castellan=${token}` } })).status

/** Whether a link that ends in so many seconds still opens. */
async function linkOpens(endsIn: number): Promise<boolean> {
  const { token, hash } = newToken('password_reset')
  await stack.query(
    `INSERT INTO link_token (tenant_id, purpose, token_hash, administrator_id, created_at, expires_at)
     SELECT tenant_id, 'password_reset', $2, id, castellan_now() - interval '1 hour', castellan_now() + $3 * interval '1 second' FROM administrator WHERE email_key = $1`,
    [email('vera'), Buffer.from(hash), endsIn],
  )
  const form = new FormData()
  form.append('token', token)
  const { result } = await callAction({ action: action('lib/sign-in/actions.ts viewReset'), args: [{}, form] })
  expect([undefined, 'link_unusable']).toContain(result?.failure?.code)
  return result?.failure === undefined && result?.data !== undefined
}

/** Whether a role counts that began and ends in so many seconds. */
async function roleCounts(startsIn: number, endsIn: number): Promise<boolean> {
  const [{ id }] = (await stack.query<{ id: string }>(
    `INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at, ends_at)
     SELECT tenant_id, id, 'client_compliance_auditor', 'tenant', 'seed', castellan_now() + $2 * interval '1 second', castellan_now() + $3 * interval '1 second' FROM administrator WHERE email_key = $1 RETURNING id`,
    [email('rex'), startsIn, endsIn],
  )) as [{ id: string }]
  const status = await get(await session('rex'), '/api/audit/events?after=0')
  await stack.query('DELETE FROM role_grant WHERE id = $1', [id])
  expect([200, 403]).toContain(status)
  return status === 200
}

/** Seconds by which a moment that the server stored lies away from what it should be. */
async function awayFrom(text: string, values: unknown[]): Promise<number> {
  const [row] = await stack.query<{ seconds: number }>(`SELECT extract(epoch FROM ${text})::float8 AS seconds`, values)
  return Math.abs(row!.seconds)
}

it.each([['gus', '10 minutes ahead', 10 * MINUTE], ['april', '10 minutes behind', -10 * MINUTE], ['bea', 'a day and two hours ahead', 26 * HOUR], ['sam', 'a day and two hours behind', -26 * HOUR]] as const)(
  '[F17] sessions, links, roles, limits and mails with a server that is (%s) %s', async (name, _words, shift) => {
  await stack.killApp('SIGTERM')
  await stack.startApp({ NODE_OPTIONS: `--import ${pathToFileURL(path.resolve(import.meta.dirname, 'shift-clock.mjs')).href}`, SHIFTED_CLOCK_SECONDS: String(shift) })
  // It knows, says so, and is ready all the same.
  const ready = await sendRequest('/api/ready')
  const { status, clockDriftSeconds } = JSON.parse(ready.text) as { status: string; clockDriftSeconds?: number }
  expect([ready.status, status]).toEqual([200, 'ready'])
  expect(Math.abs(clockDriftSeconds! - Math.abs(shift))).toBeLessThan(5)

  expect(await get(await session(name, { used: 29 * MINUTE }))).toBe(200)
  expect(await get(await session(name, { used: 31 * MINUTE }))).toBe(401)
  expect(await get(await session(name, { begun: 12 * HOUR - MINUTE }))).toBe(200)
  expect(await get(await session(name, { begun: 12 * HOUR + MINUTE }))).toBe(401)
  expect([await linkOpens(MINUTE), await linkOpens(-MINUTE)]).toEqual([true, false])
  expect([await roleCounts(-MINUTE, MINUTE), await roleCounts(-2 * MINUTE, -MINUTE), await roleCounts(MINUTE, 2 * MINUTE)]).toEqual([true, false, false])
  const exporting = async (proved: number) => (await callAction({ action: action('lib/audit/actions.ts exportAudit'), args: [{ filter: {}, format: 'csv' }], cookie: await session('olivia', { proved }) })).result
  expect(await exporting(4 * MINUTE)).toMatchObject({ ok: true })
  expect(await exporting(6 * MINUTE)).toMatchObject({ ok: false, error: { code: 'step_up_required' } })

  const signedIn = await postSignIn({ tenant: 'acme', email: email(name), password: DEMO_PASSWORD })
  expect(await get(sessionSet(signedIn)!)).toBe(200)
  expect(signedIn.headers['set-cookie']!.join()).not.toMatch(/expires|max-age/i)
  const newest = `(SELECT s FROM session s JOIN administrator a ON a.id = s.administrator_id WHERE a.email_key = $1 ORDER BY s.created_at DESC LIMIT 1)`
  expect(await awayFrom(`castellan_now() - (${newest}).created_at`, [email(name)])).toBeLessThan(5)
  expect(await awayFrom(`(${newest}).expires_at - (${newest}).created_at - interval '12 hours'`, [email(name)])).toBe(0)
  for (let wrong = 0; wrong < 5; wrong += 1) await postSignIn({ tenant: 'acme', email: email(name), password: 'not the password of anyone' })
  expect(sessionSet(await postSignIn({ tenant: 'acme', email: email(name), password: DEMO_PASSWORD }))).toBeUndefined()
  expect(await awayFrom("(SELECT max(locked_until) FROM sign_in_attempt) - castellan_now() - interval '30 minutes'", [])).toBeLessThan(10)

  const invited = `${name}@people.example`
  const input = { email: invited, givenName: 'Ada', familyName: 'Ågren', role: 'auditor', places: [] }
  expect((await callAction({ action: action('lib/invitations/actions.ts inviteAdministrator'), args: [input, randomUUID()], cookie: await session('olivia') })).result).toMatchObject({ ok: true })
  const invitation = '(SELECT i FROM invitation i JOIN administrator a ON a.id = i.administrator_id WHERE a.email_key = $1)'
  expect(await awayFrom(`castellan_now() - (${invitation}).created_at`, [invited])).toBeLessThan(5)
  expect(await awayFrom(`(${invitation}).expires_at - (${invitation}).created_at - interval '72 hours'`, [invited])).toBe(0)
  expect(await awayFrom('castellan_now() - (SELECT e.at FROM audit_event e JOIN administrator a ON a.id = e.affected_id WHERE a.email_key = $1 ORDER BY e.sequence LIMIT 1)', [invited])).toBeLessThan(5)
  // Its mail is tried at once; the mail server is away, so it is tried again after a minute.
  const mail = "(SELECT j FROM job j JOIN administrator a ON a.id = j.administrator_id WHERE j.kind = 'mail' AND a.email_key = $1)"
  await expect.poll(async () => (await stack.query<{ tried: boolean }>(`SELECT (${mail}).attempts = 1 AND (${mail}).lease_token IS NULL AS tried`, [invited]))[0]!.tried, { timeout: 30_000 }).toBe(true)
  expect(await awayFrom(`(${mail}).run_at - castellan_now() - interval '1 minute'`, [invited])).toBeLessThan(20)
})
