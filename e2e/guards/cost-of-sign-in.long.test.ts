import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestStack } from '../../scripts/test-stack.d.mts'
import { startTestStack } from '../../scripts/test-stack.mjs'
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

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/** How well one could tell the two apart by time alone: 0.5 is not at all. */
function areaUnderCurve(some: readonly number[], others: readonly number[]): number {
  let higher = 0
  for (const one of some) for (const other of others) higher += one > other ? 1 : one === other ? 0.5 : 0
  return higher / (some.length * others.length)
}

/** Asks for known and unknown people in turn, one after the other. */
async function timesOf(ask: (email: string) => Promise<Answered>) {
  const times: [number[], number[]] = [[], []]
  for (const email of [...KNOWN, ...UNKNOWN]) await ask(email)
  for (let round = 0; round < ROUNDS; round++) {
    // Which of the two goes first changes too.
    for (const which of round % 2 ? ([0, 1] as const) : ([1, 0] as const)) times[which].push((await ask((which ? UNKNOWN : KNOWN)[round % KNOWN.length]!)).milliseconds)
  }
  const seen = { apart: Math.abs(median(times[0]) - median(times[1])), area: areaUnderCurve(...times), median: median(times[0]) }
  console.log(`known ${seen.median.toFixed(1)} ms, unknown ${seen.apart.toFixed(1)} ms apart, area under the curve ${seen.area.toFixed(3)}`)
  return seen
}

describe('[T08] at the full cost of a hash', () => {
  it('two hundred wrong passwords for known and for unknown people take the same time', async () => {
    const page = await sendRequest('/sign-in/acme')
    const second = await postForm('/sign-in/acme', page.text, { email: 'a@acme.example' }, { from: anywhere() })
    const { apart, area, median: usual } = await timesOf(async (email) => postForm('/sign-in/acme', second.text, { email, password: 'not the password of anyone' }, { from: anywhere() }))
    expect(usual).toBeGreaterThan(40)
    expect(apart).toBeLessThan(10)
    expect(Math.abs(area - 0.5)).toBeLessThan(0.08)
  })

  it('and so do two hundred forgotten passwords', async () => {
    const page = await sendRequest('/forgot-password/acme')
    const { apart, area } = await timesOf(async (email) => postForm('/forgot-password/acme', page.text, { email }, { from: anywhere() }))
    expect(apart).toBeLessThan(10)
    expect(Math.abs(area - 0.5)).toBeLessThan(0.08)
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
