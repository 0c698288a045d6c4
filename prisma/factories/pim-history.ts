import type { ClientBase } from 'pg'

interface PimHistory {
  tenantId: string
  /** over and done with, of every state, newest a minute ago and one a minute before that */
  requests: number
  /** that wait to be decided, each by another person */
  waiting: number
  /** that run now, each by another person */
  running: number
}

// People and roles are picked by the request's number, so that the same history comes out each time and every filter has its share.
const PEOPLE = `WITH person AS MATERIALIZED (
  SELECT g.administrator_id, g.id AS grant_id, (row_number() OVER (ORDER BY g.id) - 1)::int AS n FROM role_grant g WHERE g.tenant_id = $1
), many AS (SELECT count(*)::int AS people FROM person)`
const ROLE = "(ARRAY['client_admin', 'super_admin', 'auditor', 'readonly_viewer', 'client_owner'])[1 + k % 5]"

const OVER = `${PEOPLE}
INSERT INTO pim_request (tenant_id, basket_id, administrator_id, grant_id, role, scope, justification, requested_at, seconds, undecided_until, approvals_needed, state, decided_at, ended_at)
SELECT $1, gen_random_uuid(), p.administrator_id, p.grant_id, ${ROLE}, 'tenant', 'Number ' || k, at.at, 3600, at.at + interval '1 day', 1,
  (ARRAY['expired', 'expired', 'expired', 'deactivated', 'denied', 'timed_out', 'withdrawn', 'revoked', 'cancelled', 'cut_short']::pim_state[])[1 + k * 7 % 10], at.at, at.at + interval '1 hour'
FROM generate_series(1, $2::int) AS k CROSS JOIN many m JOIN person p ON p.n = k * 31 % m.people CROSS JOIN LATERAL (SELECT castellan_now() - k * interval '1 minute' AS at) at`

const OVER_ACTIVATIONS = `
INSERT INTO pim_activation (tenant_id, request_id, administrator_id, grant_id, role, scope, starts_at, ends_at, ended_at)
SELECT tenant_id, id, administrator_id, grant_id, role, scope, requested_at, requested_at + interval '1 hour', requested_at + interval '1 hour'
FROM pim_request WHERE tenant_id = $1 AND state IN ('expired', 'deactivated', 'revoked')`

const DECISIONS = `
INSERT INTO pim_decision (tenant_id, request_id, requester_id, approver_id, verdict, reason, at)
SELECT tenant_id, id, administrator_id, gen_random_uuid(), CASE WHEN state = 'denied' THEN 'denied' ELSE 'approved' END::pim_verdict, 'Decided', decided_at
FROM pim_request WHERE tenant_id = $1 AND state IN ('expired', 'deactivated', 'revoked', 'denied')`

const OPEN = `${PEOPLE}
INSERT INTO pim_request (tenant_id, basket_id, administrator_id, grant_id, role, scope, justification, requested_at, seconds, undecided_until, approvals_needed, state)
SELECT $1, gen_random_uuid(), p.administrator_id, p.grant_id, ${ROLE}, 'tenant', 'Open ' || k, at.at, 3600, castellan_now() + interval '1 day', 1, $3::pim_state
FROM generate_series(0, $2::int - 1) AS k CROSS JOIN many m JOIN person p ON p.n = k CROSS JOIN LATERAL (SELECT castellan_now() - k * interval '1 second' AS at) at`

const RUNNING = `
INSERT INTO pim_activation (tenant_id, request_id, administrator_id, grant_id, role, scope, starts_at, ends_at)
SELECT tenant_id, id, administrator_id, grant_id, role, scope, requested_at, castellan_now() + interval '1 hour' FROM pim_request WHERE tenant_id = $1 AND state = 'approved'`

/** Many requests of people who are there already, by a few statements. @param owner of the tables: what the triggers ask of a life is left out */
export async function storePimHistory(owner: Pick<ClientBase, 'query'>, { tenantId, requests, waiting, running }: PimHistory): Promise<void> {
  await owner.query('ALTER TABLE pim_request DISABLE TRIGGER pim_request_states; ALTER TABLE pim_activation DISABLE TRIGGER pim_activation_decided')
  try {
    await owner.query(OVER, [tenantId, requests])
    await owner.query(OVER_ACTIVATIONS, [tenantId])
    await owner.query(DECISIONS, [tenantId])
    await owner.query(OPEN, [tenantId, waiting, 'pending_approval'])
    await owner.query(OPEN, [tenantId, running, 'approved'])
    await owner.query(RUNNING, [tenantId])
  } finally {
    await owner.query('ALTER TABLE pim_request ENABLE TRIGGER pim_request_states; ALTER TABLE pim_activation ENABLE TRIGGER pim_activation_decided')
  }
  await owner.query('ANALYZE pim_request, pim_activation, pim_decision')
}
