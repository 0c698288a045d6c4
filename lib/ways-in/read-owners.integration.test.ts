import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { storeCrowd } from '@/prisma/factories/people'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { ownersStatement, readOwners } from './data'
import { pathsOf } from './paths'
import { countUsable } from './prove'

afterAll(closeDatabase)

describe('[T47] identity providers in the world of owners', () => {
  let tenant: DisposableTenant
  let id = ''
  const sql = async (text: string, ...values: unknown[]) => pool().query(text, values)
  const read = async () => (await readOwners(db(), tenant.id)).world
  const keys = async (name: string) => {
    const world = await read()
    return pathsOf(world.owners.find((owner) => owner.id === tenant.people[name]!.id)!, world).map(({ key }) => key.replace(id, 'idp'))
  }

  beforeAll(async () => {
    tenant = await disposableTenant()
    id = (await plantConnection({ tenantId: tenant.id })).id
  })

  it('what was only added opens nothing and requires nothing', async () => {
    const { connections } = await read()
    expect(connections).toEqual([{ id, name: 'Contoso', disabled: false, proven: false, expiresAt: null, domains: [], required: null, trustsFactor: false }])
    expect(await keys('olivia')).toEqual(['password+enrolment'])
  })

  it('proved, linked and bound it is a way in that does not count; required it shuts the others, until it reverts, for all but break-glass', async () => {
    const { id: olivia } = tenant.people.olivia!
    const domain = tenant.people.olivia!.email.split('@')[1]!
    const { rows: [proof] } = await sql("INSERT INTO sso_proof (tenant_id, connection_id, material_version, administrator_id, session_id, at) SELECT tenant_id, id, material_version, $3, $4, castellan_now() FROM sso_connection WHERE tenant_id = $1 AND id = $2 RETURNING id", tenant.id, id, olivia, randomUUID())
    await sql("INSERT INTO sso_identity (tenant_id, connection_id, issuer, subject, administrator_id, linked_by, linked_at, vouched_material) SELECT $1, $2, issuer, 's', $3, 'self', castellan_now(), 1 FROM sso_connection WHERE id = $2", tenant.id, id, olivia)
    await sql("INSERT INTO sso_connection_domain (tenant_id, connection_id, domain, challenge, added_at) VALUES ($1, $2, $3, 'challenge-of-the-tests', castellan_now())", tenant.id, id, domain)
    expect((await read()).connections).toMatchObject([{ proven: true, domains: [] }])
    expect(await keys('olivia')).toEqual(['password+enrolment', 'sso:idp'])
    await sql('UPDATE sso_connection_domain SET proved_at = castellan_now() WHERE tenant_id = $1', tenant.id)
    await sql("UPDATE sso_connection SET required_proof_id = $2, required_since = castellan_now(), required_until = castellan_now() + interval '10 minutes', required_by_id = $3 WHERE tenant_id = $1", tenant.id, proof.id, olivia)
    expect(await keys('olivia')).toEqual(['sso:idp'])
    expect(countUsable(await read())).toBe(0)
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: olivia } }, data: { breakGlassAt: new Date() } })
    await db().secondFactor.create({ data: { tenantId: tenant.id, administratorId: olivia, kind: 'totp', name: 'Planted', createdAt: new Date(), confirmedAt: new Date(), secretSealed: 'planted' } })
    expect(await keys('olivia')).toEqual(['password+totp', 'sso:idp'])
    expect(countUsable(await read())).toBe(1)
    await sql("UPDATE sso_connection SET required_since = castellan_now() - interval '11 minutes', required_until = castellan_now() - interval '1 minute' WHERE tenant_id = $1", tenant.id)
    expect(await keys('oscar')).toEqual(['password+enrolment'])
    await sql("UPDATE sso_connection SET required_since = castellan_now() - interval '9 minutes', required_until = castellan_now() + interval '1 minute', required_confirmed_at = castellan_now(), required_confirmed_session_id = $2 WHERE tenant_id = $1", tenant.id, randomUUID())
    expect((await read()).connections).toMatchObject([{ required: { revertsAt: null } }])
    expect(await keys('oscar')).toEqual([])
  })

  it('a secret that ran out opens nothing; a new one has to be proved', async () => {
    await sql("UPDATE sso_credential SET expires_at = castellan_now() - interval '1 second' WHERE tenant_id = $1", tenant.id)
    expect(await keys('olivia')).toEqual(['password+totp'])
    await sql("UPDATE sso_credential SET expires_at = NULL, fingerprint = repeat('a', 64) WHERE tenant_id = $1", tenant.id)
    expect((await read()).connections).toMatchObject([{ proven: false, required: null, expiresAt: null }])
    expect(await keys('oscar')).toEqual(['password+enrolment'])
  })

  it('whom another provider knew is known by nobody: the issuer of the connection has changed', async () => {
    const linked = async () => (await read()).owners.find((owner) => owner.id === tenant.people.olivia!.id)!.identities
    expect(await linked()).toEqual([id])
    await sql("UPDATE sso_connection SET issuer = 'https://elsewhere.example' WHERE tenant_id = $1", tenant.id)
    expect(await linked()).toEqual([])
  })
})

