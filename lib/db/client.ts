import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient, Prisma } from '@/prisma/generated/client'
import { env } from '@/lib/env'
import { refuseUndefinedFilters } from './refuse-undefined-filters'

const POOL = { max: 10, idleTimeoutMillis: 30_000 }
/**
 * How many milliseconds anybody waits for a connection, for a transaction to begin and to end, for one statement and for a lock, and how long a
 * transaction may stand idle; then "busy". pg waits forever by default.
 * Tests that are about something else wait longer on a busy machine (prisma/factories/test-database.ts, scripts/patient-server.mjs).
 */
const PATIENCE = { connection: 2000, begin: 2000, transaction: 5000, statement: 5000, lock: 2000, idle: 10_000 }

/**
 * Said by each connection, whatever the server or the role says. What one stuck client may hold up, at most. And the zone: Prisma writes moments
 * without one and reads them as UTC, so on a server that keeps the hours of a place every time would be off by hours, and some twice.
 */
const settingsFor = ({ statement, lock, idle }: typeof PATIENCE) =>
  `-c statement_timeout=${statement} -c lock_timeout=${lock} -c idle_in_transaction_session_timeout=${idle} -c timezone=UTC`

/** What each connection says that is not of the pool. */
export const ROLE_SETTINGS = settingsFor(PATIENCE)

const PREPARED = '/* prepared */'
const names = new Map<string, string>()

// For hot statements in transactions: parsed and planned once a connection. The text after the mark must never vary; what varies are parameters.
function statementName({ sql }: { sql: string }): string {
  if (!sql.startsWith(PREPARED)) return ''
  const name = names.get(sql) ?? `prepared-${names.size}`
  names.set(sql, name)
  return name
}

// One pool a process.
function open() {
  const patience = { ...PATIENCE, ...held.castellanPatience }
  const pool = new pg.Pool({ ...POOL, connectionTimeoutMillis: patience.connection, connectionString: env().DATABASE_URL, options: settingsFor(patience) })
  // An idle connection that the server closed (restart) is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {})
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementName }),
    transactionOptions: { maxWait: patience.begin, timeout: patience.transaction },
  })
  return { pool, prisma, db: prisma.$extends(refuseUndefinedFilters) }
}

type Opened = ReturnType<typeof open>
const held = globalThis as { castellanDatabase?: Opened; castellanPatience?: Partial<typeof PATIENCE> }

function opened(): Opened {
  return (held.castellanDatabase ??= open())
}

/** The Prisma client; throws when a filter value is undefined (Prisma reads that as "no filter"). */
export function db(): Opened['db'] {
  return opened().db
}

/** What an operation receives: the client inside a transaction. */
export type Tx = Omit<Opened['db'], '$connect' | '$disconnect' | '$on' | '$transaction' | '$use' | '$extends'>

/** The pool itself, for the few hot reads whose SQL is written by hand (one statement, parameters only). */
export function pool(): pg.Pool {
  return opened().pool
}

/** Closes every connection; the next use opens anew. */
export async function closeDatabase(): Promise<void> {
  const open = held.castellanDatabase
  delete held.castellanDatabase
  if (!open) return
  await open.prisma.$disconnect()
  if (!open.pool.ended) await open.pool.end()
}

// Prisma.sql composes parameters; types of filters. The one door through which lib reaches the generated client.
export { Prisma }
