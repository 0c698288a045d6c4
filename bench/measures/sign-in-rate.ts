// Sign-ins a second over HTTP against the bare hash at the same cost and the same number at once; and what tells known from unknown people.
import { availableParallelism } from 'node:os'
import { hash } from '@node-rs/argon2'
import { postForm, sessionSet } from '../../e2e/guards/post-form'
import { compareKnown } from '../../e2e/guards/known-and-unknown'
import { sendRequest, type Answered } from '../../e2e/guards/send-request'
import { connect } from '../../scripts/postgres-roles.mjs'
import { type Finding, type Measure } from '../measure'
import { inPairs } from '../median'
import { COMMON } from '../planted-people'
import { secrets } from '../rig'
import type { SeededDatabase } from '../seeded-database'

const PEOPLE = 200
const emails: string[] = []
const PASSWORD = 'blau-Vogel-7312-tisch'
// The default cost of lib/env.ts.
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 }

async function rateOf(work: (number: number) => Promise<void>, count: number, atOnce: number): Promise<number> {
  let next = 0
  const started = performance.now()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < count) await work(next++)
  }))
  return count / ((performance.now() - started) / 1000)
}

/** The same password for those who sign in, hashed as the server of this run does. */
async function givePasswords({ ownerUrl, appUrl, tenantId }: SeededDatabase): Promise<void> {
  Object.assign(process.env, secrets, { CASTELLAN_MODE: 'demo', DATABASE_URL: appUrl, APP_ORIGIN: 'http://localhost:3000', SMTP_URL: 'smtp://127.0.0.1:9', DEFAULT_TENANT: 'crowd' })
  const { hashPassword } = await import('@/lib/authn/password-hash')
  const stored = await hashPassword(PASSWORD)
  const client = await connect(ownerUrl)
  const people = `SELECT tenant_id, pool_id, id, email, email_key FROM administrator WHERE tenant_id = $1 AND email_key LIKE '${COMMON.word}%' ORDER BY created_at LIMIT ${PEOPLE}`
  await client.query(`INSERT INTO identifier (tenant_id, pool_id, administrator_id, type, value, value_key) SELECT tenant_id, pool_id, id, 'email', email, email_key FROM (${people}) AS p ON CONFLICT DO NOTHING`, [tenantId])
  await client.query(
    `INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) SELECT tenant_id, id, $2, $3, now() FROM (${people}) AS p
     ON CONFLICT (tenant_id, administrator_id) DO UPDATE SET hash = excluded.hash, pepper_key_id = excluded.pepper_key_id, state = 'usable'`,
    [tenantId, stored.hash, stored.pepperKeyId],
  )
  await client.query(`INSERT INTO sign_in_method (tenant_id, method, step, position) VALUES ($1, 'email_code', 'first', 2) ON CONFLICT DO NOTHING`, [tenantId])
  emails.splice(0, Infinity, ...(await client.query<{ email: string }>(`SELECT email FROM (${people}) AS p`, [tenantId])).rows.map(({ email }) => email))
  await client.end()
}

let anywhere = 0
/** Nobody is locked out and no limit is met: each attempt comes from somewhere else. */
const elsewhere = () => ({ from: `10.251.${(anywhere += 1) >> 8 & 255}.${anywhere & 255}` })

/** Known people against unknown ones, at everything that asks for an address (T08). */
async function compareForms(rounds: number): Promise<Finding[]> {
  const unknown = emails.map((email) => email.replace('@', 'x@'))
  const [page, forgot] = [await sendRequest('/sign-in/crowd'), await sendRequest('/forgot-password/crowd')]
  const password = await postForm('/sign-in/crowd', page.text, { email: 'a@crowd.example' }, elsewhere())
  const ask = await postForm('/sign-in/crowd', page.text, { email: 'a@crowd.example', way: 'email_code' }, elsewhere())
  const enter = await postForm('/sign-in/crowd', ask.text, { email: 'a@crowd.example' }, elsewhere())
  const forms: [string, (email: string) => Promise<Answered>][] = [
    ['a wrong password', async (email) => postForm('/sign-in/crowd', password.text, { email, password: 'not the password of anyone' }, elsewhere())],
    ['a forgotten password', async (email) => postForm('/forgot-password/crowd', forgot.text, { email }, elsewhere())],
    ['asking for a code by mail', async (email) => postForm('/sign-in/crowd', ask.text, { email }, elsewhere())],
    ['a wrong code by mail', async (email) => postForm('/sign-in/crowd', enter.text, { email, code: '000000' }, { ...elsewhere(), cookie: `castellan-code=${'A'.repeat(43)}` })],
  ]
  const found: Finding[] = []
  for (const [what, send] of forms) {
    const { median, apart, area, kinds } = await compareKnown(rounds, emails, unknown, send)
    found.push(
      { what: `${what}: medians of ${rounds} known and ${rounds} unknown people apart`, reach: { atMost: 10 }, unit: 'ms', ratio: apart, seen: `${median.toFixed(1)} ms; ${kinds === 1 ? 'all answers alike' : `${kinds} kinds of answers`}` },
      { what: `${what}: area under the curve away from 0.5`, reach: { atMost: 0.08 }, ratio: Math.abs(area - 0.5), seen: area.toFixed(3) },
    )
  }
  return found
}

export const signInRate: Measure = {
  name: 'sign-in',
  run: async (rig) => {
    const database = await rig.database(rig.sizes[0]!)
    const atOnce = availableParallelism()
    const server = await rig.console(database, { TRUSTED_PROXIES: '1', JOB_WORKER: 'off' })
    process.env.CASTELLAN_E2E_ORIGIN = server.origin
    await givePasswords(database)
    // The form that asks for the password, as it was drawn for each: what is timed is the one request that signs in.
    const forms: string[] = []
    const page = await sendRequest('/sign-in/crowd')
    for (const email of emails) forms.push((await postForm('/sign-in/crowd', page.text, { email })).text)
    let round = 0
    try {
      const attempt = async (number: number) => {
        // An address of its own each: the limits are not what is measured.
        const answer = await postForm('/sign-in/crowd', forms[number % forms.length]!, { password: PASSWORD }, { from: `10.${round % 250}.${number >> 8}.${number & 255}` })
        if (answer.status !== 303 || !sessionSet(answer)) throw new Error(`nobody was signed in: ${answer.status} ${answer.text.slice(-400)}`)
      }
      const count = rig.quick ? 12 : 60
      const pairs = await inPairs(rig.quick ? 3 : 9, async () => {
        round += 1
        const rate = await rateOf(attempt, count, atOnce + 1)
        return rate
      }, async () => rateOf(async () => void (await hash(PASSWORD, COST)), count, atOnce))
      const rate: Finding = { what: 'sign-ins against the bare argon2id rate at the default cost', reach: { atLeast: 90 }, ratio: pairs.ratio * 100, unit: '%', seen: `${pairs.ours.toFixed(1)} and ${pairs.floor.toFixed(1)} a second, ${atOnce} hashes at once` }
      return [rate, ...(await compareForms(rig.quick ? 20 : 200))]
    } finally {
      await server.stop()
    }
  },
}
