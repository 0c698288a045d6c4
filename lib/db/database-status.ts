import 'server-only'
import { isUnavailable } from '@/lib/errors/database-failure'
import { pool } from './client'

export interface DatabaseStatus {
  /** What the database was made for; null where nothing was written down. */
  mark: 'demo' | 'test' | 'production' | null
  /** The server's own clock, epoch milliseconds; the test offset does not count. */
  clock: number
}

/**
 * One short question to the database.
 * @returns null while it cannot be reached or has no tables yet
 */
export async function databaseStatus(): Promise<DatabaseStatus | null> {
  try {
    const { rows } = await pool().query<{ mark: DatabaseStatus['mark']; clock: string }>(
      'SELECT (SELECT mode FROM database_mark) AS mark, extract(epoch FROM clock_timestamp()) * 1000 AS clock',
    )
    const row = rows[0]!
    return { mark: row.mark, clock: Number(row.clock) }
  } catch (error) {
    const withoutTables = (error as { code?: string }).code === '42P01'
    if (withoutTables || isUnavailable(error)) return null
    throw error
  }
}

/** @returns why a server in this mode must not touch a database with this mark; null when it may */
export function whyWrongDatabase(mode: 'demo' | 'test' | 'production', mark: DatabaseStatus['mark']): string | null {
  if (mode === 'production') return mark === 'demo' || mark === 'test' ? `DATABASE_URL leads to a database that is marked for ${mark}. Production needs a database of its own.` : null
  return mark === mode ? null : `DATABASE_URL leads to a database that is ${mark ? `marked for ${mark}` : 'not marked'}. ${mode === 'demo' ? 'The demo' : 'The test mode'} only touches a database that carries its mark.`
}
