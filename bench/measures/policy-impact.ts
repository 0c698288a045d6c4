// What a policy would do to whom, before it is saved: asked over HTTP of a tenant of the largest size; and the ways in of its owners, when there are many.
import pg from 'pg'
import { ROLE_KEYS } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { readOwners } from '@/lib/ways-in/data'
import { compareWays, countUsable } from '@/lib/ways-in/prove'
import type { Finding, Measure } from '../measure'
import { median } from '../median'

const [OWNERS, CONNECTIONS, ROUNDS] = [100, 20, 15]
const json = (value: unknown) => encodeURIComponent(JSON.stringify(value))

/** Sessions that run: one of five people has one. They are taken back, for they would all be over at the next run. */
const SESSIONS = `
INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, address)
SELECT tenant_id, id, sha256(id::text::bytea), castellan_now() - get_byte(sha256(id::text::bytea), 0) * interval '1 minute', castellan_now() - get_byte(sha256(id::text::bytea), 1) * interval '2 seconds', castellan_now() + interval '11 hours', 'impact'
FROM administrator WHERE tenant_id = $1 AND status = 'active' AND get_byte(sha256(id::text::bytea), 2) < 51`

const mfa = (policy: { everyone: boolean; roles: readonly string[]; graceDays: number; allowedFactors: readonly string[] }) => `/api/mfa-policy/impact?policy=${json({ ...policy, stepUpMinutes: 5 })}`
const IMPACTS: [string, string][] = [
  ['MFA policy for everyone, passkeys alone', mfa({ everyone: true, roles: [], graceDays: 0, allowedFactors: ['passkey'] })],
  ['MFA policy for everyone, passkeys alone, a week of grace', mfa({ everyone: true, roles: [], graceDays: 7, allowedFactors: ['passkey'] })],
  ['MFA policy for the roles that have it at first, a week of grace', mfa({ everyone: false, roles: ['client_owner', 'client_admin', 'client_security_admin', 'client_compliance_auditor', 'super_admin'], graceDays: 7, allowedFactors: ['totp', 'passkey'] })],
  ['MFA policy for every role by name, a week of grace', mfa({ everyone: false, roles: ROLE_KEYS, graceDays: 7, allowedFactors: ['passkey'] })],
  ['password policy, expiry after 90 days', '/api/password-policy/impact?expiryDays=90'],
  ['session limits of 5 minutes and an hour', '/api/session-policy/impact?idleMinutes=5&absoluteHours=1'],
  ['domain allowlist of one domain', `/api/domain-allowlist/impact?domains=${json([{ domain: 'bench.example', subdomains: false }])}`],
  ['methods without passwords', '/api/sign-in-methods/impact?first=passkey&second=totp,passkey'],
]

export const policyImpact: Measure = {
  name: 'impact',
  run: async (rig) => {
    const database = await rig.database(rig.sizes.at(-1)!)
    const server = await rig.console(database, { JOB_WORKER: 'off' })
    const found: Finding[] = []
    const planted = new pg.Client({ connectionString: database.superuserUrl })
    await planted.connect()
    try {
      await planted.query(SESSIONS, [database.tenantId])
      await planted.query('VACUUM ANALYZE session')
      for (const [what, address] of IMPACTS) {
        const ask = async () => {
          const began = performance.now()
          const response = await fetch(server.origin + address, { headers: { cookie: database.cookie } })
          if (!response.ok) throw new Error(`${address} answered ${response.status}`)
          await response.text()
          return performance.now() - began
        }
        await ask()
        const took: number[] = []
        for (let round = 0; round < ROUNDS; round += 1) took.push(await ask())
        found.push({ what: `impact of ${what}, ${database.people.toLocaleString('en')} administrators`, reach: { atMost: 500 }, ratio: median(took), unit: 'ms', seen: `slowest ${Math.max(...took).toFixed(0)} ms of ${ROUNDS}` })
      }
    } finally {
      await planted.query("DELETE FROM session WHERE address = 'impact'")
      await planted.end()
      await server.stop()
    }
    return [...found, await waysIn(database)]
  },
}

/** In a transaction that is taken back: the database is kept for other runs. */
async function waysIn({ superuserUrl, tenantId, people }: { superuserUrl: string; tenantId: string; people: number }): Promise<Finding> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query('BEGIN')
    await plant(client, tenantId)
    const tx = { $queryRaw: async ({ text, values }: { text: string; values: unknown[] }) => (await client.query({ text, values })).rows as unknown } as unknown as Pick<Tx, '$queryRaw'>
    const took: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      const began = performance.now()
      const { world } = await readOwners(tx, tenantId)
      const { owners } = compareWays(world, { ...world, mfa: { ...world.mfa, allowed: ['passkey'] } })
      if (round > 0) took.push(performance.now() - began)
      if (owners.length < OWNERS || world.connections.length !== CONNECTIONS || countUsable(world) < OWNERS) throw new Error('the owners were not read')
    }
    return { what: `ways in of ${OWNERS} owners by ${CONNECTIONS} identity providers, now and under a change, ${people.toLocaleString('en')} administrators`, reach: { atMost: 50 }, ratio: median(took), unit: 'ms', seen: `slowest ${Math.max(...took).toFixed(0)} ms of ${ROUNDS}, one statement` }
  } finally {
    await client.query('ROLLBACK').catch(() => undefined)
    await client.end()
  }
}

async function plant(client: pg.Client, tenantId: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM administrator WHERE tenant_id = $1 AND status = 'active' ORDER BY id LIMIT $2", [tenantId, OWNERS])
  const ids = rows.map(({ id }) => id)
  await client.query("INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at) SELECT $1, unnest($2::uuid[]), 'client_owner', 'tenant', 'seed', castellan_now() - interval '1 day' ON CONFLICT DO NOTHING", [tenantId, ids])
  await client.query("INSERT INTO second_factor (tenant_id, administrator_id, kind, name, created_at, confirmed_at, secret_sealed) SELECT $1, unnest($2::uuid[]), 'totp', 'App', castellan_now(), castellan_now(), 'planted' FROM generate_series(1, 3)", [tenantId, ids])
  await client.query("INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) SELECT $1, unnest($2::uuid[]), 'not a hash', 'bench', castellan_now() ON CONFLICT DO NOTHING", [tenantId, ids])
  for (let n = 0; n < CONNECTIONS; n += 1) {
    const { rows: [connection] } = await client.query<{ id: string }>(
      `INSERT INTO sso_connection (tenant_id, protocol, name, position, issuer, client_id, client_auth, scopes, email_claim, given_name_claim, family_name_claim, groups_claim)
       VALUES ($1, 'oidc', $2, $3, $4, 'bench', 'client_secret_basic', '{openid}', 'email', 'given_name', 'family_name', 'groups') RETURNING id`,
      [tenantId, `Provider ${n}`, n, `https://idp-${n}.example`],
    )
    await client.query("INSERT INTO sso_identity (tenant_id, connection_id, issuer, subject, administrator_id, linked_by, linked_at, vouched_material) SELECT $1, $2, 'i', a::text, a, 'self', castellan_now(), 1 FROM unnest($3::uuid[]) AS a", [tenantId, connection!.id, ids])
    await client.query("INSERT INTO sso_connection_domain (tenant_id, connection_id, domain, challenge, added_at, proved_at) VALUES ($1, $2, $3, 'challenge-of-the-bench', castellan_now(), castellan_now())", [tenantId, connection!.id, `d${n}.example`])
  }
}
