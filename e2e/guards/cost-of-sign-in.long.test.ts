import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestStack } from '../../scripts/test-stack.d.mts'
import { connect } from '../../scripts/postgres-roles.mjs'
import { startTestStack } from '../../scripts/test-stack.mjs'
import { compareKnown } from './known-and-unknown'
import { postForm } from './post-form'
import { sendRequest, type Answered } from './send-request'

const ROUNDS = 200
const KNOWN = ['olivia', 'oscar', 'adam', 'sonia', 'carla', 'gus', 'april', 'rex', 'vera', 'sam', 'audrey', 'bea', 'max', 'wanda'].map((name) => `${name}@acme.example`)
const UNKNOWN = KNOWN.map((email) => email.replace('@', 'x@'))
let stack: TestStack
let count = 0
/** Nobody is locked out here: each attempt comes from somewhere else. */
const anywhere = () => `10.${(count += 1) >> 16}.${(count >> 8) & 255}.${count & 255}`

beforeAll(async () => {
  // The cost that production has unless it is told otherwise.
  stack = await startTestStack({ settings: { HASH_MEMORY_KIB: '65536', HASH_ITERATIONS: '3', TRUSTED_PROXIES: '1' } })
  process.env.CASTELLAN_E2E_ORIGIN = stack.origin
})
afterAll(async () => stack.stop())

const ALIKE = { kinds: 1, near: true, byChance: true }

/** Two hundred of each, in turn. @returns whether they are alike, and what one takes */
async function judge(ask: (email: string) => Promise<Answered>) {
  const { median, apart, area, kinds } = await compareKnown(ROUNDS, KNOWN, UNKNOWN, ask)
  console.log(`known ${median.toFixed(1)} ms, unknown ${apart.toFixed(1)} ms apart, area under the curve ${area.toFixed(3)}`)
  return { median, verdict: { kinds, near: apart < 10, byChance: Math.abs(area - 0.5) < 0.08 } }
}

describe('[T08] at the full cost of a hash two hundred known and two hundred unknown people get the same answer in the same time', () => {
  it('to a wrong password', async () => {
    const page = await sendRequest('/sign-in/acme')
    const second = await postForm('/sign-in/acme', page.text, { email: 'a@acme.example' }, { from: anywhere() })
    const { median, verdict } = await judge(async (email) => postForm('/sign-in/acme', second.text, { email, password: 'not the password of anyone' }, { from: anywhere() }))
    expect(verdict).toEqual(ALIKE)
    expect(median).toBeGreaterThan(40)
  })

  it('to a forgotten password', async () => {
    const page = await sendRequest('/forgot-password/acme')
    expect((await judge(async (email) => postForm('/forgot-password/acme', page.text, { email }, { from: anywhere() }))).verdict).toEqual(ALIKE)
  })

  it('to asking for a code by mail, and to a wrong code', async () => {
    const client = await connect(stack.environment.MIGRATION_DATABASE_URL!)
    await client.query("INSERT INTO sign_in_method (tenant_id, method, step, position) SELECT id, 'email_code', 'first', 2 FROM tenant WHERE slug = 'acme'")
    await client.end()
    const page = await sendRequest('/sign-in/acme')
    const ask = await postForm('/sign-in/acme', page.text, { email: 'a@acme.example', way: 'email_code' }, { from: anywhere() })
    expect((await judge(async (email) => postForm('/sign-in/acme', ask.text, { email }, { from: anywhere() }))).verdict).toEqual(ALIKE)
    const enter = await postForm('/sign-in/acme', ask.text, { email: 'a@acme.example' }, { from: anywhere() })
    expect((await judge(async (email) => postForm('/sign-in/acme', enter.text, { email, code: '000000' }, { from: anywhere(), cookie: `castellan-code=${'A'.repeat(43)}` }))).verdict).toEqual(ALIKE)
  })
})

describe('[T80] two hundred sign-ins at once', () => {
  const memoryKib = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${stack.app.pid}/status`, 'utf8'))![1])

  it('leave the server answering others, turn away who is too many, and give the memory back', async () => {
    const page = await sendRequest('/sign-in/acme')
    const second = await postForm('/sign-in/acme', page.text, { email: 'a@acme.example' }, { from: anywhere() })
    const flood = async () => Promise.all(Array.from({ length: 200 }, async () => postForm('/sign-in/acme', second.text, { email: 'nobody@acme.example', password: 'not the password of anyone' }, { from: anywhere(), crowding: true })))
    await flood()
    const before = memoryKib()
    const healthy: number[] = []
    let over = false
    const asking = (async () => {
      while (!over) {
        const started = performance.now()
        const response = await fetch(`${stack.origin}/api/health`)
        await response.text()
        healthy.push(response.ok ? performance.now() - started : Infinity)
      }
    })()
    const answers = await flood()
    over = true
    await asking
    const slow = healthy.toSorted((a, b) => a - b)[Math.floor(healthy.length * 0.95)]!
    expect(slow).toBeLessThan(500)
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    const [busy, wrong] = ['The server is busy', 'The e-mail address or the password is wrong'].map((words) => answers.filter(({ text }) => text.includes(words)).length)
    console.log(`health answers within ${slow.toFixed(0)} ms, ${busy} were turned away, ${((memoryKib() - before) / 1024).toFixed(0)} MiB kept`)
    expect(busy! + wrong!).toBe(200)
    expect(busy).toBeGreaterThan(0)
    expect(wrong).toBeGreaterThanOrEqual(20)
    expect(memoryKib()).toBeLessThan(before + 128 * 1024)
  })
})
