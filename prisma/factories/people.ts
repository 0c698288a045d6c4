import type { ClientBase } from 'pg'
import { connect } from '../../scripts/postgres-roles.mjs'

interface Crowd {
  slug: string
  people: number
  /** whoever was activated has one; nobody knows it */
  passwords?: boolean
}

// Names are picked by the person's number, so that the same crowd comes out each time and every filter has its share.
const CROWD = `
INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, factor_enrolled_at, factor_kinds, invitation_expires_at, activated_at, last_sign_in_at, deleted_at, created_at, has_password, roles_held)
SELECT $1, $2,
  s.status, given, family, lower(given) || '.' || lower(family) || n || '@' || $6::text, lower(given) || '.' || lower(family) || n || '@' || $6::text,
  CASE WHEN n % 7 = 0 AND s.status <> 'new' THEN now() - interval '9 days' END,
  CASE WHEN n % 7 = 0 AND s.status <> 'new' THEN '{totp}'::factor_kind[] ELSE '{}' END,
  CASE WHEN s.status = 'new' THEN now() + ((n / 20) % 7 - 3.5) * interval '1 day' END,
  CASE WHEN s.status <> 'new' THEN now() - interval '90 days' END,
  CASE WHEN s.status <> 'new' AND n % 9 > 0 THEN now() - (n::bigint * 7919 % 8640000) * interval '1 second' END,
  CASE WHEN s.status = 'deleted' THEN now() - interval '2 days' END,
  now() - (n::bigint * 104729 % 31536000) * interval '1 second', $7 AND s.status IN ('active', 'inactive'),
  ($8::text[])[1 + n::bigint * 104729 / 1000 % cardinality($8::text[])]
FROM generate_series(1, $3::integer) AS n
CROSS JOIN LATERAL (SELECT (CASE WHEN n % 20 = 0 THEN 'new' WHEN n % 25 = 1 THEN 'inactive' WHEN n % 50 = 2 THEN 'deleted' ELSE 'active' END)::administrator_status AS status,
  ($4::text[])[1 + n * 31 % cardinality($4::text[])] AS given, ($5::text[])[1 + n * 17 % cardinality($5::text[])] AS family) AS s`

const GRANTS = `
INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at)
SELECT tenant_id, id, roles_held, 'tenant', 'seed', now() - interval '30 days' FROM administrator WHERE tenant_id = $1 AND email_key LIKE '%@' || $2::text`

const FACETS = `
INSERT INTO administrator_facet (tenant_id, facet, administrator_id, held_until, list_bucket, name_key, email_key, last_sign_in_key, created_at)
SELECT a.tenant_id, g.role, a.id, 'infinity', a.list_bucket, a.name_key, a.email_key, a.last_sign_in_key, a.created_at
FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id WHERE g.tenant_id = $1`

const PASSWORDS = `
INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at, of_active)
SELECT tenant_id, id, 'of nobody', 'crowd', activated_at + (created_at - activated_at) / 5, status = 'active' FROM administrator WHERE tenant_id = $1 AND has_password`

const GIVEN = ['Ada', 'Bruno', 'Chidi', 'Dilnoza', 'Esra', 'Fatima', 'Goran', 'Hana', 'Ilse', 'Jonas', 'Kwame', 'Leila', 'Mateo', 'Nadia', 'Omar', 'Priya', 'Quentin', 'Rosa', 'Soren', 'Tomoko', 'Ulf', 'Vida', 'Wei', 'Xenia', 'Yara', 'Zofia', 'Aiko', 'Bilal', 'Carmen']
const FAMILY = ['Abara', 'Bianchi', 'Castro', 'Dvorak', 'Eriksen', 'Fontaine', 'Gupta', 'Haddad', 'Ito', 'Jansen', 'Kaya', 'Lindqvist', 'Mbeki', 'Novak', 'Olsen', 'Petrov', 'Quispe', 'Rossi', 'Silva', 'Tanaka', 'Ueda', 'Vargas', 'Weber', 'Yilmaz', 'Zhang', 'Alvarez', 'Brandt', 'Cohen', 'Duarte', 'Engel', 'Farkas']
const ROLES = ['readonly_viewer', 'requester', 'approver', 'governance_operator', 'member', 'auditor', 'client_admin', 'readonly_viewer', 'requester', 'member']

interface Newcomers {
  tenantId: string
  poolId: string
  people: number
  /** of their addresses */
  domain: string
  /** say that they have passwords: whoever asks for it stores them */
  passwords?: boolean
}

/** Adds many people to a tenant, all statuses and most roles, by two statements. @param client whose role may write people and grants */
export async function addPeople(client: Pick<ClientBase, 'query'>, { tenantId, poolId, people, domain, passwords = false }: Newcomers): Promise<void> {
  await client.query(CROWD, [tenantId, poolId, people, GIVEN, FAMILY, domain, passwords, ROLES])
  await client.query(GRANTS, [tenantId, domain])
}

/** The two indexes that cost most row by row are built once instead. @returns what puts them back as they were */
async function takeSlowIndexes(client: ClientBase): Promise<() => Promise<void>> {
  const { rows: [was] } = await client.query<{ search: string; overlap: string }>(
    "SELECT pg_get_indexdef('administrator_search'::regclass) AS search, (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'role_grant_no_overlap') AS overlap",
  )
  await client.query('DROP INDEX administrator_search; ALTER TABLE role_grant DROP CONSTRAINT role_grant_no_overlap')
  return async () => void (await client.query(`${was!.search}; ALTER TABLE role_grant ADD CONSTRAINT role_grant_no_overlap ${was!.overlap}`))
}

/** Stores a tenant with many people in it, as the database's owner. @returns the tenant's id */
export async function storeCrowd(ownerUrl: string, { slug, people, passwords = false }: Crowd): Promise<string> {
  const client = await connect(ownerUrl)
  try {
    const { rows: [tenant] } = await client.query('INSERT INTO tenant (slug, name) VALUES ($1, $1) RETURNING id', [slug])
    const { rows: [pool] } = await client.query("INSERT INTO identity_pool (tenant_id, name, built_in) VALUES ($1, 'Administrators', true) RETURNING id", [tenant.id])
    // What the triggers would do for one statement of a million rows is done faster once, in the same transaction.
    await client.query('BEGIN; ALTER TABLE role_grant DISABLE TRIGGER facets_after_insert; ALTER TABLE password_credential DISABLE TRIGGER USER')
    const putBack = await takeSlowIndexes(client)
    await addPeople(client, { tenantId: tenant.id, poolId: pool.id, people, domain: 'crowd.example', passwords })
    if (passwords) await client.query(PASSWORDS, [tenant.id])
    // Without it the join below may be planned for empty tables.
    await client.query('ANALYZE administrator, role_grant')
    await client.query(FACETS, [tenant.id])
    await putBack()
    await client.query('ALTER TABLE role_grant ENABLE TRIGGER facets_after_insert; ALTER TABLE password_credential ENABLE TRIGGER USER; COMMIT')
    await client.query('VACUUM ANALYZE administrator, role_grant, administrator_facet, password_credential')
    return tenant.id as string
  } finally {
    await client.end()
  }
}
