import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, pool } from '@/lib/db/client'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { plantConnection } from '@/prisma/factories/plant-connection'

let tenant: DisposableTenant
let id: string
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(async () => {
  await pool().query('DELETE FROM sso_connection WHERE tenant_id = $1', [tenant.id])
  ;({ id } = await plantConnection({ tenantId: tenant.id }))
})

const run = async <Row extends object = object>(sql: string, ...values: unknown[]): Promise<Row[]> => (await pool().query<Row>(sql, [tenant.id, id, ...values])).rows
const refused = async (sql: string, ...values: unknown[]) => run(sql, ...values).then(() => 'taken', (error: { code: string }) => error.code)
const standing = async () => (await run<{ material: number; required: boolean; asked: boolean }>(
  'SELECT material_version AS material, required_since IS NOT NULL AS asked, sso_is_required(c, castellan_now()) AS required FROM sso_connection c WHERE tenant_id = $1 AND id = $2'))[0]!

async function prove(): Promise<string> {
  const [row] = await run<{ id: string }>(`INSERT INTO sso_proof (tenant_id, connection_id, material_version, administrator_id, session_id, at)
    SELECT tenant_id, id, material_version, $3, $4, castellan_now() FROM sso_connection WHERE tenant_id = $1 AND id = $2 RETURNING id`, tenant.people.olivia!.id, randomUUID())
  return row!.id
}
const REQUIRE = `UPDATE sso_connection SET required_proof_id = $3, required_since = castellan_now(), required_until = castellan_now() + $4 * interval '1 second', required_by_id = $5 WHERE tenant_id = $1 AND id = $2`
const require = async (proof: string, seconds = 600) => refused(REQUIRE, proof, seconds, tenant.people.olivia!.id)

describe('what the database holds of a connection', () => {
  it('[T47] is required only by a proof of its own and of what it is made of now', async () => {
    expect(await require(randomUUID())).toBe('23503')
    const other = await plantConnection({ tenantId: tenant.id, name: 'Fabrikam' })
    const [mine] = [id, await prove()]
    id = other.id
    const theirs = await prove()
    id = mine
    expect(await require(theirs)).toBe('23503')
    const proof = await prove()
    await run("UPDATE sso_connection SET issuer = 'https://elsewhere.example' WHERE tenant_id = $1 AND id = $2")
    expect(await require(proof)).toBe('23503')
    expect(await require(await prove())).toBe('taken')
    expect(await standing()).toMatchObject({ required: true })
  })

  it('[T47] is not required any more once its time to confirm is over, without any job; confirmed it stays', async () => {
    await require(await prove())
    await run("UPDATE sso_connection SET required_since = required_since - interval '20 minutes', required_until = required_until - interval '20 minutes' WHERE tenant_id = $1 AND id = $2")
    expect(await standing()).toMatchObject({ asked: true, required: false })
    await run("UPDATE sso_connection SET required_confirmed_at = required_since + interval '1 minute', required_confirmed_session_id = gen_random_uuid() WHERE tenant_id = $1 AND id = $2")
    expect(await standing()).toMatchObject({ required: true })
    expect(await refused("UPDATE sso_connection SET required_confirmed_at = required_until WHERE tenant_id = $1 AND id = $2")).toBe('23514')
  })

  it('[T47] every change of issuer, client, key or secret ends what was required by an older proof; the same sealed anew, a name or a staged one does not', async () => {
    for (const change of [
      "UPDATE sso_connection SET issuer = 'https://elsewhere.example' WHERE tenant_id = $1 AND id = $2",
      "UPDATE sso_connection SET client_id = 'another' WHERE tenant_id = $1 AND id = $2",
      "UPDATE sso_connection SET subject_claims = '{tid,oid}' WHERE tenant_id = $1 AND id = $2",
      "UPDATE sso_credential SET fingerprint = repeat('0', 64) WHERE tenant_id = $1 AND connection_id = $2",
      "DELETE FROM sso_credential WHERE tenant_id = $1 AND connection_id = $2",
    ]) {
      await require(await prove())
      const { material } = await standing()
      await run(change)
      expect(await standing()).toEqual({ asked: false, required: false, material: material + 1 })
    }
    await require(await prove())
    const before = await standing()
    await run("UPDATE sso_connection SET name = 'Another', scopes = '{openid}', hidden = true WHERE tenant_id = $1 AND id = $2")
    await run(`INSERT INTO sso_credential (tenant_id, connection_id, kind, stage, sealed, fingerprint, created_at) VALUES ($1, $2, 'client_secret', 'next', 'x', repeat('1', 64), castellan_now())`)
    await run("UPDATE sso_credential SET sealed = 'anew' WHERE tenant_id = $1 AND connection_id = $2")
    expect(await standing()).toEqual(before)
    await run("UPDATE sso_credential SET stage = 'current' WHERE tenant_id = $1 AND connection_id = $2")
    expect(await standing()).toMatchObject({ asked: false, required: false })
  })

  it('[T39] knows people by the issuer and what it calls them, once, and never by an address', async () => {
    const link = async (subject: string, person: string) => refused(`INSERT INTO sso_identity (tenant_id, connection_id, issuer, subject, administrator_id, linked_by, linked_at, vouched_material)
      VALUES ($1, $2, 'https://login.contoso.example', $3, $4, 'self', castellan_now(), 1)`, subject, person)
    expect(await link('a', tenant.people.olivia!.id)).toBe('taken')
    expect(await link('a', tenant.people.oscar!.id)).toBe('23505')
    expect(await link('b', tenant.people.olivia!.id)).toBe('23505')
    expect(await refused("UPDATE sso_connection SET subject_claims = '{email}' WHERE tenant_id = $1 AND id = $2")).toBe('23514')
  })

  it('[T40] no line hands out Client Owner, and a domain belongs to one connection', async () => {
    expect(await refused(`INSERT INTO sso_mapping_line (tenant_id, connection_id, group_value, role, scope, author_id, written_at) VALUES ($1, $2, 'g', 'client_owner', 'tenant', $3, castellan_now())`, tenant.people.olivia!.id)).toBe('23514')
    const add = async () => refused(`INSERT INTO sso_connection_domain (tenant_id, connection_id, domain, challenge, added_at) VALUES ($1, $2, 'contoso.example', repeat('c', 43), castellan_now())`)
    expect(await add()).toBe('taken')
    ;({ id } = await plantConnection({ tenantId: tenant.id, name: 'Fabrikam' }))
    expect(await add()).toBe('23505')
  })

  it('[T47] is required of the people of its bound domains only', async () => {
    await run(`INSERT INTO sso_connection_domain (tenant_id, connection_id, domain, challenge, added_at) VALUES ($1, $2, 'contoso.example', repeat('c', 43), castellan_now())`)
    await require(await prove())
    const asked = async (email: string) => (await pool().query<{ is: string | null }>('SELECT sso_required_for($1, $2, castellan_now()) AS is', [tenant.id, email])).rows[0]!.is
    expect(await asked('ada@contoso.example')).toBeNull()
    await run('UPDATE sso_connection_domain SET proved_at = castellan_now() WHERE tenant_id = $1 AND connection_id = $2')
    expect([await asked('ada@contoso.example'), await asked('ada@x.contoso.example'), await asked('ada@contoso.example.evil')]).toEqual([id, null, null])
  })
})
