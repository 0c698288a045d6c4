import { createHash, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { hashPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { closeDatabase } from '@/lib/db/client'
import { consoleDay, type RealConsole } from '@/prisma/factories/console-commands'
import type { ConsoleModel } from '@/prisma/factories/console-model'
import { agree, storeTeam } from '@/prisma/factories/console-team'
import { brokenInvariants, brokenLinks } from '@/prisma/factories/invariants'
import { moveClock } from '@/prisma/factories/test-clock'

// Hundreds sign in here, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))

const PASSWORD = 'blau-Vogel-7312-tisch'
const RUNS = 20
const COMMANDS = 25
let stored: StoredPassword
let offset = 0

beforeAll(async () => {
  stored = await hashPassword(PASSWORD)
})
afterEach(async () => moveClock(0))
afterAll(closeDatabase)

async function agreeWhole(model: ConsoleModel): Promise<void> {
  await agree(model)
  expect(await brokenInvariants()).toEqual([])
}

it(`whatever is attempted, by whom and in whatever order: what the model allows is done, what it does not is refused, nothing breaks (${RUNS} runs of ${COMMANDS})`, { timeout: 300_000 }, async () => {
  const seed = Number(process.env.SEED ?? createHash('sha256').update(randomUUID()).digest().readUInt32BE())
  console.log(`seed ${seed}`)
  let run = 0
  const tally = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(consoleDay(COMMANDS), async (commands) => {
      run += 1
      const model = await storeTeam(stored, run % 2 ? 'inactive' : 'active')
      const real: RealConsole = { password: PASSWORD, address: `198.51.100.${run % 250}`, offset, tally, agree: agreeWhole }
      try {
        await fc.asyncModelRun(() => ({ model, real }), commands)
      } finally {
        offset = real.offset
      }
      expect(await brokenLinks(model.tenantId)).toEqual([])
    }),
    { seed, numRuns: RUNS, endOnFailure: true },
  )
  console.log([...tally].toSorted().map(([ending, times]) => `${ending} ${times}`).join(', '))
})
