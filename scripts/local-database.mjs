/** A migrated, marked database on the embedded server. */
import { migrate } from './migrate.mjs'
import { connect, createDatabase } from './postgres-roles.mjs'

/**
 * Makes the database when it is absent, applies what migrations are missing, and marks what it is for.
 * @param {import('./embedded-postgres.d.mts').Postgres} server
 * @param {string} name
 * @param {'demo' | 'test'} mode
 * @returns {Promise<{ databaseUrl: string, migrationDatabaseUrl: string }>}
 */
export async function prepareDatabase(server, name, mode) {
  await createDatabase(server.superuserUrl(), name)
  const migrationDatabaseUrl = server.ownerUrl(name)
  migrate(migrationDatabaseUrl, { quiet: true })
  await markDatabase(migrationDatabaseUrl, mode)
  return { databaseUrl: server.appUrl(name), migrationDatabaseUrl }
}

/** @throws {Error} when the database carries another mark already */
export async function markDatabase(ownerUrl, mode) {
  const client = await connect(ownerUrl)
  try {
    await client.query('INSERT INTO database_mark (mode) VALUES ($1) ON CONFLICT DO NOTHING', [mode])
    const { rows } = await client.query('SELECT mode FROM database_mark')
    if (rows[0].mode !== mode) throw new Error(`This database is marked "${rows[0].mode}" and cannot be used for "${mode}".`)
  } finally {
    await client.end()
  }
}
