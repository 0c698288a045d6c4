import { afterAll, afterEach, expect, it } from 'vitest'
import { closeDatabase } from '@/lib/db/client'
import { liveThroughDays } from '@/prisma/factories/pim-days'
import { stopClock } from '@/prisma/factories/test-clock'

const RUNS = 8
const STEPS = 25

afterEach(async () => stopClock(null))
afterAll(closeDatabase)

it(`grants, requests, decisions, the clock, demotions and statuses in any order: what the model says is what PostgreSQL holds (${RUNS} runs of ${STEPS})`, { timeout: 180_000 }, async () => {
  expect(await liveThroughDays(RUNS, STEPS)).toEqual([])
})
