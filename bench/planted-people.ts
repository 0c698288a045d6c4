// People who are the same at every size: those whom a search finds, and the one who is signed in.
import { connect } from '../scripts/postgres-roles.mjs'

export const RARE = { word: 'quickstep', people: 5 }
export const COMMON = { word: 'thistlewood', people: 2000 }
export const NOBODY = 'zzyzxqwv'

const PLANT = `
INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, activated_at, last_sign_in_at, created_at)
SELECT p.tenant_id, p.id, 'active', 'Mara' || n, initcap($2), lower($2) || n || '@bench.example', lower($2) || n || '@bench.example',
  now() - interval '90 days', now() - (n * 7919 % 8640000) * interval '1 second', now() - (n * 104729 % 31536000) * interval '1 second'
FROM identity_pool p CROSS JOIN generate_series(1, $3::integer) AS n WHERE p.tenant_id = $1 AND p.built_in`

// A mail waits for every invited person, and as many are long delivered.
const JOBS = `
INSERT INTO job (tenant_id, kind, administrator_id, state, run_at, finished_at)
SELECT tenant_id, 'mail', id, s.state::job_state, now() + interval '2 days', CASE WHEN s.state = 'done' THEN now() END
FROM administrator CROSS JOIN (VALUES ('queued'), ('done')) AS s (state) WHERE tenant_id = $1 AND status = 'new'`

/** Adds the people that searches find, a different rank in each sort. */
export async function storePlanted(ownerUrl: string, tenantId: string): Promise<void> {
  const client = await connect(ownerUrl)
  for (const { word, people } of [RARE, COMMON]) await client.query(PLANT, [tenantId, word, people])
  await client.query(JOBS, [tenantId])
  await client.end()
}

/** Adds the Client Owner in whose name everything is asked. */
export async function storeOwner(ownerUrl: string, tenantId: string): Promise<void> {
  const client = await connect(ownerUrl)
  await client.query(
    `WITH person AS (
       INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, activated_at)
       SELECT tenant_id, id, 'active', 'Olivia', 'Bench', 'owner@bench.example', 'owner@bench.example', now() FROM identity_pool WHERE tenant_id = $1 AND built_in RETURNING tenant_id, id
     ) INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at) SELECT tenant_id, id, 'client_owner', 'tenant', 'seed', now() - interval '1 day' FROM person`,
    [tenantId],
  )
  await client.query('UPDATE tenant SET had_usable_owner = true WHERE id = $1', [tenantId])
  await client.end()
}
