import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renameSelf } from '@/lib/account/rename-self'
import { perform } from '@/lib/actions/perform'
import { AppError } from '@/lib/errors/app-error'
import { asAppError, isUnavailable, isWriteConflict } from '@/lib/errors/database-failure'
import { brokenLinks } from '@/prisma/factories/invariants'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeOwners } from '@/prisma/factories/owner-team'
import { patiently } from '@/prisma/factories/patiently'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { closeDatabase, db, type Tx } from './client'
import { transaction } from './transaction'

const CALLERS = 50
/** of each of three kinds */
const ROUNDS = 7
let tenantId = ''
const superuser = await connect(testDatabase.superuserUrl)

beforeAll(async () => {
  // Every transaction of this file's connections: the database itself then finds the conflicts, and finds a deadlock quickly.
  await superuser.query(`ALTER DATABASE ${testDatabase.name} SET default_transaction_isolation = 'serializable'`)
  await superuser.query(`ALTER DATABASE ${testDatabase.name} SET deadlock_timeout = '20ms'`)
  await superuser.query('CREATE TABLE storm (id serial PRIMARY KEY, count integer NOT NULL DEFAULT 0)')
  await superuser.query('GRANT ALL ON storm TO castellan_app')
  await superuser.query('GRANT ALL ON SEQUENCE storm_id_seq TO castellan_app')
  tenantId = (await db().tenant.create({ data: { slug: 'storm', name: 'Storm' } })).id
})
afterAll(async () => {
  await superuser.end()
  await closeDatabase()
})

/** The three ways in which a conflict comes to light; each adds one to something that all share. */
const WAYS: Record<string, { add: (tx: Tx) => Promise<void>; total: () => Promise<number> }> = {
  'in a query of the client': {
    add: async (tx) => {
      const { version } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } })
      await tx.tenant.update({ where: { id: tenantId }, data: { version: version + 1 } })
    },
    total: async () => (await db().tenant.findUniqueOrThrow({ where: { id: tenantId } })).version,
  },
  'in a statement of our own': {
    add: async (tx) => {
      const [row] = await tx.$queryRaw<{ count: number }[]>`SELECT count FROM storm WHERE id = 1`
      await tx.$executeRaw`UPDATE storm SET count = ${row!.count + 1} WHERE id = 1`
    },
    total: async () => (await superuser.query<{ count: number }>('SELECT count FROM storm WHERE id = 1')).rows[0]!.count,
  },
  'at the commit': {
    add: async (tx) => {
      // Each sees the same number of rows and adds its own: only the commit can find out that one of them saw too few.
      await tx.$queryRaw`SELECT count(*) FROM storm`
      await tx.$executeRaw`INSERT INTO storm DEFAULT VALUES`
    },
    total: async () => Number((await superuser.query<{ count: string }>('SELECT count(*) FROM storm')).rows[0]!.count),
  },
}

/** What those of fifty at once heard who failed, and how long each of the others waited. */
async function atOnce(one: (index: number) => Promise<unknown>): Promise<{ failed: unknown[]; times: number[] }> {
  const times: number[] = []
  const ended = await Promise.allSettled(Array.from({ length: CALLERS }, async (_, index) => {
    const from = performance.now()
    await one(index)
    times.push(performance.now() - from)
  }))
  return { failed: ended.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])), times }
}

