/** A migrated, marked database on the embedded server. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { migrate } from './migrate.mjs'
import { connect, createDatabase } from './postgres-roles.mjs'
import { root } from './prisma-cli.mjs'

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
  // Asking Prisma takes a second; looking at what it wrote down does not.
  if (!(await migrationsAreApplied(migrationDatabaseUrl))) migrate(migrationDatabaseUrl, { quiet: true })
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

async function migrationsAreApplied(ownerUrl) {
  const folder = path.join(root, 'prisma/migrations')
  const wanted = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const client = await connect(ownerUrl)
  try {
    const { rows } = await client.query('SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL')
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]))
    return wanted.every(({ name }) => applied.get(name) === createHash('sha256').update(fs.readFileSync(path.join(folder, name, 'migration.sql'))).digest('hex'))
  } catch {
    // No such table yet: nothing was ever applied.
    return false
  } finally {
    await client.end()
  }
}
