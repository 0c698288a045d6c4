/** Applies the migrations that the database does not have yet. Running it again changes nothing. */
import { prisma } from './prisma-cli.mjs'

/**
 * @param {string} url as the role that owns the tables
 * @param {{ quiet?: boolean }} [options]
 */
export function migrate(url, { quiet = false } = {}) {
  prisma(['migrate', 'deploy'], { quiet, env: { MIGRATION_DATABASE_URL: url } })
}

if (process.argv[1] === import.meta.filename) {
  const url = process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL
  if (!url) {
    console.error('Set MIGRATION_DATABASE_URL (the role that owns the tables) or DATABASE_URL.')
    process.exit(1)
  }
  try {
    migrate(url)
  } catch (error) {
    // Prisma has said what happened; this is where to read on.
    console.error(error.message.split('\n')[0], 'docs/operations.md says how to go on.')
    process.exit(1)
  }
}
