import { afterAll, afterEach, expect, it } from 'vitest'
import { closeDatabase } from '@/lib/db/client'
import { liveThroughDays } from '@/prisma/factories/pim-days'
import { stopClock } from '@/prisma/factories/test-clock'

const RUNS = Number(process.env.RUNS ?? 150)
const STEPS = 60

afterEach(async () => stopClock(null))
afterAll(closeDatabase)

it(`grants, requests, decisions, the clock, demotions and statuses in any order, for long: what the model says is what PostgreSQL holds (${RUNS} runs of ${STEPS})`, { timeout: 3_000_000 }, async () => {
  expect(await liveThroughDays(RUNS, STEPS)).toEqual([])
})
