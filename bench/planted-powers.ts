// What the databases of PIM hold besides people: eligible roles, a history of requests, and what is open at the moment of a run.
import type { ClientBase } from 'pg'
import { storePimHistory } from '@/prisma/factories/pim-history'
import { connect } from '../scripts/postgres-roles.mjs'

/** One that is active without approval, one that the reader below is named for. */
export const ELIGIBLE = ['super_admin', 'client_compliance_auditor'] as const
export const ELIGIBLE_PEOPLE = 10_000
/** Named for the second role, beside whoever holds a certain role; holds nothing. */
export const NAMED = 'named@bench.example'

// Every one of them has a factor, and holds a small role besides, as before.
const GRANTS = `
WITH person AS (
  SELECT a.tenant_id, a.id, row_number() OVER (ORDER BY a.created_at, a.id) AS n FROM administrator a
  WHERE a.tenant_id = $1 AND a.status = 'active' AND a.email_key LIKE '%@crowd.example'
    AND EXISTS (SELECT FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.role IN ('member', 'requester', 'approver', 'readonly_viewer')) ORDER BY a.created_at, a.id LIMIT $2
), enrolled AS (
  UPDATE administrator a SET factor_enrolled_at = castellan_now() - interval '9 days', factor_kinds = '{totp}' FROM person p WHERE a.tenant_id = p.tenant_id AND a.id = p.id
)
INSERT INTO role_grant (tenant_id, administrator_id, role, scope, kind, source, starts_at, ends_at)
SELECT tenant_id, id, ($3::text[])[1 + n % 2], 'tenant', 'eligible', 'seed', castellan_now() - interval '30 days', castellan_now() + interval '300 days' FROM person`

const APPROVER = `
WITH person AS (
  INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, activated_at)
  SELECT tenant_id, id, 'active', 'Nora', 'Named', $2, $2, castellan_now() FROM identity_pool WHERE tenant_id = $1 AND built_in RETURNING tenant_id, id
) INSERT INTO pim_approver (tenant_id, role, administrator_id, approver_role) SELECT tenant_id, $3, w.who, w.role FROM person CROSS JOIN LATERAL (VALUES (person.id, NULL), (NULL, 'auditor')) AS w (who, role)`

// As many at every size, one every other hour.
const OF_THE_OWNER = `
WITH held AS (
  INSERT INTO role_grant (tenant_id, administrator_id, role, scope, kind, source, starts_at, ends_at)
  SELECT tenant_id, id, $2, 'tenant', 'eligible', 'seed', castellan_now() - interval '60 days', castellan_now() + interval '300 days' FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example'
  RETURNING tenant_id, administrator_id, id, role
)
INSERT INTO pim_request (tenant_id, basket_id, administrator_id, grant_id, role, scope, justification, requested_at, seconds, undecided_until, approvals_needed, state, decided_at, ended_at)
SELECT tenant_id, gen_random_uuid(), administrator_id, id, role, 'tenant', 'Number ' || k, at.at, 3600, at.at + interval '1 day', 1, (ARRAY['denied', 'withdrawn', 'timed_out']::pim_state[])[1 + k % 3], at.at, at.at + interval '1 hour'
FROM held CROSS JOIN generate_series(1, 200) AS k CROSS JOIN LATERAL (SELECT castellan_now() - k * interval '2 hours' AS at) at`

// Nobody signs in with it; but an owner without a way in is no owner, and no role could be assigned.
const WAY_IN = `
INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) SELECT tenant_id, id, 'no password has this hash', 'bench', castellan_now() FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example'`

