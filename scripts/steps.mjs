/** Says what a command is doing: one line for each step, with the time it took. */

/**
 * @param {number} total how many steps there will be
 * @returns {<T>(label: string, work: () => Promise<T> | T) => Promise<T>} runs a step and says so
 */
export function createSteps(total) {
  let number = 0
  return async (label, work) => {
    const head = `[${(number += 1)}/${total}] ${label}`
    const started = performance.now()
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
    const live = process.stdout.isTTY ? setInterval(() => process.stdout.write(`\r${head} … ${seconds()}`), 200) : null
    if (live) process.stdout.write(`${head} …`)
    try {
      const result = await work()
      const remark = typeof result === 'string' ? ` (${result})` : ''
      process.stdout.write(`${live ? '\r' : ''}${head} ${seconds()}${remark}\x20\x20\n`)
      return result
    } catch (error) {
      process.stdout.write(`${live ? '\r' : ''}${head} failed after ${seconds()}\n`)
      throw error
    } finally {
      clearInterval(live)
    }
  }
}
