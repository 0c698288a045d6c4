/** Workers as processes of their own, one of which is killed or stopped in the middle. */
import { type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { queueMail } from '@/lib/mail/queue-mail'
import { startFakeSmtp } from '@/prisma/factories/fake-smtp'
import { moveClock } from '@/prisma/factories/test-clock'
import { startNode, stopChild } from '@/scripts/child.mjs'
import { typescriptFlags } from '@/scripts/typescript.mjs'

const LETTERS = 400
const LANES = 4
const LEASE_MILLISECONDS = 60_000
const workers: ChildProcess[] = []
let smtp: Awaited<ReturnType<typeof startFakeSmtp>>
let tenantId: string

beforeAll(async () => {
  smtp = await startFakeSmtp()
  tenantId = (await db().tenant.create({ data: { slug: 'acme', name: 'Acme' } })).id
})
afterAll(async () => {
  await Promise.all(workers.map(async (worker) => stopChild(worker)))
  await smtp.stop()
  await moveClock(0)
  await closeDatabase()
})

let said = ''
const write = async (index: number) => transaction(async (tx) => queueMail(tx, { tenantId, administratorId: null, to: `p${index}@acme.example`, now: await readClock(tx), letter: { name: 'sessions_ended', recipientName: 'P', tenantName: 'Acme', by: 'Olivia' } }))
/** Without the command around it: a kill has to reach the worker itself. */
const startWorker = () => void workers.push(startNode([...typescriptFlags, 'scripts/worker.ts'], { env: { SMTP_URL: smtp.url, LOG_LEVEL: 'warn' }, onOutput: (text) => void (said += text) }))
const done = async () => db().job.count({ where: { kind: 'mail', state: 'done' } })
const messageId = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)![1]!

it(`[F21] ${LETTERS} letters, three workers, one killed at a third: all are delivered, only what it had leased is tried again`, async () => {
  for (let index = 0; index < LETTERS; index += 1) await write(index)
  for (let count = 0; count < 3; count += 1) startWorker()
  await vi.waitFor(() => expect([smtp.deliveries.length > LETTERS * 0.3, said]).toEqual([true, '']), { timeout: 60_000, interval: 5 })
  const [victim] = workers
  victim!.kill('SIGKILL')
  await vi.waitFor(async () => expect(await done()).toBeGreaterThanOrEqual(LETTERS - LANES), { timeout: 120_000, interval: 50 })
  // What the killed one held comes free when its lease runs out.
  await moveClock(LEASE_MILLISECONDS + 1000)
  await vi.waitFor(async () => expect(await done()).toBe(LETTERS), { timeout: 60_000, interval: 50 })
  const copies = new Map<string, typeof smtp.deliveries>()
  for (const delivery of smtp.deliveries) copies.set(messageId(delivery.raw), [...(copies.get(messageId(delivery.raw)) ?? []), delivery])
  expect(copies.size).toBe(LETTERS)
  const again = [...copies.values()].filter(({ length }) => length > 1)
  console.log(`${again.length} delivered twice under one Message-ID`)
  expect(again.length).toBeLessThanOrEqual(LANES)
  expect(await db().job.count({ where: { attempts: { gt: 1 } } })).toBeLessThanOrEqual(LANES)
  expect(new Set([...copies.values()].map(([first]) => first!.recipients[0])).size).toBe(LETTERS)
})

it('[F22] a worker that is stopped past its lease and then goes on: another did its work, and what it says of it does not count', async () => {
  await Promise.all(workers.splice(0).map(async (worker) => stopChild(worker)))
  said = ''
  smtp.deliveries.length = 0
  smtp.be('hang after DATA')
  for (let index = 0; index < LANES; index += 1) await write(LETTERS + index)
  const mine = { kind: 'mail', state: 'queued' as const }
  startWorker()
  // It holds every one of them, each in the middle of being sent.
  await vi.waitFor(() => expect(smtp.hanging()).toBe(LANES), { timeout: 60_000, interval: 5 })
  const [stalled] = workers
  stalled!.kill('SIGSTOP')
  smtp.be('ok')
  // The lease ends by the database's own clock, which nothing moves: it is ended by hand.
  const { count } = await db().job.updateMany({ where: { ...mine, leaseToken: { not: null } }, data: { leasedUntil: new Date(0) } })
  expect(count).toBe(LANES)
  startWorker()
  await vi.waitFor(async () => expect(await done()).toBe(LETTERS + LANES), { timeout: 60_000, interval: 50 })
  const before = await db().job.findMany({ where: { attempts: 2 }, orderBy: { id: 'asc' } })
  stalled!.kill('SIGCONT')
  smtp.letGo()
  await vi.waitFor(() => expect(said.match(/its lease was lost|taken over by another worker/g)).toHaveLength(LANES), { timeout: 60_000, interval: 50 })
  expect(await db().job.findMany({ where: { attempts: 2 }, orderBy: { id: 'asc' } })).toEqual(before)
  expect(new Set(smtp.deliveries.map(({ raw }) => messageId(raw))).size).toBe(LANES)
  expect(smtp.deliveries.length).toBeLessThanOrEqual(2 * LANES)
})
