import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../scripts/migrate.mjs'
import { connect, createDatabase, dropDatabase } from '../scripts/postgres-roles.mjs'
import { testDatabase } from './factories/test-database'

const folder = path.join(import.meta.dirname, 'migrations')
const migrations = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted()
const LONGEST_LOCK_SECONDS = 3
const name = `${testDatabase.name}_populated`
const urlOf = (url: string) => url.replace(/[^/]*$/, name)
const ownerUrl = urlOf(testDatabase.ownerUrl)

beforeAll(async () => createDatabase(urlOf(testDatabase.superuserUrl).replace(name, 'postgres'), name))
afterAll(async () => dropDatabase(urlOf(testDatabase.superuserUrl).replace(name, 'postgres'), name))

// Every status, optional values absent and present, and names that are hard: right to left, combined, empty until activation.
const POPULATION = `
INSERT INTO tenant (slug, name, had_usable_owner) VALUES ('acme', 'Acme', true), ('globex', 'Globex', false);
INSERT INTO identity_pool (tenant_id, name, built_in) SELECT id, 'Administrators', true FROM tenant;
INSERT INTO workspace (tenant_id, slug, name) SELECT id, 'payments', 'Payments' FROM tenant;
INSERT INTO organization (tenant_id, slug, name) SELECT id, 'northwind', 'Northwind' FROM tenant;
INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, activated_at, deleted_at, invitation_expires_at, last_sign_in_at, factor_enrolled_at)
SELECT p.tenant_id, p.id, s.status::administrator_status,
  CASE n % 5 WHEN 0 THEN 'Zoë' WHEN 1 THEN 'עדה' WHEN 2 THEN 'e' || U&'\\0301' || 'lise' WHEN 3 THEN '李' ELSE 'O''Hara-%_' END, 'Family ' || n, 'p' || n || '@acme.example', 'p' || n || '@acme.example',
  CASE WHEN s.status <> 'new' THEN now() - interval '9 days' END, CASE WHEN s.status = 'deleted' THEN now() END, CASE WHEN s.status = 'new' THEN now() + interval '1 day' END,
  CASE WHEN s.status = 'active' AND n % 2 = 0 THEN now() END, CASE WHEN n % 7 = 0 AND s.status <> 'new' THEN now() END
FROM identity_pool p CROSS JOIN generate_series(1, 500) AS n CROSS JOIN LATERAL (SELECT (ARRAY['new', 'active', 'inactive', 'deleted'])[1 + n % 4] AS status) AS s;
INSERT INTO identifier (tenant_id, pool_id, administrator_id, type, value, value_key) SELECT tenant_id, pool_id, id, 'email', email, email_key FROM administrator;
INSERT INTO address (tenant_id, administrator_id, type, value, value_key, is_primary, verified_at) SELECT tenant_id, id, 'email', email, email_key, true, activated_at FROM administrator;
INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) SELECT tenant_id, id, 'x', 'k1', now() FROM administrator WHERE activated_at IS NOT NULL;
INSERT INTO role_grant (tenant_id, administrator_id, role, scope, starts_at, ends_at, revoked_at, confirmed)
SELECT tenant_id, id, (ARRAY['client_owner', 'auditor', 'client_security_admin', 'member'])[1 + (row_number() OVER (ORDER BY email_key))::integer % 4], 'tenant', now() - interval '9 days',
  CASE WHEN email_key LIKE '%3@%' THEN now() - interval '1 day' WHEN email_key LIKE '%4@%' THEN now() + interval '1 day' END, CASE WHEN email_key LIKE '%5@%' THEN now() END, email_key NOT LIKE '%6@%' FROM administrator;
INSERT INTO role_grant (tenant_id, administrator_id, role, scope, workspace_id, starts_at) SELECT a.tenant_id, a.id, 'workspace_admin', 'workspace', w.id, now() FROM administrator a JOIN workspace w ON w.tenant_id = a.tenant_id WHERE a.email_key LIKE '%7@%';
INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at) SELECT tenant_id, id, sha256(id::text::bytea), now(), now(), now() + interval '1 hour' FROM administrator WHERE status = 'active';
INSERT INTO invitation (tenant_id, administrator_id, created_at, expires_at, last_sent_at) SELECT tenant_id, id, now(), now() + interval '1 day', now() FROM administrator WHERE status = 'new';
INSERT INTO link_token (tenant_id, purpose, token_hash, administrator_id, invitation_id, created_at, expires_at) SELECT tenant_id, 'activation', sha256(id::text::bytea), administrator_id, id, now(), now() + interval '1 day' FROM invitation;
INSERT INTO job (tenant_id, kind, administrator_id, run_at, payload) SELECT tenant_id, 'mail', administrator_id, now(), '{"letter": "invitation"}' FROM invitation;
INSERT INTO audit_event (tenant_id, sequence, at, actor_kind, actor_id, action, outcome, target_type, target_id, affected_id, request_id, previous_hash, hash)
SELECT t.id, n, now(), CASE WHEN n % 3 = 0 THEN 'system' ELSE 'administrator' END::audit_actor, CASE WHEN n % 3 = 0 THEN NULL ELSE gen_random_uuid() END, 'administrator.updated', CASE WHEN n % 4 = 0 THEN 'refused' ELSE 'done' END::audit_outcome, 'administrator', gen_random_uuid()::text, gen_random_uuid(), 'r', '\\x00', '\\x00'
FROM tenant t CROSS JOIN generate_series(1, 5000) AS n;`

