/** Several servers on one database: a limit is one limit, whichever of them is asked. */
import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stopChild } from '../../scripts/child.mjs'
import { freePort } from '../../scripts/embedded-postgres.mjs'
import { connect } from '../../scripts/postgres-roles.mjs'
import { serve } from '../../scripts/serve.mjs'
import type { TestStack } from '../../scripts/test-stack.d.mts'
import { startTestStack } from '../../scripts/test-stack.mjs'
import { postForm } from './post-form'
import { sendRequest } from './send-request'

const SERVERS = 4
const ROUNDS = 15
const GUESSES = 40
/** As the tenant's policy has it unless it is told otherwise. */
const ALLOWED = 5
const WRONG = 'The e-mail address or the password is wrong'

let stack: TestStack
const others: ChildProcess[] = []
const servers: string[] = []
let database: Awaited<ReturnType<typeof connect>>

beforeAll(async () => {
  stack = await startTestStack({ settings: { TRUSTED_PROXIES: '1' } })
  process.env.CASTELLAN_E2E_ORIGIN = stack.origin
  servers.push(stack.origin)
  while (servers.length < SERVERS) {
    const PORT = String(await freePort())
    const APP_ORIGIN = `http://localhost:${PORT}`
    others.push(await serve({ ...stack.environment, PORT, APP_ORIGIN, JOB_WORKER: 'off' }, '.data/test/several-servers.log'))
    servers.push(APP_ORIGIN)
  }
  database = await connect(stack.environment.DATABASE_URL!)
})
afterAll(async () => {
  await database?.end()
  await Promise.all(others.map(stopChild))
  await stack.stop()
})

const one = async (text: string, values: unknown[] = []) => Object.values((await database.query<Record<string, unknown>>(text, values)).rows[0] ?? {})[0]

it.each([['whom there is', 'oscar@acme.example'], ['whom there is not', 'nobody-at-all@acme.example']])('[T05] four servers asked at once compare five passwords from one address and not one more: of somebody %s', async (_who, email) => {
  // Each server draws its own form: what is in it belongs to that server's origin.
  const forms = await Promise.all(servers.map(async (server) => {
    const page = await sendRequest('/sign-in/acme', { server })
    return { server, html: (await postForm('/sign-in/acme', page.text, { email }, { server })).text }
  }))
  const streakBefore = Number(await one('SELECT coalesce(sum(failures), 0) FROM sign_in_streak'))
  const lockedBefore = Number(await one("SELECT count(*) FROM audit_event WHERE action = 'account.locked'"))
  for (let round = 1; round <= ROUNDS; round += 1) {
    const from = `198.51.${email.length}.${round}`
    const answers = await Promise.all(Array.from({ length: GUESSES }, async (_, guess) => {
      const { server, html } = forms[guess % SERVERS]!
      return postForm('/sign-in/acme', html, { password: `guess ${round} ${guess}` }, { server, from, crowding: true })
    }))
    expect(answers.filter(({ status, text }) => status !== 200 || !text.includes(WRONG))).toEqual([])
    // Only what was allowed counts here, and whatever is allowed is counted before it is compared.
    expect(Number(await one('SELECT sum(failures) FROM sign_in_streak')) - streakBefore).toBe(round * ALLOWED)
    expect(await one('SELECT array_agg(failures || CASE WHEN locked_until > castellan_now() THEN $2 ELSE $3 END) FROM sign_in_attempt WHERE address LIKE $1', [`${from}%`, ' and locked', ' and open'])).toEqual([`${ALLOWED} and locked`])
  }
  const locked = Number(await one("SELECT count(*) FROM audit_event WHERE action = 'account.locked'")) - lockedBefore
  expect(locked).toBe(email.startsWith('nobody') ? 0 : ROUNDS)
})
