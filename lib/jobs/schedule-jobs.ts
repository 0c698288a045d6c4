import 'server-only'
import type { ReservedConnection } from '@/lib/db/reserved-connection'
import type { JobKind } from './enqueue-job'

/** What runs every hour, by whichever worker comes first. */
export const HOURLY: readonly JobKind[] = ['housekeeping', 'audit_checkpoints', 'stranger_digest', 'pim_sweep', 'break_glass_alarms', 'sso_watch']

const LOCK = 'castellan hourly jobs'

/**
 * Sees to it that each hourly job waits for its next hour: one row of each, whatever the number of workers. Where none ran lately
 * (the first start, all workers gone for a while) it is due at once. Workers do so one after the other: whoever looks while another's is
 * under way would not see it, and queue it once more when it is done.
 */
export async function scheduleHourlyJobs({ query }: Pick<ReservedConnection, 'query'>): Promise<void> {
  await query('SELECT pg_advisory_lock(hashtext($1))', [LOCK])
  await query(
    `INSERT INTO job (kind, dedup_key, run_at)
     SELECT kind, 'hourly:' || kind,
       CASE WHEN EXISTS (SELECT FROM job j WHERE j.kind = hourly.kind AND (j.state = 'queued' OR j.finished_at > (SELECT castellan_now()) - interval '90 minutes'))
         THEN date_trunc('hour', castellan_now()) + interval '1 hour' ELSE castellan_now() END
     FROM unnest($1::text[]) AS hourly (kind)
     ON CONFLICT (dedup_key) WHERE state = 'queued' AND dedup_key IS NOT NULL DO NOTHING`,
    [HOURLY],
  ).finally(() => void query('SELECT pg_advisory_unlock(hashtext($1))', [LOCK]).catch(() => undefined))
}
