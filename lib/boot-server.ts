import { setTimeout as pause } from 'node:timers/promises'
import { databaseStatus, whyWrongDatabase } from './db/database-status'
import { env } from './env'
import { appendPeerAddress } from './peer-address'
import { shutDown } from './shutdown'

/** An orchestrator waits longer than this before it kills. */
const LONGEST_SHUTDOWN_MILLISECONDS = 14_000
const BOOT_TRIES = 60
const BOOT_PAUSE_MILLISECONDS = 500

/** Checks the settings and the database before the first request. Ends the process with one message when it may not run. */
export async function bootServer(): Promise<void> {
  appendPeerAddress()
  process.on('SIGTERM', endWell)
  process.on('SIGINT', endWell)
  try {
    await refuseWrongDatabase(env().CASTELLAN_MODE)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

async function refuseWrongDatabase(mode: 'demo' | 'test' | 'production'): Promise<void> {
  for (let attempt = 0; attempt < BOOT_TRIES; attempt += 1) {
    const status = await databaseStatus()
    if (status) {
      const reason = whyWrongDatabase(mode, status.mark)
      if (reason) throw new Error(reason)
      return
    }
    await pause(BOOT_PAUSE_MILLISECONDS)
  }
  throw new Error('The database at DATABASE_URL cannot be reached, or is not migrated ("npm run migrate"). Castellan gives up; start it again when the database is there.')
}

/** Next stops listening by itself but waits for open streams, for ever; they are closed here, and there is an end to waiting. */
function endWell(): void {
  setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MILLISECONDS).unref()
  void shutDown()
}
