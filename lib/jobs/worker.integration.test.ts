import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { cancelJob, enqueueJob, type NewJob } from './enqueue-job'
import { claimJobs, completeJob, failJob, holdLease, LeaseLost, type LeasedJob } from './lease-job'
import { startWorker, type Worker, type WorkerOptions } from './worker'

const workers: Worker[] = []
const owner = await connect(testDatabase.ownerUrl)
const superuser = await connect(testDatabase.superuserUrl)
const connection = { query: owner.query.bind(owner) as never }

afterEach(async () => {
  await Promise.all(workers.splice(0).map(async (worker) => worker.stop()))
  await owner.query('DELETE FROM job')
})
afterAll(async () => {
  await owner.end()
  await superuser.end()
  await closeDatabase()
})

const add = async (more: Partial<NewJob> = {}) =>
  transaction(async (tx) => enqueueJob(tx, { kind: 'mail', tenantId: null, runAt: await readClock(tx), ...more }))
const job = async (id: string | null) => db().job.findUniqueOrThrow({ where: { id: id! } })
const states = async () => (await db().job.groupBy({ by: ['state'], _count: true })).map(({ state, _count }) => [state, _count])
const start = async (run: (job: LeasedJob, signal: AbortSignal) => Promise<void>, options: WorkerOptions = {}) => {
  const worker = await startWorker({ pollMilliseconds: 100, graceMilliseconds: 300, hourly: false, handlers: { mail: { run, longestSeconds: 30 } }, ...options })
  workers.push(worker)
  return worker
}
const soon = { timeout: 25_000, interval: 20 }

describe('the queue', () => {
  it('runs what was committed, at once, and not what was rolled back', async () => {
    const seen: string[] = []
    await start((done) => Promise.resolve(void seen.push(done.id)), { pollMilliseconds: 60_000 })
    const id = await add()
    await expect(transaction(async (tx) => {
      await enqueueJob(tx, { kind: 'mail', tenantId: null, runAt: 0 })
      throw new Error('undone')
    })).rejects.toThrow('undone')
    await vi.waitFor(async () => expect((await job(id)).state).toBe('done'), soon)
    expect(seen).toEqual([id])
  })

  it('holds one waiting job of a key, and a withdrawn one is never run', async () => {
    const first = await add({ dedupKey: 'k', runAt: Date.now() + 3_600_000 })
    expect(await add({ dedupKey: 'k' })).toBeNull()
    expect(await transaction(async (tx) => cancelJob(tx, 'k'))).toBe(true)
    expect((await job(first)).state).toBe('cancelled')
    expect(await add({ dedupKey: 'k' })).not.toBeNull()
  })

  it('keeps its secret sealed while it waits and wipes it at the end', async () => {
    const id = await add({ sealed: 'canary-in-a-link' })
    expect((await job(id)).sealed).toMatch(/^test-1\./)
    expect(JSON.stringify(await job(id))).not.toContain('canary')
    await start(async () => Promise.resolve())
    await vi.waitFor(async () => expect(await job(id)).toMatchObject({ state: 'done', sealed: null }), soon)
  })
})

describe('failing', () => {
  it('[F19] tries again after 1, 2, 4, 8, 16 … minutes, a tenth more or less, and gives up after the eighth try', async () => {
    const id = await add({ sealed: 'secret' })
    const waits: number[] = []
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const [held] = await claimJobs(connection, 1, 60)
      expect(held).toMatchObject({ id, attempt })
      const state = await failJob(connection, held!, 'ECONNECTION 421')
      expect(state).toBe(attempt < 8 ? 'queued' : 'abandoned')
      const { rows } = await owner.query<{ minutes: number }>('SELECT extract(epoch FROM run_at - castellan_now())::float / 60 AS minutes FROM job WHERE id = $1', [id])
      waits.push(rows[0]!.minutes)
      await owner.query('UPDATE job SET run_at = castellan_now() WHERE id = $1', [id])
    }
    waits.slice(0, 7).forEach((minutes, index) => {
      expect(minutes).toBeGreaterThan(0.88 * 2 ** index)
      expect(minutes).toBeLessThan(1.12 * 2 ** index)
    })
    expect(await job(id)).toMatchObject({ state: 'abandoned', sealed: null, lastError: 'ECONNECTION 421' })
    expect(await claimJobs(connection, 1, 60)).toEqual([])
  })

  it('[F20] a job that hangs or fails holds up no other', async () => {
    const bad = await add({ payload: { bad: true } })
    const hung = await add({ payload: { hang: true } })
    const good = await Promise.all(Array.from({ length: 10 }, async () => add()))
    await start(async ({ payload }, signal) => {
      const { bad: isBad, hang } = payload as { bad?: true; hang?: true }
      if (isBad) throw new Error('canary@example.com refused')
      if (hang) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }, { lanes: 2 })
    await vi.waitFor(async () => expect((await Promise.all(good.map(job))).every(({ state }) => state === 'done')).toBe(true), soon)
    expect(await job(bad)).toMatchObject({ state: 'queued', attempts: 1, lastError: 'Error' })
    expect((await job(hung)).leaseToken).not.toBeNull()
  })

  it('a kind nobody knows, and a try that never came back, end as given up', async () => {
    const unknown = await add({ maxAttempts: 1 })
    await start(async () => Promise.resolve(), { handlers: {} })
    await vi.waitFor(async () => expect(await job(unknown)).toMatchObject({ state: 'abandoned', lastError: 'unknown_kind' }), soon)
    // Due only together with its lost lease: the worker that runs beside it must find no moment to take it as a first try.
    const killed = await add({ maxAttempts: 1, runAt: Date.now() + 3_600_000 })
    await owner.query(`UPDATE job SET run_at = clock_timestamp(), attempts = 1, lease_token = gen_random_uuid(), leased_until = clock_timestamp() - interval '1 second' WHERE id = $1`, [killed])
    await vi.waitFor(async () => expect(await job(killed)).toMatchObject({ state: 'abandoned', lastError: 'lost' }), soon)
  })
})

