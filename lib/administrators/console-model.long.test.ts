/** The same model as in the short run, while connections are cut and the database is killed in the middle of what is attempted. */
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { hashPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { closeDatabase, pool } from '@/lib/db/client'
import { isUnavailable } from '@/lib/errors/database-failure'
import { consoleDay, type RealConsole } from '@/prisma/factories/console-commands'
import { agree, storeTeam } from '@/prisma/factories/console-team'
import { brokenInvariants, brokenLinks } from '@/prisma/factories/invariants'
import { moveClock } from '@/prisma/factories/test-clock'
import type { Postgres } from '@/scripts/embedded-postgres.d.mts'
import { freePort, startPostgres } from '@/scripts/embedded-postgres.mjs'
import { prepareDatabase } from '@/scripts/local-database.mjs'
import { connect } from '@/scripts/postgres-roles.mjs'
import { root } from '@/scripts/prisma-cli.mjs'

// Tens of thousands sign in here, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))

const PASSWORD = 'blau-Vogel-7312-tisch'
const RUNS = Number(process.env.RUNS ?? 2000)
const COMMANDS = 6
/** Fewer than lock an account: a sign-in that was cut counts as failed. */
const MOST_FAULTS = 4
/** What looks at the whole database is asked now and then, and after each crash. */
const RUNS_BETWEEN_LOOKS = 25
const RUNS_BETWEEN_CRASHES = 40

let postgres: Postgres
let killer: Awaited<ReturnType<typeof connect>>
let start: () => Promise<Postgres>
let stored: StoredPassword
let folder: string
let cuts = 0
let crashes = 0
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

beforeAll(async () => {
  // A server of its own that keeps what it acknowledged: this one is killed.
  fs.mkdirSync(path.join(root, '.data/test'), { recursive: true })
  folder = fs.mkdtempSync(path.join(root, '.data/test/model-'))
  const port = await freePort()
  start = async () => startPostgres({ folder: path.join(folder, 'postgres'), port })
  postgres = await start()
  const { databaseUrl, migrationDatabaseUrl } = await prepareDatabase(postgres, 'castellan', 'test')
  Object.assign(process.env, { DATABASE_URL: databaseUrl, MIGRATION_DATABASE_URL: migrationDatabaseUrl })
  killer = await connect(postgres.superuserUrl('castellan'))
  stored = await hashPassword(PASSWORD)
})
afterAll(async () => {
  await killer.end()
  await closeDatabase()
  await postgres.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function patiently<T>(work: () => Promise<T>, tries = 500): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (tries === 0 || !isUnavailable(error)) throw error
    await pause(10)
    return patiently(work, tries - 1)
  }
}

/** Until every connection of the pool is one that works. */
const whole = async () => patiently(async () => Promise.all(Array.from({ length: 10 }, async () => pool().query('SELECT 1'))))

/** Cuts every connection of ours that is at work after so many milliseconds, and waits until it is gone; whoever is in a transaction loses it. */
async function cut(after: number): Promise<void> {
  await pause(after)
  const { rowCount } = await killer.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'castellan_app' AND state <> 'idle'")
  cuts += rowCount ?? 0
  await whole()
}

/** kill -9: what was acknowledged is in its log, and it starts from there. */
async function crash(after: number): Promise<void> {
  await pause(after)
  crashes += 1
  process.kill(postgres.processId, 'SIGKILL')
  postgres = await restarted()
  killer = await connect(postgres.superuserUrl('castellan'))
  await whole()
}

/** Its children may still hold its memory for a moment. */
async function restarted(tries = 100): Promise<Postgres> {
  try {
    return await start()
  } catch (error) {
    if (tries === 0) throw error
    await pause(50)
    return restarted(tries - 1)
  }
}

async function refuseBroken(): Promise<void> {
  const broken = await brokenInvariants()
  if (broken.length > 0) throw new Error(`Something that must never be is so.\n${broken.join('\n')}`)
}

it(`connections cut and the database killed in the middle: all of an attempt or nothing, and still what the model says (${RUNS} runs of ${COMMANDS})`, { timeout: 2_400_000 }, async () => {
  const seed = Number(process.env.SEED ?? createHash('sha256').update(randomUUID()).digest().readUInt32BE())
  console.log(`seed ${seed}`)
  const tally = new Map<string, number>()
  const begun = performance.now()
  let run = 0
  let offset = 0
  const attempts = COMMANDS + 4
  const when = fc.record({ how: fc.constantFrom('none', 'none', 'none', 'cut'), after: fc.noBias(fc.nat({ max: 12 })) })
  const faults = fc.record({ steps: fc.array(when, { minLength: attempts, maxLength: attempts }), crashAt: fc.noBias(fc.nat({ max: RUNS_BETWEEN_CRASHES * attempts })) })
  await fc.assert(
    fc.asyncProperty(consoleDay(COMMANDS), faults, async (commands, { steps, crashAt }) => {
      run += 1
      let step = -1
      let begunFaults = 0
      const fault = () => {
        step += 1
        const { how, after } = steps[step] ?? { how: 'none', after: 0 }
        if (begunFaults === MOST_FAULTS || (step !== crashAt && how === 'none')) return null
        begunFaults += 1
        return step === crashAt ? crash(after) : cut(after)
      }
      const model = await storeTeam(stored, run % 2 ? 'inactive' : 'active')
      const real: RealConsole = { password: PASSWORD, address: `198.51.100.${run % 250}`, offset, tally, agree, fault }
      const before = crashes
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands)
      } finally {
        offset = real.offset
      }
      expect(await brokenLinks(model.tenantId)).toEqual([])
      if (crashes > before || run % RUNS_BETWEEN_LOOKS === 0) await refuseBroken()
    }),
    { seed, numRuns: RUNS, endOnFailure: true },
  )
  await refuseBroken()
  await moveClock(0)
  console.log(`${RUNS} runs in ${((performance.now() - begun) / 1000).toFixed(0)} s; ${cuts} connections were cut, the database was killed ${crashes} times`)
  console.log([...tally].toSorted().map(([ending, times]) => `${ending} ${times}`).join(', '))
  const ends = (word: string) => [...tally].filter(([ending]) => ending.endsWith(word)).reduce((sum, [, times]) => sum + times, 0)
  // A fault that never meets anything proves nothing.
  expect(ends(': cut, not done')).toBeGreaterThan(RUNS / 20)
  expect(ends(': done')).toBeGreaterThan(RUNS)
})
