import { expect, it } from 'vitest'
import { testDatabase } from '../prisma/factories/test-database'
import { afterRestore } from './after-restore.mjs'
import { connect } from './postgres-roles.mjs'

it('F25: ends what a backup would bring back to life, and nothing twice', async () => {
  const client = await connect(testDatabase.ownerUrl)
  await client.query(`
    WITH t AS (INSERT INTO tenant (slug, name) VALUES ('restored', 'Restored') RETURNING id),
         p AS (INSERT INTO identity_pool (tenant_id, name, built_in) SELECT id, 'Administrators', true FROM t RETURNING tenant_id, id),
         a AS (INSERT INTO administrator (tenant_id, pool_id, given_name, family_name, email, email_key)
               SELECT tenant_id, id, 'Olivia', 'Owner', 'olivia@acme.example', 'olivia@acme.example' FROM p RETURNING tenant_id, id),
         s AS (INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at)
               SELECT tenant_id, id, sha256('session'), castellan_now(), castellan_now(), castellan_now() + interval '1 hour' FROM a RETURNING id),
         l AS (INSERT INTO link_token (tenant_id, purpose, token_hash, administrator_id, created_at, expires_at)
               SELECT tenant_id, 'password_reset', sha256('link'), id, castellan_now(), castellan_now() + interval '1 hour' FROM a RETURNING id)
    INSERT INTO job (tenant_id, kind, sealed, run_at) SELECT id, 'mail', 'secret', castellan_now() FROM t`)

  expect(await afterRestore(testDatabase.ownerUrl)).toEqual({ sessions: 1, links: 1, jobs: 1, runs: 0 })
  const { rows } = await client.query("SELECT (SELECT count(*) FROM session WHERE ended_at IS NULL)::int AS sessions, (SELECT count(*) FROM job WHERE state = 'queued' OR sealed IS NOT NULL)::int AS jobs")
  expect(rows).toEqual([{ sessions: 0, jobs: 0 }])
  expect(await afterRestore(testDatabase.ownerUrl)).toEqual({ sessions: 0, links: 0, jobs: 0, runs: 0 })
  await client.end()
})
