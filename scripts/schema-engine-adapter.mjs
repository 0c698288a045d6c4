/** The connection the schema engine works through: Prisma's own PostgreSQL adapter, with what migrations need put right. */
import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

const SHADOW_PREFIX = 'prisma_migrate_shadow_db_'
const INTERNAL_CHAR = 18
const CHAR_ARRAY = 1002
const COLUMN_TYPE_CHARACTER_ARRAY = 70
const COLUMN_TYPE_CHARACTER = 6

/** Host, port and so on by name: a connection string would win over `database`, and the shadow database would be the real one. */
export function connectionOptions(url) {
  const parsed = new URL(url)
  const options = {
    host: decodeURIComponent(parsed.searchParams.get('host') ?? parsed.hostname),
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)) || 'postgres',
    connectionTimeoutMillis: 5000,
  }
  const ssl = parsed.searchParams.get('sslmode')
  if (ssl && ssl !== 'disable') options.ssl = { rejectUnauthorized: ssl.startsWith('verify') }
  return options
}

/** A connected client on that database of the same server; the caller ends it. */
export async function openDatabase(url, database) {
  const client = new pg.Client({ ...connectionOptions(url), database })
  await client.connect()
  return client
}

/**
 * PostgreSQL's catalogue answers in its internal type "char" (since 18 also for NOT NULL constraints), which the adapter refuses.
 * It is announced as an array of characters, which nothing else here uses, and turned into a character below.
 */
class CatalogueClient extends pg.Client {
  query(...args) {
    const callback = args.findIndex((argument) => typeof argument === 'function')
    if (callback >= 0) {
      const original = args[callback]
      args[callback] = (error, result) => original(error, renamed(result))
      return super.query(...args)
    }
    const pending = super.query(...args)
    return typeof pending?.then === 'function' ? pending.then(renamed) : pending
  }
}

function renamed(result) {
  for (const one of [result].flat()) {
    for (const field of one?.fields ?? []) if (field.dataTypeID === INTERNAL_CHAR) field.dataTypeID = CHAR_ARRAY
  }
  return result
}

function putRight(adapter) {
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    result.columnTypes = result.columnTypes.map((type) => (type === COLUMN_TYPE_CHARACTER_ARRAY ? COLUMN_TYPE_CHARACTER : type))
    return result
  }
  // The adapter cuts scripts at every semicolon, also inside function bodies; the server can do that properly.
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script)
    } catch (error) {
      adapter.onError(error)
    }
  }
  return adapter
}

/** What `bindMigrationAwareSqlAdapterFactory` binds: the main and the shadow connection. */
export class MigrationAdapter {
  provider = 'postgres'
  adapterName = '@prisma/adapter-pg'
  #url
  #pools = []

  constructor(url) {
    this.#url = url
  }

  async connect() {
    return this.#open(connectionOptions(this.#url).database)
  }

  async connectToShadowDb() {
    const admin = await openDatabase(this.#url, connectionOptions(this.#url).database)
    const stale = await admin.query('SELECT datname FROM pg_database d WHERE datname LIKE $1 AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)', [`${SHADOW_PREFIX}%`])
    for (const { datname } of stale.rows) await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(datname)}`)
    const name = `${SHADOW_PREFIX}${randomUUID()}`
    await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(name)}`)
    return this.#open(name, async () => {
      await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`)
      await admin.end()
    })
  }

  async close() {
    await Promise.all(this.#pools.map((end) => end()))
  }

  async #open(database, afterwards = async () => undefined) {
    // One connection that never idles away: the engine's advisory lock belongs to the connection that took it.
    const pool = new pg.Pool({ ...connectionOptions(this.#url), database, max: 1, idleTimeoutMillis: 0, Client: CatalogueClient })
    let ended
    const end = () => (ended ??= pool.end().then(afterwards))
    this.#pools.push(end)
    const adapter = putRight(await new PrismaPg(pool).connect())
    adapter.dispose = end
    return adapter
  }
}
