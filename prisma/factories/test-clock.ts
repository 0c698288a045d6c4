import { connect } from '../../scripts/postgres-roles.mjs'

const HOUR = 3_600_000

/** Moves the one clock of a test database away from the real time; 0 puts it back. The database refuses it unless it is marked for tests. */
export async function moveClock(milliseconds: number): Promise<void> {
  const client = await connect(process.env.MIGRATION_DATABASE_URL!)
  await client.query('INSERT INTO test_clock (offset_ms) VALUES ($1) ON CONFLICT (singleton) DO UPDATE SET offset_ms = excluded.offset_ms', [milliseconds])
  await client.end()
}

/** Moves it to half past an hour, at least so many hours ahead: no hour begins while a test looks at what is done every hour. */
export async function moveToHalfPast(hoursAhead: number): Promise<void> {
  await moveClock((hoursAhead + 1.5) * HOUR - (Date.now() % HOUR))
}

/** Stops the file's own database at a moment (epoch milliseconds), so that a limit can be tried to the millisecond. `null` lets it run again. */
export async function stopClock(at: number | null): Promise<void> {
  const client = await connect(process.env.MIGRATION_DATABASE_URL!)
  const running = "date_trunc('milliseconds', clock_timestamp() + coalesce((SELECT offset_ms FROM test_clock), 0) * interval '1 millisecond')"
  const stopped = `to_timestamp(${Number(at)} / 1000.0)`
  await client.query(`CREATE OR REPLACE FUNCTION castellan_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$ SELECT ${at === null ? running : stopped} $$`)
  await client.end()
}
