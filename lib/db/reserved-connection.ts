import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { env } from '@/lib/env'
import { ROLE_SETTINGS } from './client'

const CONNECT_TIMEOUT_MILLISECONDS = 2000
/** Above the role's statement_timeout: only a connection that is dead without having said so is cut by it. */
const QUERY_TIMEOUT_MILLISECONDS = 8000
const LONGEST_PAUSE_MILLISECONDS = 2000

interface Reservation {
  /** shown in pg_stat_activity */
  name: string
  /** a channel to listen on */
  channel: string
  onNotification: (payload: string) => void
  /** after each connect, the first included: what was said meanwhile was not heard */
  onConnected: () => void
}

/** A connection beside the pool, for who listens or must work on when the pool is empty. It comes back by itself. */
export interface ReservedConnection {
  /** @throws while there is no connection, and when it breaks */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<Row>>
  close(): Promise<void>
}

/** Opens a reserved connection in the background, and opens it again whenever it breaks, until it is closed. */
export function reserveConnection({ name, channel, onNotification, onConnected }: Reservation): ReservedConnection {
  let client: pg.Client | null = null
  const closing = new AbortController()

  /** @returns when the connection is over */
  async function live(): Promise<void> {
    const candidate = new pg.Client({
      connectionString: env().DATABASE_URL, options: ROLE_SETTINGS, application_name: name, keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS, query_timeout: QUERY_TIMEOUT_MILLISECONDS,
    })
    const over = new Promise<void>((resolve) => {
      candidate.on('error', () => resolve())
      candidate.on('end', () => resolve())
      closing.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    candidate.on('notification', ({ payload }) => onNotification(payload ?? ''))
    try {
      await candidate.connect()
      await candidate.query(`LISTEN ${candidate.escapeIdentifier(channel)}`)
      client = candidate
      onConnected()
      await over
    } finally {
      client = null
      // A server that is gone does not say goodbye, so nobody waits for it.
      void candidate.end().catch(() => undefined)
    }
  }

  async function stayAlive(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; ) {
      const connected = await live().then(() => true, () => false)
      failures = connected ? 0 : failures + 1
      const wait = Math.min(LONGEST_PAUSE_MILLISECONDS, 100 * 2 ** failures)
      await pause(wait, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  async function ask<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<Row>> {
    if (!client) throw new Error('Connection terminated')
    const used = client
    try {
      return await used.query<Row>(sql, values)
    } catch (error) {
      // Without an SQLSTATE it was the connection, not the statement: have it made anew.
      if (!/^[0-9A-Z]{5}$/.test(String((error as { code?: string }).code ?? ''))) used.emit('error', error)
      throw error
    }
  }

  const alive = stayAlive()
  let last: Promise<unknown> = Promise.resolve()
  return {
    query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) {
      // One statement at a time.
      const answer = last.then(async () => ask<Row>(sql, values))
      last = answer.catch(() => undefined)
      return answer
    },
    async close() {
      closing.abort()
      await alive
    },
  }
}
