import fs from 'node:fs'

const TRIES = 3
/** Of the thread that reads it: nanoseconds on a processor (Linux). */
const THREAD = '/proc/thread-self/schedstat'

/** @returns milliseconds that this thread has had of a processor; elsewhere than on Linux those of the whole process, with the test files beside this one */
function processorTime(): number {
  if (fs.existsSync(THREAD)) return Number(fs.readFileSync(THREAD, 'utf8').split(' ')[0]) / 1e6
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * What some work costs the processor, in milliseconds of this thread: what else the machine does is not counted, and of a few tries the least
 * counts, since two threads that share a core slow each other down.
 * @param most from which on it is tried again
 */
export async function processorTimeOf<T>(work: () => T | Promise<T>, most: number): Promise<{ result: T; milliseconds: number }> {
  let least = Infinity
  for (let tried = 1; ; tried++) {
    const before = processorTime()
    const result = await work()
    least = Math.min(least, processorTime() - before)
    if (least < most || tried === TRIES) return { result, milliseconds: least }
  }
}
