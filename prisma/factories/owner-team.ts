import { randomUUID } from 'node:crypto'
import { connect } from '../../scripts/postgres-roles.mjs'

export interface OwnerTeam {
  tenantId: string
  /** an owner in force who does not count as usable: the grant ends */
  passing: { administratorId: string; sessionId: string }
  owners: { administratorId: string; sessionId: string; grantId: string; email: string }[]
}

const TEAM = `
WITH t AS (INSERT INTO tenant (slug, name, had_usable_owner) VALUES ($1, $1, true) RETURNING id),
  p AS (INSERT INTO identity_pool (tenant_id, name, built_in) SELECT id, 'Administrators', true FROM t RETURNING id, tenant_id),
  a AS (
    INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, activated_at)
    SELECT p.tenant_id, p.id, 'active', 'Owner', n::text, 'o' || n || '@' || $1 || '.example', 'o' || n || '@' || $1 || '.example', castellan_now() FROM p, generate_series(0, $2::integer) AS n
    RETURNING tenant_id, id, email, family_name = '0' AS passing),
  c AS (INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) SELECT tenant_id, id, 'not a hash', 'test-1', castellan_now() FROM a),
  g AS (
    INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at, ends_at)
    SELECT tenant_id, id, 'client_owner', 'tenant', 'seed', castellan_now() - interval '1 day', CASE WHEN passing THEN castellan_now() + interval '1 day' END FROM a RETURNING id, administrator_id),
  s AS (
    INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, fresh_factor_at)
    SELECT tenant_id, id, sha256(convert_to(id::text, 'UTF8')), castellan_now(), castellan_now(), castellan_now() + interval '1 hour', castellan_now() FROM a RETURNING id, administrator_id)
SELECT a.tenant_id AS "tenantId", a.id AS "administratorId", a.email, a.passing, g.id AS "grantId", s.id AS "sessionId" FROM a JOIN g ON g.administrator_id = a.id JOIN s ON s.administrator_id = a.id`

/** A tenant of its own with so many usable owners and one whose ownership ends tomorrow, each signed in; by one statement. */
export async function storeOwners(count: number): Promise<OwnerTeam> {
  const client = await connect(process.env.MIGRATION_DATABASE_URL!)
  try {
    const { rows } = await client.query(TEAM, [`owners-${randomUUID().slice(0, 12)}`, count])
    const passing = rows.find((row: { passing: boolean }) => row.passing)
    return { tenantId: passing.tenantId, passing, owners: rows.filter((row: { passing: boolean }) => !row.passing) }
  } finally {
    await client.end()
  }
}
