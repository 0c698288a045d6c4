import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { createOrganization, deleteOrganization, setOrganizationStatus, updateOrganization } from './actions'
import { listOrganizations } from './data'

const create = performableOf(createOrganization)
const update = performableOf(updateOrganization)
const setStatus = performableOf(setOrganizationStatus)
const remove = performableOf(deleteOrganization)

const stored = async (slug: string) => db().organization.findFirstOrThrow({ where: { slug, tenant: { slug: 'acme' } } })
const lastEvent = async (tenantId: string) => db().auditEvent.findFirstOrThrow({ where: { tenantId }, orderBy: { sequence: 'desc' } })
const edit = async (slug: string, changes: object = {}) => {
  const { id, version, name, description, domains } = await stored(slug)
  return { organizationId: id, version, name, slug, description, domains, ...changes }
}

/** Vera administers Northwind for the test. */
async function veraInNorthwind() {
  const { id: organizationId, tenantId } = await stored('northwind')
  const { id: administratorId } = await db().administrator.findFirstOrThrow({ where: { tenantId, emailKey: 'vera@acme.example' } })
  const { id } = await db().roleGrant.create({ data: { tenantId, administratorId, role: 'workspace_admin', scope: 'organization', organizationId, startsAt: new Date(0) } })
  return { organizationId, tenantId, grantId: id }
}

beforeAll(storeCast)
beforeEach(async () => {
  const { id, tenantId } = await stored('northwind')
  await db().roleGrant.deleteMany({ where: { tenantId, organizationId: id } })
  await db().organization.deleteMany({ where: { tenantId, slug: { not: 'northwind' } } })
  await db().organization.update({ where: { tenantId_id: { tenantId, id } }, data: { status: 'active', name: 'Northwind', domains: [] } })
})
afterAll(closeDatabase)

describe('organizations', () => {
  it('are created by a Business Admin, domains in one spelling; never by a Client Admin', async () => {
    const bea = await callerFor('bea@acme.example')
    await create.perform(bea, { name: 'Contoso', slug: 'contoso', description: '', domains: ['Contoso.EXAMPLE', 'contoso.example', 'münchen.example'] }, TEST_ORIGIN, false)
    expect((await stored('contoso')).domains).toEqual(['contoso.example', 'xn--mnchen-3ya.example'])
    expect(await lastEvent(bea.tenantId)).toMatchObject({ action: 'organization.created', after: { domains: ['contoso.example', 'xn--mnchen-3ya.example'] } })
    await expect(create.perform(bea, { name: 'X', slug: 'x', description: '', domains: ['http://x'] }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input' })
    const adam = await callerFor('adam@acme.example')
    await expect(create.perform(adam, { name: 'X', slug: 'x', description: '', domains: [] }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('are changed by their own admin, but neither deactivated nor deleted', async () => {
    await veraInNorthwind()
    const vera = await callerFor('vera@acme.example')
    await update.perform(vera, await edit('northwind', { domains: ['northwind.example'] }), TEST_ORIGIN, false)
    const { id, version } = await stored('northwind')
    await expect(setStatus.perform(vera, { organizationId: id, version, status: 'inactive' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(remove.perform(vera, { organizationId: id, version, confirmation: 'Northwind' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await stored('northwind')).toMatchObject({ version, status: 'active', domains: ['northwind.example'] })
  })

  it('[T20] deactivated, take every power in them at the next request and leave the session; active again, give it back', async () => {
    const { organizationId, tenantId } = await veraInNorthwind()
    const { token } = await signedInFor('vera@acme.example')
    const now = async () => (await findSession(token, { touch: false }))!.actor
    const mayThere = async () => holds(await now(), 'organization:update', { type: 'organization', id: organizationId })
    const bea = await callerFor('bea@acme.example')
    const flip = async (status: 'active' | 'inactive') => setStatus.perform(bea, { organizationId, version: (await stored('northwind')).version, status }, TEST_ORIGIN, false)
    expect(await mayThere()).toBe(true)
    expect(await flip('inactive')).toEqual({ grants: 1 })
    expect(await mayThere()).toBe(false)
    expect((await listOrganizations(clear(await now(), 'organization:read'), { search: '', cursor: '' })).count).toBe(0)
    const vera = await callerFor('vera@acme.example')
    await expect(update.perform(vera, await edit('northwind', { name: 'Mine' }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    await expect(flip('inactive')).rejects.toMatchObject({ code: 'wrong_state' })
    await flip('active')
    expect(await mayThere()).toBe(true)
    expect(await lastEvent(tenantId)).toMatchObject({ action: 'organization.status_changed', organizationId, before: { status: 'inactive' }, after: { status: 'active', grants: 1 } })
  })

  it('[T54] of two changes from one version, one is a conflict', async () => {
    const [bea, sam] = [await callerFor('bea@acme.example'), await callerFor('sam@acme.example')]
    const both = await edit('northwind')
    const outcomes = await Promise.allSettled([update.perform(bea, { ...both, description: 'Bea' }, TEST_ORIGIN, false), update.perform(sam, { ...both, description: 'Sam' }, TEST_ORIGIN, false)])
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]!.reason).toMatchObject({ code: 'conflict', failure: { details: { current: { version: both.version + 1 } } } })
  })

  it('deleted, end every role in them with an event each', async () => {
    const { organizationId, tenantId, grantId } = await veraInNorthwind()
    const bea = await callerFor('bea@acme.example')
    const { slug, id } = await create.perform(bea, { name: 'Fabrikam', slug: 'fabrikam', description: '', domains: [] }, TEST_ORIGIN, false)
    await db().roleGrant.update({ where: { tenantId_id: { tenantId, id: grantId } }, data: { organizationId: id } })
    expect(await remove.perform(bea, { organizationId: id, version: 1, confirmation: 'Fabrikam' }, TEST_ORIGIN, false)).toEqual({ grantsEnded: 1 })
    expect(await db().organization.count({ where: { tenantId, slug } })).toBe(0)
    expect(await db().auditEvent.count({ where: { tenantId, action: 'grant.ended', organizationId: id, targetId: grantId } })).toBe(1)
    expect(organizationId).not.toBe(id)
  })

  it('[T49] of another tenant, or out of reach, are not found and not touched', async () => {
    const northwind = await stored('northwind')
    const theirs = await edit('northwind', { name: 'Taken' })
    for (const email of ['gina@globex.example', 'max@acme.example']) {
      const caller = await callerFor(email)
      await expect(update.perform(caller, theirs, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
      await expect(remove.perform(caller, { organizationId: northwind.id, version: northwind.version, confirmation: 'Northwind' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
      await expect(setStatus.perform(caller, { organizationId: northwind.id, version: northwind.version, status: 'inactive' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await stored('northwind')).toEqual(northwind)
  })
})
