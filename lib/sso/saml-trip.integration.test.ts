import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, pool } from '@/lib/db/client'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { keepHandOver, type SamlTrip } from './saml-trip'

let tenant: DisposableTenant
let [here, there] = ['', '']
const identity = (assertionId: string) => ({ issuer: 'https://idp.example', assertionId, acceptableUntil: new Date('2026-11-22T12:06:00.000Z') })

/** Trips that were answered just now. */
async function answered(connectionId: string, count: number): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `INSERT INTO sso_request (tenant_id, id, connection_id, purpose, reference_hash, browser_hash, secrets_sealed, material_version, next, created_at, expires_at, answered_at)
     SELECT $1, id, $2, 'sign_in', sha256(id::text::bytea), sha256(id::text::bytea), '', 1, '', now, now + interval '10 minutes', now FROM unnest($3::uuid[]) AS id, castellan_now() AS now RETURNING id`,
    [tenant.id, connectionId, Array.from({ length: count }, () => randomUUID())])
  return rows.map(({ id }) => id)
}
const keep = async (connectionId: string, id: string, assertionId: string) => keepHandOver({ connection: { tenantId: tenant.id, connectionId } as SamlTrip['connection'], id }, identity(assertionId), 'sealed')
const kept = async (ids: string[]) => (await pool().query('SELECT FROM sso_request WHERE id = ANY($1) AND hand_over_sealed IS NOT NULL', [ids])).rowCount

beforeAll(async () => {
  tenant = await disposableTenant()
  const plant = async (name: string) => (await pool().query<{ id: string }>(
    `INSERT INTO sso_connection (tenant_id, protocol, name, position, entity_id, sign_on_url, sign_on_binding, subject_claims, email_claim, given_name_claim, family_name_claim, groups_claim)
     VALUES ($1, 'saml', $2, 0, 'https://idp.example', 'https://idp.example/sso', 'redirect', '{NameID}', 'mail', 'givenName', 'sn', 'groups') RETURNING id`, [tenant.id, name])).rows[0]!.id
  ;[here, there] = [await plant('Here'), await plant('There')]
})
afterAll(closeDatabase)

it('[T44] an assertion counts once, of any number of trips at once', async () => {
  for (let round = 0; round < 20; round++) {
    const trips = await answered(here, 16)
    const taken = await Promise.all(trips.map(async (id) => keep(here, id, `a${round}`)))
    expect([taken.filter(Boolean).length, await kept(trips)]).toEqual([1, 1])
  }
  const [late] = await answered(here, 1)
  expect(await keep(here, late!, 'a0')).toBe(false)
})

it('[T44] what another connection accepted says nothing about this one, and its row goes once it would be refused anyway', async () => {
  const [id] = await answered(there, 1)
  expect(await keep(there, id!, 'a0')).toBe(true)
  const { rows } = await pool().query<{ at: Date }>('SELECT expires_at AS at FROM sso_replay WHERE tenant_id = $1 AND connection_id = $2', [tenant.id, there])
  expect(rows.map(({ at }) => at.toISOString())).toEqual(['2026-11-22T12:06:00.000Z'])
})
