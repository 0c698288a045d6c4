const onJumps = { project: 'integration', test: 'lib/db/clock-jumps.integration.test.ts' }
const onStorms = { project: 'integration', test: 'lib/db/transaction.integration.test.ts' }
const onHours = { project: 'integration', test: 'lib/jobs/hourly-jobs.integration.test.ts' }

/**
 * Guards against clocks that are wrong, transactions that meet, and workers that do.
 * @type {{ name: string, file: string, find: string, replace: string, project: 'unit' | 'integration', test: string }[]}
 */
export const guardsOfTime = [
  { name: 'moments are exchanged with the database in UTC', file: 'lib/db/client.ts', find: ' -c timezone=UTC', replace: '', ...onJumps },
  { name: 'a session that ended stays so when the clock jumps back', file: 'lib/authn/session-facts.ts', find: 'AND s.ended_at IS NULL AND s.expires_at > c.now', replace: 'AND (s.ended_at IS NULL OR s.ended_at > c.now) AND s.expires_at > c.now', ...onJumps },
  { name: 'a conflict is tried ten times', file: 'lib/db/transaction.ts', find: 'const TRIES = 10', replace: 'const TRIES = 3', ...onStorms },
  { name: 'a conflict that never ends is "busy"', file: 'lib/errors/database-failure.ts', find: 'isUnavailable(error) || isWriteConflict(error) ?', replace: 'isUnavailable(error) ?', ...onStorms },
  { name: 'workers look one after the other whether an hourly job waits', file: 'lib/jobs/schedule-jobs.ts', find: "await query('SELECT pg_advisory_lock(hashtext($1))', [LOCK])", replace: '', ...onHours },
]