interface Node { 'Node Type': string; 'Relation Name'?: string; 'Shared Hit Blocks': number; 'Shared Read Blocks': number; Plans?: Node[] }

const [OWNERS, CONNECTIONS] = [100, 20]

it(`${OWNERS} owners and ${CONNECTIONS} providers among 20,000 people are read in one statement along indexes`, async () => {
  const tenantId = await storeCrowd(testDatabase.ownerUrl, { slug: 'many-owners', people: 20_000 })
  const database = await connect(testDatabase.ownerUrl)
  await database.query("UPDATE role_grant SET revoked_at = castellan_now() WHERE tenant_id = $1 AND role = 'client_owner'", [tenantId])
  const { rows } = await database.query("SELECT id FROM administrator WHERE tenant_id = $1 AND status = 'active' ORDER BY id LIMIT $2", [tenantId, OWNERS])
  const ids = rows.map((row: { id: string }) => row.id)
  await database.query("INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at) SELECT $1, unnest($2::uuid[]), 'client_owner', 'tenant', 'seed', castellan_now() - interval '1 day'", [tenantId, ids])
  await database.query("INSERT INTO second_factor (tenant_id, administrator_id, kind, name, created_at, confirmed_at, secret_sealed) SELECT $1, unnest($2::uuid[]), 'totp', 'App', castellan_now(), castellan_now(), 'planted' FROM generate_series(1, 3)", [tenantId, ids])
  await database.query("INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) SELECT $1, unnest($2::uuid[]), 'not a hash', 'test-1', castellan_now() ON CONFLICT DO NOTHING", [tenantId, ids])
  for (let n = 0; n < CONNECTIONS; n++) {
    const { id } = await plantConnection({ tenantId, name: `Provider ${n}`, issuer: `https://idp-${n}.example` })
    await database.query("INSERT INTO sso_identity (tenant_id, connection_id, issuer, subject, administrator_id, linked_by, linked_at, vouched_material) SELECT $1, $2, (SELECT issuer FROM sso_connection WHERE id = $2), a::text, a, 'self', castellan_now(), 1 FROM unnest($3::uuid[]) AS a", [tenantId, id, ids])
    await database.query("INSERT INTO sso_connection_domain (tenant_id, connection_id, domain, challenge, added_at, proved_at) VALUES ($1, $2, $3, 'challenge-of-the-tests', castellan_now(), castellan_now())", [tenantId, id, `d${n}.example`])
  }
  await database.query('ANALYZE')
  await database.end()
  const { text, values } = ownersStatement(tenantId)
  const { rows: [explained] } = await pool().query<{ 'QUERY PLAN': [{ Plan: Node; 'Execution Time': number }] }>({ text: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values })
  const [{ Plan: plan, 'Execution Time': took }] = explained!['QUERY PLAN']
  const scanned: string[] = []
  const collect = (node: Node) => {
    if (node['Node Type'] === 'Seq Scan' && node['Relation Name']) scanned.push(node['Relation Name'])
    node.Plans?.forEach(collect)
  }
  collect(plan)
  const began = performance.now()
  const { world } = await readOwners(db(), tenantId)
  const usable = countUsable(world)
  process.stdout.write(`ways in of ${OWNERS} owners and ${CONNECTIONS} providers: ${took.toFixed(1)} ms in the database, ${(performance.now() - began).toFixed(1)} ms in all, ${plan['Shared Hit Blocks'] + plan['Shared Read Blocks']} blocks\n`)
  expect([world.owners.length, world.connections.length, usable]).toEqual([OWNERS, CONNECTIONS, OWNERS])
  expect(world.owners.every(({ identities }) => identities.length === CONNECTIONS)).toBe(true)
  // What has a few rows is read whole; what grows with the number of people is not.
  expect(scanned.filter((table) => ['administrator', 'role_grant'].includes(table))).toEqual([])
  expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(OWNERS * 40)
}, 120_000)
