import fc from 'fast-check'
import { brokenInvariants } from './invariants'
import { PimDay, step } from './pim-model'

/** Lives through so many days of so many steps each, the model beside the real thing, with a seed that is printed. @returns what must never be true of any row, and is */
export async function liveThroughDays(runs: number, steps: number): Promise<string[]> {
  const seed = Number(process.env.CASTELLAN_SEED ?? Date.now() % 1_000_000_007)
  process.stdout.write(`model of requests: seed ${seed}\n`)
  const tally = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.noBias(fc.array(step, { minLength: steps, maxLength: steps })), async (taken) => {
      // Each day begins when the one before ended: what is asked of the rows at the end is asked of all of them at one moment.
      const day = await PimDay.begin()
      for (const one of taken) await day.take(one)
      for (const [ending, times] of day.tally) tally.set(ending, (tally.get(ending) ?? 0) + times)
    }),
    { seed, numRuns: runs, endOnFailure: true },
  )
  process.stdout.write(`${[...tally].toSorted().map(([ending, times]) => `${ending} ${times}`).join(', ')}\n`)
  return brokenInvariants()
}