/** Indexes of many rows are built once, not row by row. @returns what puts them back as they were */
async function takeIndexes(client: ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
     WHERE i.indrelid IN ('pim_request'::regclass, 'pim_activation'::regclass, 'pim_decision'::regclass) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`)
  await client.query(rows.map(({ name }) => `DROP INDEX ${name}`).join('; '))
  return async () => void (await client.query(rows.map(({ made }) => made).join('; ')))
}

/** Adds eligible roles and a history, as the superuser: a million rows need not ask each of their triggers. */
export async function storePowers(superuserUrl: string, { tenantId, requests }: { tenantId: string; requests: number }): Promise<void> {
  const client = await connect(superuserUrl)
  try {
    await client.query(GRANTS, [tenantId, ELIGIBLE_PEOPLE, ELIGIBLE])
    await client.query(WAY_IN, [tenantId])
    await client.query(APPROVER, [tenantId, NAMED, ELIGIBLE[1]])
    await client.query('SET session_replication_role = replica')
    const putBack = await takeIndexes(client)
    await storePimHistory(client, { tenantId, requests, waiting: 0, running: 0 })
    await putBack()
    await client.query(OF_THE_OWNER, [tenantId, ELIGIBLE[0]])
  } finally {
    await client.end()
  }
}

export interface Open {
  /** to be decided: the last of them longest */
  waiting?: number
  /** of people of the first role, from tomorrow on */
  scheduled?: number
  /** of the same, for some hours more */
  running?: number
}

const HELD = `
SELECT g.tenant_id, g.administrator_id, g.id AS grant_id, g.role, (row_number() OVER (PARTITION BY g.role ORDER BY g.id))::int AS n FROM role_grant g
JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id
WHERE g.tenant_id = $1 AND g.kind = 'eligible' AND a.email_key <> 'owner@bench.example'`

const WAITING = `
INSERT INTO pim_request (tenant_id, basket_id, administrator_id, grant_id, role, scope, justification, requested_at, seconds, undecided_until, approvals_needed, factor_given_at, state)
SELECT tenant_id, gen_random_uuid(), administrator_id, grant_id, role, 'tenant', 'The nightly run failed', castellan_now() - n * interval '1 second', 3600, castellan_now() + interval '1 day', 1, castellan_now() - n * interval '1 second', 'pending_approval'
FROM (${HELD}) h WHERE n <= $2::int / 2`

// Their own triggers say yes to these: nobody need approve.
const APPROVED = `
WITH asked AS (
  INSERT INTO pim_request (tenant_id, basket_id, administrator_id, grant_id, role, scope, justification, requested_at, starts_at, seconds, undecided_until, approvals_needed, state, decided_at)
  SELECT tenant_id, gen_random_uuid(), administrator_id, grant_id, role, 'tenant', 'The nightly run failed', at.at, castellan_now() + $4::interval, 28800, castellan_now() + interval '1 day', 0, 'approved', at.at
  FROM (${HELD}) h CROSS JOIN LATERAL (SELECT castellan_now() - interval '2 minutes' - n * interval '1 second' AS at) at WHERE n > $2::int / 2 AND n <= ($2::int + $3::int) / 2 RETURNING *
) SELECT count(*) FROM asked`
const ACTIVATIONS = `
INSERT INTO pim_activation (tenant_id, request_id, administrator_id, grant_id, role, scope, starts_at, ends_at, start_noted_at)
SELECT r.tenant_id, r.id, r.administrator_id, r.grant_id, r.role, r.scope, r.starts_at, r.starts_at + interval '8 hours', CASE WHEN r.starts_at <= castellan_now() THEN r.starts_at END
FROM pim_request r WHERE r.tenant_id = $1 AND r.state = 'approved'`

/** What was open is gone; from now on this is. A database is kept between runs, and what ran yesterday has ended. */
export async function setOpen(client: ClientBase, tenantId: string, { waiting = 0, scheduled = 0, running = 0 }: Open): Promise<void> {
  await client.query("DELETE FROM pim_request WHERE tenant_id = $1 AND state IN ('pending_approval', 'approved')", [tenantId])
  await client.query(WAITING, [tenantId, waiting])
  await client.query(APPROVED, [tenantId, waiting, running, '-1 minute'])
  await client.query(APPROVED, [tenantId, waiting + running, scheduled, '1 day'])
  await client.query(ACTIVATIONS, [tenantId])
  await client.query('VACUUM ANALYZE pim_request, pim_activation')
}
