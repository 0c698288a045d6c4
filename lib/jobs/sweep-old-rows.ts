import 'server-only'
import { pool } from '@/lib/db/client'
import { log } from '@/lib/log'

/** At a time, so that no statement comes near its time limit or holds many locks. */
const BATCH = 5000

/** What is old, and by which index it is found. Nothing here decides anything: it was already over when it was looked at last. */
const OLD = {
  // A double submit comes within minutes.
  idempotency_key: "created_at < (SELECT castellan_now()) - interval '1 day'",
  job: "state <> 'queued' AND finished_at < (SELECT castellan_now()) - CASE state WHEN 'abandoned' THEN interval '90 days' ELSE interval '7 days' END",
  // Full again long ago.
  rate_bucket: "updated_at < (SELECT castellan_now()) - interval '2 days'",
  sign_in_attempt: "updated_at < (SELECT castellan_now()) - interval '7 days' AND (locked_until IS NULL OR locked_until < (SELECT castellan_now()))",
  sign_in_streak: "updated_at < (SELECT castellan_now()) - interval '365 days'",
  // Kept for a while, so that a late click is told that its link has expired.
  link_token: "expires_at < (SELECT castellan_now()) - interval '90 days'",
  // Whom it was for is sealed in it; no invitation lives longer than this.
  withdrawn_link: "withdrawn_at < (SELECT castellan_now()) - interval '30 days'",
  // Never became a factor.
  second_factor: "confirmed_at IS NULL AND draft_expires_at < (SELECT castellan_now()) - interval '1 day'",
  enrolment_code: "expires_at < (SELECT castellan_now()) - interval '1 day'",
  passkey_challenge: "expires_at < (SELECT castellan_now()) - interval '1 day'",
  pending_sign_in: "expires_at < (SELECT castellan_now()) - interval '1 day'",
  email_code: "expires_at < (SELECT castellan_now()) - interval '1 day'",
  sso_request: "expires_at < (SELECT castellan_now()) - interval '1 day'",
  sso_pending_link: "expires_at < (SELECT castellan_now()) - interval '1 day'",
  // Out of its time, an assertion is refused for that.
  sso_replay: "expires_at < (SELECT castellan_now()) - interval '1 hour'",
  session: "ended_at < (SELECT castellan_now()) - interval '90 days'",
  // What was typed of people who may never have come; how it ended was looked at long ago.
  invite_list: "created_at < (SELECT castellan_now()) - interval '30 days'",
  bulk_run: "created_at < (SELECT castellan_now()) - interval '90 days'",
  stranger_failure: "digested_at < (SELECT castellan_now()) - interval '90 days'",
} as const

const EXPIRED_SESSIONS = `
  UPDATE session SET end_reason = 'expired', ended_at = least(expires_at, last_seen_at + (SELECT t.idle_timeout_seconds FROM tenant t WHERE t.id = session.tenant_id) * interval '1 second')
  WHERE ctid = ANY (ARRAY(
    SELECT s.ctid FROM session s JOIN tenant t ON t.id = s.tenant_id
    WHERE s.ended_at IS NULL AND (s.expires_at <= (SELECT castellan_now()) OR s.last_seen_at + t.idle_timeout_seconds * interval '1 second' <= (SELECT castellan_now()))
    LIMIT ${BATCH} FOR UPDATE OF s SKIP LOCKED))`

/** Fewer at a time: each of them stands in every index of the people. */
const PEOPLE = 500

/** Roles that ended by their time, an hour ago or longer, are no longer said of whoever held them (ADR 099). */
const ENDED_ROLES = `
  UPDATE administrator a SET roles_held = r.held, roles_until = r.until
  FROM (SELECT tenant_id, id FROM administrator WHERE roles_until <= (SELECT castellan_now()) - interval '1 hour' LIMIT ${PEOPLE} FOR NO KEY UPDATE SKIP LOCKED) AS d
  CROSS JOIN LATERAL roles_of(d.tenant_id, d.id, (SELECT castellan_now()) - interval '1 hour') AS r
  WHERE a.tenant_id = d.tenant_id AND a.id = d.id`

/** Deletes what is old, marks sessions that ran out and writes down anew which roles are held, batch by batch. May run twice, or be cut off anywhere. */
export async function sweepOldRows(_job: unknown, signal: AbortSignal): Promise<void> {
  const statements = Object.entries(OLD).map(([table, condition]) => [table, `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${BATCH}))`, BATCH] as const)
  const swept: Record<string, number> = {}
  for (const [name, sql, most] of [['expired_sessions', EXPIRED_SESSIONS, BATCH] as const, ['ended_roles', ENDED_ROLES, PEOPLE] as const, ...statements]) {
    let batch: number
    do {
      signal.throwIfAborted()
      batch = (await pool().query(sql)).rowCount ?? 0
      if (batch) swept[name] = (swept[name] ?? 0) + batch
    } while (batch === most)
  }
  log().info({ swept }, 'old rows were swept')
}
