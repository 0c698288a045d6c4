import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { browser } from '@/prisma/factories/stand-in-browser'
import { identify } from './actions'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant

const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const after = async (email: string, more: Record<string, string> = {}) => (await identify({}, form({ tenant: tenant.slug, email, ...more }))).values
const take = async (...first: string[]) => {
  await db().signInMethod.deleteMany({ where: { tenantId: tenant.id, step: 'first' } })
  await db().signInMethod.createMany({ data: first.map((method, position) => ({ tenantId: tenant.id, method, step: 'first', position })) })
}
/** @param bound whether somebody confirmed that the domain is the tenant's */
async function connect(domain: string, { bound = true, disabled = false }: { bound?: boolean; disabled?: boolean } = {}): Promise<string> {
  const { id: connectionId } = await plantConnection({ tenantId: tenant.id })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id: connectionId } }, data: { disabled, hidden: true } })
  await bind(connectionId, domain, bound)
  return connectionId
}
async function bind(connectionId: string, domain: string, bound = true): Promise<void> {
  const now = new Date(await transaction(readClock))
  await db().ssoConnectionDomain.create({ data: { tenantId: tenant.id, connectionId, domain, challenge: 'x'.repeat(32), addedAt: now, provedAt: bound ? now : null } })
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(async () => {
  browser.others = {}
  await db().ssoConnection.deleteMany({ where: { tenantId: tenant.id } })
  await take('password', 'passkey')
})
afterAll(closeDatabase)

it('shows what the tenant prefers, whoever is asked for', async () => {
  for (const email of [tenant.people.olivia!.email, `nobody@${tenant.slug}.example`, tenant.people.ines!.email]) expect(await after(email)).toEqual({ email, way: 'password' })
  await take('email_code', 'password')
  expect(await after('a@b.example')).toMatchObject({ way: 'email_code' })
})

it('shows what this browser was last signed in by, where that is still a method; what is chosen by hand comes before both', async () => {
  await take('password', 'passkey', 'email_code')
  browser.others['castellan-way'] = 'email_code'
  expect(await after('a@b.example')).toMatchObject({ way: 'email_code' })
  expect(await after('a@b.example', { way: 'password' })).toMatchObject({ way: 'password' })
  await take('password', 'passkey')
  expect(await after('a@b.example')).toMatchObject({ way: 'password' })
  expect(await after('a@b.example', { way: 'email_code' })).toMatchObject({ way: 'password' })
  // A connection that is remembered is offered before the address is asked for; after it, the domain alone leads to one.
  for (const way of ['sso; path=/; evil', `sso.${await connect('elsewhere.example')}`]) {
    browser.others['castellan-way'] = way
    expect(await after('a@b.example')).toMatchObject({ way: 'password' })
  }
})

it('leads the addresses of a bound domain to its connection, known or not, and lets them choose another way', async () => {
  const id = await connect(`${tenant.slug}.example`)
  browser.others['castellan-way'] = 'password'
  const led = { way: 'sso', connection: id, required: '' }
  for (const email of [tenant.people.olivia!.email, `nobody@${tenant.slug}.example`]) expect(await after(email)).toMatchObject({ email, ...led })
  expect(await after(tenant.people.olivia!.email, { way: 'password' })).toMatchObject({ ...led, way: 'password' })
  expect(await after(`somebody@sub.${tenant.slug}.example`)).toEqual({ email: `somebody@sub.${tenant.slug}.example`, way: 'password' })
})

it('leads them to a SAML connection as to any other', async () => {
  const { rows: [made] } = await pool().query<{ id: string }>(
    `INSERT INTO sso_connection (tenant_id, protocol, name, position, entity_id, sign_on_url, sign_on_binding, subject_claims, email_claim, given_name_claim, family_name_claim, groups_claim)
     VALUES ($1, 'saml', 'Fabrikam', 0, 'https://idp.fabrikam.example', 'https://idp.fabrikam.example/sso', 'redirect', '{NameID}', 'mail', 'givenName', 'sn', 'groups') RETURNING id`, [tenant.id])
  await bind(made!.id, 'fabrikam.example')
  expect(await after('a@fabrikam.example')).toMatchObject({ way: 'sso', connection: made!.id, connectionName: 'Fabrikam' })
})

it('leads nobody to a connection whose domain nobody has proved, or that is disabled', async () => {
  await connect('wished.example', { bound: false })
  expect(await after('a@wished.example')).toMatchObject({ way: 'password' })
  await db().ssoConnection.deleteMany({ where: { tenantId: tenant.id } })
  await connect('off.example', { disabled: true })
  expect(await after('a@off.example')).toMatchObject({ way: 'password' })
})
