/**
 * Makes a restored database safe to serve from: `MIGRATION_DATABASE_URL=… node scripts/after-restore.mjs`, before the first server starts.
 * What was ended, used or sent after the backup would otherwise be alive, usable or sent again.
 */
import { connect } from './postgres-roles.mjs'

/** @returns {Promise<{ sessions: number, links: number, jobs: number, runs: number }>} how many of each were ended */
export async function afterRestore(ownerUrl) {
  const client = await connect(ownerUrl)
  const count = async (sql) => (await client.query(sql)).rowCount
  try {
    await client.query('BEGIN')
    const ended = {
      sessions: await count("UPDATE session SET ended_at = castellan_now(), end_reason = 'revoked' WHERE ended_at IS NULL"),
      links: await count('UPDATE link_token SET revoked_at = castellan_now() WHERE used_at IS NULL AND revoked_at IS NULL'),
      jobs: await count("UPDATE job SET state = 'cancelled', sealed = NULL, lease_token = NULL, leased_until = NULL, finished_at = castellan_now(), last_error = 'The database was restored from a backup.' WHERE state = 'queued'"),
      runs: await count("UPDATE bulk_run SET state = 'stopped', finished_at = castellan_now() WHERE state = 'running'"),
    }
    // With the sessions and links: sign-ins that wait for their second step, and codes that were mailed.
    await count('UPDATE pending_sign_in SET ended_at = castellan_now() WHERE ended_at IS NULL')
    await count('UPDATE email_code SET used_at = castellan_now() WHERE used_at IS NULL')
    await count('UPDATE enrolment_code SET used_at = castellan_now() WHERE used_at IS NULL')
    await client.query('COMMIT')
    return ended
  } finally {
    await client.end()
  }
}

if (process.argv[1] === import.meta.filename) {
  const url = process.env.MIGRATION_DATABASE_URL
  if (!url) {
    console.error('Set MIGRATION_DATABASE_URL to the restored database, as the role that owns the tables.')
    process.exit(1)
  }
  const { sessions, links, jobs, runs } = await afterRestore(url)
  console.log(`Ended ${sessions} sessions, ${links} mailed links, ${jobs} waiting jobs and ${runs} bulk runs. Invitations that still stand have to be sent again.`)
}
