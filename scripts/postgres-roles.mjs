/** The two login roles of the embedded server, and the databases that belong to them. */
import pg from 'pg'

const MIGRATION_LOCK = 7_264_001

/** What one stuck client may hold up, at most. The owner migrates, so it has no statement limit. */
const roleSettings = {
  castellan_owner: { lock_timeout: '3s' },
  castellan_app: { statement_timeout: '5s', lock_timeout: '2s', idle_in_transaction_session_timeout: '10s' },
}

/** A connected client; the caller ends it. */
export async function connect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 })
  // The server may go away under an idle client; whoever waits for a query hears of it there.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

export function databaseUrl({ credentials, host, port }, user, database) {
  return `postgresql://${user}:${credentials[user]}@${host}:${port}/${database}`
}

/** Makes both roles with the passwords and limits they are to have; running it again changes nothing. */
export async function prepareRoles(urls) {
  await withLock(databaseUrl(urls, 'postgres', 'postgres'), async (client) => {
    for (const [role, settings] of Object.entries(roleSettings)) {
      const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
      if (known.rowCount === 0) await client.query(`CREATE ROLE ${role}`)
      // The owner may make databases: Prisma compares migrations in a shadow database.
      const right = role === 'castellan_owner' ? 'CREATEDB' : 'NOCREATEDB'
      await client.query(`ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEROLE ${right} PASSWORD ${client.escapeLiteral(urls.credentials[role])}`)
      for (const [name, value] of Object.entries(settings)) await client.query(`ALTER ROLE ${role} SET ${name} = '${value}'`)
    }
  })
}

/**
 * Makes a database of castellan_owner when it is absent.
 * @param {string} superuserUrl
 * @param {string} name
 * @param {string} [template] a database to copy; nobody may be connected to it
 * @returns {Promise<boolean>} whether it was made just now
 */
export async function createDatabase(superuserUrl, name, template) {
  const client = await connect(superuserUrl)
  try {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (known.rowCount) return false
    // STRATEGY FILE_COPY would force a checkpoint; the log strategy is quicker for small templates.
    const from = template ? `TEMPLATE ${client.escapeIdentifier(template)}` : ''
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} OWNER castellan_owner ${from}`)
    return true
  } finally {
    await client.end()
  }
}

/** Deletes a database, ending whoever is still connected to it. */
export async function dropDatabase(superuserUrl, name) {
  const client = await connect(superuserUrl)
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`)
  } finally {
    await client.end()
  }
}

/** Runs `work` while no other process runs anything under the same lock of this server. */
export async function withLock(superuserUrl, work) {
  const client = await connect(superuserUrl)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    return await work(client)
  } finally {
    await client.end()
  }
}
