/** The production server, as a process of its own, for the demo and the tests. */
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startNode } from './child.mjs'

const LONGEST_START_MILLISECONDS = 60_000

/**
 * Starts the server and returns when it is ready.
 * @param {Record<string, string>} environment
 * @param {string} logFile what it says goes there
 * @throws {Error} with the end of the log when it does not become ready
 */
export async function serve(environment, logFile) {
  const log = fs.openSync(logFile, 'a')
  let recent = ''
  const app = startNode([path.join(import.meta.dirname, 'start.mjs')], {
    env: environment,
    onOutput: (text) => {
      fs.writeSync(log, text)
      recent = (recent + text).slice(-4000)
    },
  })
  const until = performance.now() + LONGEST_START_MILLISECONDS
  while (performance.now() < until && app.exitCode === null && app.signalCode === null) {
    if (await isReady(environment.PORT)) return app
    await wait(50)
  }
  throw new Error(`The console did not become ready.\n${recent.trim()}`)
}

async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api/ready`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