describe('[F16] a storm of conflicts on one row', () => {
  it.each(Object.keys(WAYS))(`fifty at once, ${ROUNDS} times, that meet %s: all are done, none hears of it, the last within three seconds`, async (way) => {
    const { add, total } = WAYS[way]!
    await superuser.query('INSERT INTO storm DEFAULT VALUES')
    // So it is without the helper: some fail, each by an error that the helper knows.
    const { failed } = await atOnce(async () => db().$transaction(async (tx) => add(tx as unknown as Tx)))
    expect(failed.filter(isWriteConflict).length).toBeGreaterThan(0)
    expect(failed.filter((error) => !isWriteConflict(error) && !isUnavailable(error))).toEqual([])
    const slowest: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const before = await total()
      const { failed: visible, times } = await atOnce(async () => patiently(async () => transaction(add)))
      expect(visible).toEqual([])
      expect(await total()).toBe(before + CALLERS)
      slowest.push(Math.max(...times))
    }
    // Of the quickest round: a helper that makes them wait does so in each, a machine that stands still does not.
    const slow = Math.min(...slowest)
    expect(slow).toBeLessThan(3000)
    console.log(`${way}: ${failed.length} of ${CALLERS} fail alone (${shapesOf(failed)}), with the helper the last of a round took ${slow.toFixed(0)} to ${Math.max(...slowest).toFixed(0)} ms`)
  }, 120_000)

  it('fifty people change themselves at once, all at the end of one audit chain: each change and its event stand once', async () => {
    const { tenantId: team, owners } = await storeOwners(CALLERS)
    const { failed } = await atOnce(async (index) => {
      const { administratorId, sessionId } = owners[index]!
      await patiently(async () => perform({
        name: 'own:rename', audit: 'profile.updated', lock: false, input: {}, origin: { ...TEST_ORIGIN, requestId: randomUUID() }, caller: { tenantId: team, administratorId, sessionId },
        act: async (work) => renameSelf(work, { version: 1, givenName: 'Renamed', familyName: String(index) }),
      }))
    })
    expect(failed).toEqual([])
    expect(await db().administrator.count({ where: { tenantId: team, givenName: 'Renamed', version: 2 } })).toBe(CALLERS)
    expect(await db().auditEvent.count({ where: { tenantId: team } })).toBe(CALLERS)
    expect(await brokenLinks(team)).toEqual([])
  })
})

describe('[F16] deadlocks', () => {
  it('fifty at once that lock two rows in either order: all are done', async () => {
    const { rows } = await superuser.query<{ id: number }>('INSERT INTO storm DEFAULT VALUES RETURNING id')
    const pair = [1, rows[0]!.id]
    const count = async () => (await superuser.query<{ sum: string }>('SELECT sum(count) FROM storm WHERE id = ANY ($1)', [pair])).rows[0]!.sum
    const before = Number(await count())
    const meet = async (tx: Tx, [first, second]: number[]) => {
      await tx.$executeRaw`UPDATE storm SET count = count + 1 WHERE id = ${first}`
      await tx.$executeRaw`UPDATE storm SET count = count + 1 WHERE id = ${second}`
    }
    const { failed } = await atOnce(async (index) => patiently(async () => transaction(async (tx) => meet(tx, index % 2 ? pair : pair.toReversed()))))
    expect(failed).toEqual([])
    expect(Number(await count())).toBe(before + 2 * CALLERS)
  })
})

it('[F16] a conflict that never ends is given up after ten tries, as "busy", and leaves nothing', async () => {
  await superuser.query('INSERT INTO storm (id, count) VALUES (-1, 0) ON CONFLICT DO NOTHING')
  let tries = 0
  const error = await transaction(async (tx) => {
    tries += 1
    await tx.$queryRaw`SELECT count FROM storm WHERE id = -1`
    // Somebody else is always quicker.
    await superuser.query('UPDATE storm SET count = count + 1 WHERE id = -1')
    await tx.$executeRaw`UPDATE storm SET count = 1000 WHERE id = -1`
  }).then(() => null, asAppError)
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({ code: 'busy' })
  expect(tries).toBe(10)
  expect((await superuser.query('SELECT count FROM storm WHERE id = -1')).rows).toEqual([{ count: 10 }])
})

/** How the errors looked, for the log of the run. */
function shapesOf(errors: unknown[]): string {
  return [...new Set(errors.map((error) => {
    const { code, name, cause, meta } = error as { code?: string; name: string; cause?: { kind?: string }; meta?: { driverAdapterError?: { cause?: { kind?: string } } } }
    return [name, code, cause?.kind ?? meta?.driverAdapterError?.cause?.kind].filter(Boolean).join(' ')
  }))].join(', ')
}
