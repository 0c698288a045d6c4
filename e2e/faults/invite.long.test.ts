/** The server is killed in the middle of an invitation, at every place where one could be half made. */
import { randomInt, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { newToken } from '@/lib/crypto/tokens'
import { connect } from '@/scripts/postgres-roles.mjs'
import { callAction, offeredActions, type ActionAnswer, type OfferedAction } from '../guards/call-action'
import { sessionSet } from '../guards/post-form'
import { refuseBroken } from './broken-in'
import { startFaultyStack, type FaultyStack } from './faulty-stack'
import { openGate } from './gate'

/** Everything an invitation writes, in its order, the answer that is kept for a second submission and the audit last. */
const TABLES = ['idempotency_key', 'administrator', 'identifier', 'address', 'invitation', 'role_grant', 'link_token', 'job', 'audit_event', 'audit_person'] as const

const WHOLE = { administrator: 1, identifier: 1, address: 1, invitation: 1, role_grant: 1, link_token: 1, job: 1, events: ['administrator.invited', 'grant.created'] }
const NOTHING = { administrator: 0, identifier: 0, address: 0, invitation: 0, role_grant: 0, link_token: 0, job: 0, events: [] }

let stack: FaultyStack
let cookie = ''
const actions = new Map<string, OfferedAction>()
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

beforeAll(async () => {
  stack = await startFaultyStack()
  for (const action of offeredActions()) actions.set(action.where, action)
  const { token, hash } = newToken('session')
  cookie = token
  await stack.query(
    `INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, fresh_factor_at)
     SELECT tenant_id, id, $1, castellan_now(), castellan_now(), castellan_now() + interval '12 hours', castellan_now() FROM administrator WHERE email_key = 'olivia@acme.example'`,
    [Buffer.from(hash)],
  )
})
beforeEach(async () => prove())
afterEach(async () => refuseBroken(stack))
afterAll(async () => stack.stop())

/** She proves who she is anew: on a busy machine all this takes longer than a proof counts. */
const prove = async () => stack.query("UPDATE session s SET fresh_factor_at = castellan_now(), last_seen_at = castellan_now() FROM administrator a WHERE a.id = s.administrator_id AND a.email_key = 'olivia@acme.example'")

/** What there is of an invitation to an address. */
async function foundOf(email: string): Promise<typeof WHOLE | typeof NOTHING> {
  const [row] = await stack.query<Record<string, number> & { events: string[] }>(
    `WITH person AS (SELECT a.tenant_id, a.id FROM administrator a WHERE a.email_key = $1)
     SELECT (SELECT count(*)::integer FROM person) AS administrator, (SELECT count(*)::integer FROM identifier WHERE value_key = $1) AS identifier, (SELECT count(*)::integer FROM address WHERE value_key = $1) AS address,
       ${['invitation', 'role_grant', 'link_token', 'job'].map((table) => `(SELECT count(*)::integer FROM ${table} t JOIN person p ON (p.tenant_id, p.id) = (t.tenant_id, t.administrator_id)) AS ${table}`).join(', ')},
       (SELECT coalesce(array_agg(e.action ORDER BY e.sequence), '{}') FROM audit_event e JOIN person p ON (p.tenant_id, p.id) = (e.tenant_id, e.affected_id)) AS events`,
    [email],
  )
  return row as unknown as typeof WHOLE
}

const invite = async (email: string, key: string) =>
  callAction({ action: actions.get('lib/invitations/actions.ts inviteAdministrator')!, args: [{ email, givenName: 'Ada', familyName: 'Ågren', role: 'auditor', places: [] }, key], cookie }).then(({ result }) => result, () => undefined)

/** The same submission until it was taken, as a person would send it again. */
async function insist(email: string, key: string): Promise<unknown> {
  const result = await invite(email, key)
  return result?.error?.code === 'busy' ? insist(email, key) : result
}

/** Begins something, and kills the server while it waits to write into a table, in the middle of its transaction. @returns its answer: there was none */
async function killedAt<T>(table: string, begin: () => Promise<T>): Promise<T | undefined> {
  const holder = await connect(stack.postgres().superuserUrl('castellan'))
  await holder.query('BEGIN')
  await holder.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`)
  const answer = begin()
  try {
    // It waits for two seconds and is then refused: it is killed long before. The worker has a name; it may wait for the same lock.
    await expect.poll(async () => (await stack.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = 'castellan_app' AND application_name = '' AND wait_event_type = 'Lock'")).length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0)
    await stack.killApp('SIGKILL')
  } finally {
    await holder.query('ROLLBACK')
    await holder.end()
  }
  await stack.startApp()
  return answer
}

it.each(TABLES)('[F01] kill -9 while it waits to write into %s: nothing of it is there, and sent again it is whole, once', async (table) => {
  const [email, key] = [`killed-at-${table.replace('_', '-')}@people.example`, randomUUID()]
  expect(await killedAt(table, async () => invite(email, key))).toBeUndefined()
  expect(await foundOf(email)).toEqual(NOTHING)
  expect(await insist(email, key)).toMatchObject({ ok: true })
  expect(await insist(email, key)).toMatchObject({ ok: true })
  expect(await foundOf(email)).toEqual(WHOLE)
}, 120_000)

/** Everything an activation writes, in its order. */
const ACTIVATION = ['link_token', 'invitation', 'password_credential', 'password_history', 'administrator', 'address', 'session', 'audit_event'] as const

it.each(ACTIVATION)('[F01] kill -9 while an activation waits to write into %s: the link works still, once', async (table) => {
  const email = `activates-at-${table.replace('_', '-')}@people.example`
  expect(await insist(email, randomUUID())).toMatchObject({ ok: true })
  // The link as its mail would carry it: what is stored is only its hash.
  const { token, hash } = newToken('activation')
  await stack.query('UPDATE link_token SET token_hash = $2 FROM administrator a WHERE (a.tenant_id, a.id) = (link_token.tenant_id, link_token.administrator_id) AND a.email_key = $1', [email, Buffer.from(hash)])
  const activate = async (): Promise<ActionAnswer | undefined> => {
    const form = new FormData()
    form.append('token', token)
    form.append('password', 'several quiet lanterns over water')
    return callAction({ action: actions.get('lib/sign-in/actions.ts activate')!, args: [{}, form] }).catch(() => undefined)
  }
  const stands = async () =>
    (await stack.query<Record<string, unknown>>(
      `SELECT a.status::text AS status, a.activated_at IS NOT NULL AS activated, (SELECT count(*)::integer FROM session s WHERE s.administrator_id = a.id) AS sessions, (SELECT count(*)::integer FROM password_credential p WHERE p.administrator_id = a.id) AS passwords,
         (SELECT bool_or(l.used_at IS NOT NULL) FROM link_token l WHERE l.administrator_id = a.id) AS used, (SELECT count(*)::integer FROM audit_event e WHERE e.affected_id = a.id AND e.action = 'administrator.activated') AS events FROM administrator a WHERE a.email_key = $1`,
      [email],
    ))[0]
  expect(await killedAt(table, activate)).toBeUndefined()
  expect(await stands()).toEqual({ status: 'new', activated: false, sessions: 0, passwords: 0, used: false, events: 0 })
  expect(sessionSet((await activate())!)).toBeDefined()
  expect(sessionSet((await activate())!)).toBeUndefined()
  expect(await stands()).toEqual({ status: 'active', activated: true, sessions: 1, passwords: 1, used: true, events: 1 })
}, 120_000)

it('[F02] kill -9 after the commit and before anybody heard of it: it stands, and the same key answers as if nothing had been', async () => {
  const [email, key] = ['committed-unheard@people.example', randomUUID()]
  const gate = await openGate(stack.postgres().port)
  const database = new URL(stack.environment.DATABASE_URL!)
  database.port = String(gate.port)
  await stack.killApp('SIGTERM')
  await stack.startApp({ DATABASE_URL: database.href })
  const carrying = new Set<object>()
  gate.holdAnswersAfter((bytes, connection) => {
    if (bytes.includes(email)) carrying.add(connection)
    return carrying.has(connection) && bytes.includes('COMMIT')
  })
  const answer = invite(email, key)
  await expect.poll(async () => foundOf(email), { timeout: 10_000, interval: 20 }).toEqual(WHOLE)
  await expect.poll(() => gate.waiting(), { timeout: 10_000, interval: 20 }).toBe(1)
  await stack.killApp('SIGKILL')
  await gate.stop()
  expect(await answer).toBeUndefined()
  await stack.startApp()
  expect(await insist(email, key)).toMatchObject({ ok: true })
  expect(await foundOf(email)).toEqual(WHOLE)
}, 120_000)

it('[F02] kill -9 at any moment, twenty times: all of it or nothing, and the same key finds out which', { timeout: 600_000 }, async () => {
  for (let round = 0; round < 20; round += 1) {
    const [email, key] = [`killed-${round}@people.example`, randomUUID()]
    await prove()
    const answer = invite(email, key)
    await pause(randomInt(0, 60))
    await stack.killApp('SIGKILL')
    const acknowledged = (await answer)?.ok === true
    await expect.poll(async () => (await stack.query("SELECT FROM pg_stat_activity WHERE usename = 'castellan_app' AND state <> 'idle'")).length, { timeout: 5000, interval: 20 }).toBe(0)
    const left = await foundOf(email)
    expect([NOTHING, WHOLE]).toContainEqual(left)
    expect(acknowledged && left.administrator === 0).toBe(false)
    await stack.startApp()
    expect(await insist(email, key)).toMatchObject({ ok: true })
    expect(await foundOf(email)).toEqual(WHOLE)
  }
})

it('[F21] a list that is being worked off is killed again and again: every line ends once', { timeout: 300_000 }, async () => {
  const listId = randomUUID()
  const lines = Array.from({ length: 60 }, (_, index) => ({ email: `listed-${index}@people.example`, givenName: 'Ada', familyName: String(index) }))
  const answer = await callAction({ action: actions.get('lib/invitations/actions.ts inviteList')!, args: [{ listId, role: 'auditor', places: [], from: 1, lines }, randomUUID()], cookie })
  expect(answer.result).toMatchObject({ ok: true })
  for (let round = 0; round < 3; round += 1) {
    await pause(randomInt(200, 1500))
    await stack.killApp('SIGKILL')
    await stack.startApp()
  }
  await expect.poll(async () => (await stack.query<{ state: string }>('SELECT state::text AS state FROM invite_list WHERE id = $1', [listId]))[0]!.state, { timeout: 200_000, interval: 500 }).toBe('done')
  expect(await stack.query('SELECT outcome::text AS outcome, count(*)::integer AS count FROM invite_line WHERE list_id = $1 GROUP BY outcome', [listId])).toEqual([{ outcome: 'done', count: 60 }])
  for (const { email } of lines) expect(await foundOf(email)).toEqual(WHOLE)
})