describe('leases', () => {
  it('one job goes to one of many who ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, async () => add()))
    const claimed = (await Promise.all(Array.from({ length: 8 }, async () => claimJobs({ query: pool().query.bind(pool()) as never }, 10, 60)))).flat().map(({ id }) => id)
    expect(claimed.toSorted()).toEqual(ids.toSorted())
  })

  it('[F22] a worker that stalled past its lease finds its result refused, and its transaction too', async () => {
    const id = await add()
    const [stalled] = await claimJobs(connection, 1, 60)
    await owner.query("UPDATE job SET leased_until = clock_timestamp() - interval '1 second'")
    const [next] = await claimJobs(connection, 1, 60)
    expect(next).toMatchObject({ id, attempt: 2 })
    expect(await completeJob(connection, stalled!)).toBe(false)
    expect(await failJob(connection, stalled!, 'late')).toBeNull()
    await expect(transaction(async (tx) => holdLease(tx, stalled!))).rejects.toThrow(LeaseLost)
    await transaction(async (tx) => holdLease(tx, next!))
    expect(await completeJob(connection, next!)).toBe(true)
    expect(await completeJob(connection, next!)).toBe(false)
    expect(await job(id)).toMatchObject({ state: 'done', lastError: null })
  })

  it('a worker that lives renews what takes long; one whose job was taken over is told to stop', async () => {
    const id = await add()
    let told = ''
    await start(async (_job, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => {
      told = String((signal.reason as Error).name)
      reject(signal.reason as Error)
    })), { leaseSeconds: 3 })
    await vi.waitFor(async () => expect((await job(id)).leaseToken).not.toBeNull(), soon)
    const { leasedUntil } = await job(id)
    await vi.waitFor(async () => expect((await job(id)).leasedUntil!.getTime()).toBeGreaterThan(leasedUntil!.getTime() + 300), soon)
    expect((await job(id)).attempts).toBe(1)
    const thief = randomUUID()
    await owner.query("UPDATE job SET lease_token = $1, leased_until = clock_timestamp() + interval '1 hour'", [thief])
    await vi.waitFor(() => expect(told).toBe('LeaseLost'), soon)
    expect(await job(id)).toMatchObject({ leaseToken: thief, state: 'queued' })
  })

  it('gives back what is not finished when it ends, and that try does not count', async () => {
    const id = await add()
    // Long enough for the giving back itself, also where the machine stands still for a moment.
    const worker = await start(async (_job, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))), { graceMilliseconds: 2000 })
    await vi.waitFor(async () => expect((await job(id)).leaseToken).not.toBeNull(), soon)
    await worker.stop()
    expect(await job(id)).toMatchObject({ state: 'queued', attempts: 0, leaseToken: null })
  })
})

it('[F04] comes back by itself when its connection was cut, and the outcome of what ran meanwhile is not lost', async () => {
  const cut = async () => superuser.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'castellan-worker' AND datname = current_database()")
  let release = () => {}
  let runs = 0
  const gate = new Promise<void>((resolve) => (release = resolve))
  await start(async () => {
    runs += 1
    await gate
  }, { pollMilliseconds: 500 })
  const during = await add()
  await vi.waitFor(() => expect(runs).toBe(1), soon)
  await cut()
  release()
  await vi.waitFor(async () => expect((await job(during)).state).toBe('done'), soon)
  const after = await add()
  await vi.waitFor(async () => expect((await job(after)).state).toBe('done'), soon)
  expect(runs).toBe(2)
  expect(await states()).toEqual([['done', 2]])
})