const COUNTS = ['tenant', 'administrator', 'identifier', 'address', 'role_grant', 'session', 'invitation', 'link_token', 'job', 'audit_event']

it('[F26] every later migration runs on populated data within the time a lock may be held, keeps each row, and the second time changes nothing', async () => {
  const client = await connect(ownerUrl)
  const sqlOf = (migration: string) => fs.readFileSync(path.join(folder, migration, 'migration.sql'), 'utf8')
  const count = async () => (await client.query(COUNTS.map((table) => `SELECT '${table}' AS name, count(*)::integer FROM ${table}`).join(' UNION ALL '))).rows
  try {
    const [first, ...later] = migrations
    await client.query(sqlOf(first!))
    await client.query(POPULATION)
    const before = await count()
    expect(before.find(({ name: table }) => table === 'administrator').count).toBe(1000)
    for (const migration of later) {
      const from = process.hrtime.bigint()
      await client.query(sqlOf(migration))
      expect([migration, Number(process.hrtime.bigint() - from) / 1e9 < LONGEST_LOCK_SECONDS]).toEqual([migration, true])
    }
    expect(await count()).toEqual(before)
    // What is kept beside the rows for the list was made for those that were there already.
    const { rows } = await client.query("SELECT count(DISTINCT administrator_id)::integer AS people FROM administrator_facet WHERE facet LIKE '%auditor%'")
    expect(rows[0].people).toBeGreaterThan(100)
    // So was what policies are counted by.
    const { rows: [kept] } = await client.query(`
      SELECT count(*) FILTER (WHERE a.roles_held <> '')::int AS holders, count(*) FILTER (WHERE a.roles_until IS NOT NULL)::int AS ending, count(*) FILTER (WHERE c.of_active)::int AS active,
        count(*) FILTER (WHERE (a.roles_held, a.roles_until) IS DISTINCT FROM (r.held, r.until::timestamptz(3)))::int AS otherwise,
        count(*) FILTER (WHERE a.has_password <> (c.administrator_id IS NOT NULL) OR c.of_active <> (a.status = 'active'))::int AS unlike
      FROM administrator a CROSS JOIN roles_of(a.tenant_id, a.id, now() - interval '1 hour') r LEFT JOIN password_credential c ON c.tenant_id = a.tenant_id AND c.administrator_id = a.id`)
    expect(kept).toEqual({ holders: expect.any(Number) as number, ending: expect.any(Number) as number, active: expect.any(Number) as number, otherwise: 0, unlike: 0 })
    expect([kept.holders, kept.ending, kept.active].filter((people) => people < 50)).toEqual([])
  } finally {
    await client.end()
  }
})

it('[F26] applied by its command twice, the second time does nothing', async () => {
  const fresh = `${name}_fresh`
  const url = ownerUrl.replace(name, fresh)
  const superuserUrl = urlOf(testDatabase.superuserUrl).replace(name, 'postgres')
  await createDatabase(superuserUrl, fresh)
  try {
    const applied = async () => {
      const client = await connect(url)
      const { rows } = await client.query('SELECT migration_name, finished_at, applied_steps_count FROM _prisma_migrations ORDER BY 1')
      await client.end()
      return rows as { migration_name: string }[]
    }
    migrate(url, { quiet: true })
    const once = await applied()
    expect(once.map(({ migration_name }) => migration_name)).toEqual(migrations)
    migrate(url, { quiet: true })
    expect(await applied()).toEqual(once)
  } finally {
    await dropDatabase(superuserUrl, fresh)
  }
})
