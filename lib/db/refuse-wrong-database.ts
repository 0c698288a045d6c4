import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { databaseStatus, whyWrongDatabase } from './database-status'

const TRIES = 60
const PAUSE_MILLISECONDS = 500

/** Waits half a minute for the database. @throws Error with a sentence for the operator when it stays away or is not meant for this mode */
export async function refuseWrongDatabase(mode: 'demo' | 'test' | 'production'): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const status = await databaseStatus()
    if (status) {
      const reason = whyWrongDatabase(mode, status.mark)
      if (reason) throw new Error(reason)
      return
    }
    await pause(PAUSE_MILLISECONDS)
  }
  throw new Error('The database at DATABASE_URL cannot be reached, or is not migrated ("npm run migrate"). Castellan gives up; start it again when the database is there.')
}
