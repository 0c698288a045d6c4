/** Workers as processes of their own, one of which is killed in the middle. */
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
/** Without the command around it: a kill has to reach the worker itself. */
const startWorker = () => void workers.push(startNode([...typescriptFlags, 'scripts/worker.ts'], { env: { SMTP_URL: smtp.url, LOG_LEVEL: 'warn' }, onOutput: (text) => void (said += text) }))
const done = async () => db().job.count({ where: { kind: 'mail', state: 'done' } })
const messageId = (raw: string) => /^Message-ID: (.*)$/im.exec(raw)![1]!

it(`[F21] ${LETTERS} letters, three workers, one killed at a third: all are delivered, only what it had leased is tried again`, async () => {
  for (let index = 0; index < LETTERS; index += 1) {
    await transaction(async (tx) => queueMail(tx, { tenantId, administratorId: null, to: `p${index}@acme.example`, now: await readClock(tx), letter: { name: 'sessions_ended', recipientName: 'P', tenantName: 'Acme', by: 'Olivia' } }))
  }
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
