import { connect } from '../../scripts/postgres-roles.mjs'

/** Moves the one clock of a test database away from the real time; 0 puts it back. The database refuses it unless it is marked for tests. */
export async function moveClock(milliseconds: number): Promise<void> {
  const client = await connect(process.env.MIGRATION_DATABASE_URL!)
  await client.query('INSERT INTO test_clock (offset_ms) VALUES ($1) ON CONFLICT (singleton) DO UPDATE SET offset_ms = excluded.offset_ms', [milliseconds])
  await client.end()
}
