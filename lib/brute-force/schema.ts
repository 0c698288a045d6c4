import { z } from 'zod'
import { FAILURES, LOCK_MINUTES } from './limits-bounds'

const COUNT = `Write a number from ${FAILURES.least} to ${FAILURES.most}.`
const MINUTES = `Write whole minutes from ${LOCK_MINUTES.least} to ${LOCK_MINUTES.most} (a day).`

export const SetBruteForceInput = z.strictObject({
  version: z.int().positive(),
  failures: z.int(COUNT).min(FAILURES.least, COUNT).max(FAILURES.most, COUNT),
  lockMinutes: z.int(MINUTES).min(LOCK_MINUTES.least, MINUTES).max(LOCK_MINUTES.most, MINUTES),
})
export type BruteForceValues = Omit<z.output<typeof SetBruteForceInput>, 'version'>

/** Whom another number would refuse, in the address. */
export const ImpactQuery = z.strictObject({ failures: z.string().regex(/^\d{1,2}$/, COUNT).transform(Number).pipe(SetBruteForceInput.shape.failures) })
