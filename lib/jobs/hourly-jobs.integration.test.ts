import { createHash, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { recordAudit } from '@/lib/audit/record'
import { checkpointContent, CHECKPOINT_PURPOSE } from '@/lib/audit/sign-checkpoints'
import { publicKeyOf, verifyWithRing } from '@/lib/crypto/signing-key'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { moveToHalfPast } from '@/prisma/factories/test-clock'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { HOURLY, scheduleHourlyJobs } from './schedule-jobs'
import { startWorker, type Worker } from './worker'

const owner = await connect(testDatabase.ownerUrl)
let tenantId = ''
let administratorId = ''
let worker: Worker

beforeAll(async () => moveToHalfPast(0))
beforeEach(async () => {
  tenantId = (await db().tenant.create({ data: { slug: `t${randomUUID().slice(0, 8)}`, name: 'Acme' } })).id
  const { id: poolId } = await db().identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
  administratorId = (await db().administrator.create({ data: { tenantId, poolId, givenName: 'A', familyName: 'B', email: 'a@b.example', emailKey: 'a@b.example' } })).id
})
afterEach(async () => {
  await worker.stop()
  await owner.query('DELETE FROM job')
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
})

const soon = { timeout: 50_000, interval: 50 }
const allHourlyDone = async () => vi.waitFor(async () => expect(await db().job.count({ where: { state: 'done', dedupKey: { startsWith: 'hourly:' } } })).toBe(HOURLY.length), soon)
const start = async () => {
  worker = await startWorker({ pollMilliseconds: 50, graceMilliseconds: 300 })
}

it('deletes what is old, keeps what is not, and marks sessions that ran out (F23)', async () => {
  const days = (count: number) => `castellan_now() - interval '${count} days'`
  const session = async (ageInDays: number) => owner.query(
    `INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, ${days(ageInDays)} - interval '12 hours', ${days(ageInDays)} - interval '1 minute', ${days(ageInDays)} + interval '1 hour')`,
    [tenantId, administratorId, createHash('sha256').update(randomUUID()).digest()])
  await session(0)
  await session(1)
  for (const age of [0, 2]) {
    await owner.query(`INSERT INTO idempotency_key (scope, key, action, input_hash, created_at) VALUES ('s', gen_random_uuid(), 'a', '\\x00', ${days(age)})`)
    await owner.query(`INSERT INTO rate_bucket VALUES ('k${age}', 1, ${days(age * 2)})`)
    await owner.query(`INSERT INTO sign_in_attempt VALUES ($1, '\\x0${age}', '::1', 'password', 3, NULL, ${days(age * 5)})`, [tenantId])
    await owner.query(`INSERT INTO job (kind, state, run_at, finished_at) VALUES ('mail', 'done', ${days(age * 5)}, ${days(age * 5)})`)
  }
  await start()
  await allHourlyDone()
  const left = async (table: string) => (await owner.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count
  expect(await Promise.all(['idempotency_key', 'rate_bucket', 'sign_in_attempt', "job WHERE kind = 'mail'"].map(left))).toEqual(['1', '1', '1', '1'])
  const sessions = await db().session.findMany({ where: { tenantId }, orderBy: { createdAt: 'desc' } })
  expect(sessions.map(({ endReason }) => endReason)).toEqual([null, 'expired'])
  expect(sessions[1]!.endedAt!.getTime() - sessions[1]!.lastSeenAt.getTime()).toBe(1_800_000)
})

it('queues each hourly job once, whoever asks, for the next hour', async () => {
  const others = await Promise.all(Array.from({ length: 3 }, async () => startWorker({ pollMilliseconds: 50, graceMilliseconds: 300 })))
  await start()
  await allHourlyDone()
  await Promise.all(others.map(async (other) => other.stop()))
  await worker.stop()
  await start()
  await vi.waitFor(async () => expect(await db().job.count({ where: { state: 'queued' } })).toBe(HOURLY.length), soon)
  const { rows } = await owner.query<{ next: boolean }>("SELECT run_at = date_trunc('hour', castellan_now()) + interval '1 hour' AS next FROM job WHERE state = 'queued'")
  expect(rows.every(({ next }) => next)).toBe(true)
  expect(await db().job.count({ where: { state: 'done' } })).toBe(HOURLY.length)
})

it('queues none twice that was done between a worker’s look and its queueing: the next one waits for it', async () => {
  const patient = async () => {
    const client = await connect(testDatabase.appUrl)
    await client.query('SET lock_timeout = 0; SET statement_timeout = 0')
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    return { client, pid: rows[0]!.pid, schedule: async () => scheduleHourlyJobs({ query: async (sql, values) => client.query(sql, values) }) }
  }
  const [late, next, keeper] = await Promise.all([patient(), patient(), patient()])
  const waits = async ({ pid }: typeof late) => ((await owner.query('SELECT FROM pg_locks WHERE pid = $1 AND NOT granted', [pid])).rowCount ?? 0) > 0
  // The late one has looked and found nothing; its queueing is held up.
  await owner.query('CREATE FUNCTION held_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END $$')
  await owner.query(`CREATE TRIGGER held_up BEFORE INSERT ON job FOR EACH ROW WHEN (pg_backend_pid() = ${late.pid}) EXECUTE FUNCTION held_up()`)
  await keeper.client.query('SELECT pg_advisory_lock(1)')
  const first = late.schedule()
  await vi.waitFor(async () => expect(await waits(late)).toBe(true), soon)
  let done = false
  const second = next.schedule().then(() => { done = true })
  await vi.waitFor(async () => expect(done || (await waits(next))).toBe(true), soon)
  await owner.query("UPDATE job SET state = 'done', finished_at = castellan_now()")
  await keeper.client.query('SELECT pg_advisory_unlock(1)')
  await Promise.all([first, second])
  await owner.query('DROP FUNCTION held_up CASCADE')
  await Promise.all([late, next, keeper].map(async ({ client }) => client.end()))
  expect((await db().job.findMany()).map(({ kind }) => kind).toSorted()).toEqual(HOURLY.toSorted())
})

it('sums up the failures of strangers in the chain, once, without naming anybody', async () => {
  const add = async (minutesAgo: number, reason: string, count: number) =>
    owner.query("INSERT INTO stranger_failure VALUES ($1, date_trunc('minute', castellan_now() - $2 * interval '1 minute'), 'session.refused', '203.0.113.9', '\\x01', $3, $4)", [tenantId, minutesAgo, reason, count])
  await add(10, 'wrong_credentials', 4)
  await add(10, 'locked', 3)
  await add(0, 'wrong_credentials', 1)
  await start()
  await allHourlyDone()
  const events = await db().auditEvent.findMany({ where: { tenantId } })
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({ action: 'audit.strangers_digested', actorKind: 'system', after: { rows: 2, failures: 7, accounts: 1, addresses: 1, reasons: { 'session.refused locked': 3, 'session.refused wrong_credentials': 4 } } })
  expect(JSON.stringify(events[0]!.after)).not.toContain('203.0.113.9')
  expect(await db().strangerFailure.count({ where: { tenantId, digestedAt: null } })).toBe(1)
})

it('signs the head of a chain that has grown (Ed25519), and no other', async () => {
  await transaction(async (tx) => recordAudit(tx, [{ tenantId, actor: { kind: 'system' }, action: 'tenant.created', outcome: 'done', origin: { requestId: 'r', address: '', userAgent: '' } }]))
  await start()
  await allHourlyDone()
  const [checkpoint, ...more] = await db().auditCheckpoint.findMany({ where: { tenantId } })
  expect(more).toEqual([])
  const { hash, at, keyId, signature } = checkpoint!
  const signed = (sequence: number) => checkpointContent({ tenantId, sequence, hash, at: at.getTime() })
  expect(verifyWithRing(CHECKPOINT_PURPOSE, signed(1), { keyId, signature })).toBe(true)
  expect(verifyWithRing(CHECKPOINT_PURPOSE, signed(2), { keyId, signature })).toBe(false)
  expect(verifyWithRing('another purpose', signed(1), { keyId, signature })).toBe(false)
  expect(publicKeyOf(CHECKPOINT_PURPOSE, keyId)).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  await worker.stop()
  await owner.query('DELETE FROM job')
  await start()
  await allHourlyDone()
  expect(await db().auditCheckpoint.count({ where: { tenantId } })).toBe(1)
})
