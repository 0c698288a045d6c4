import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { startOidcPeer, type OidcPeer } from '@/prisma/factories/oidc-peer'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { browser } from '@/prisma/factories/stand-in-browser'
import { roundTrip } from '@/prisma/factories/trip'
import { addConnectionLine, confirmConnectionLine, tryConnectionMapping, updateConnection } from './actions'

vi.hoisted(() => {
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'info').mockReturnValue()
})
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
let peer: OidcPeer
let id: string
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(async () => {
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `198.51.100.${Math.ceil(Math.random() * 250)}` })
  ;({ id } = await plantConnection({ tenantId: tenant.id, name: randomUUID().slice(0, 8), issuer: 'https://is.not.known.yet.example' }))
  peer = await startOidcPeer({ redirectUris: [`http://localhost:3000${paths.api.ssoCallback(tenant.slug, id)}`] })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { issuer: peer.issuer } })
})
afterEach(async () => peer.stop())

const as = (who: string) => ({
  do: async <I, T>(action: Parameters<typeof performableOf<I, T>>[0], input: I): Promise<T> => performableOf(action).perform(await callerFor(`${who}@${tenant.slug}.example`), input, TEST_ORIGIN, true),
})
const line = async (who: string, group: string, role: 'auditor' | 'requester' | 'client_admin' | 'super_admin' | 'client_owner') => as(who).do(addConnectionLine, { connectionId: id, group, role })
const known = async (name: string) => db().ssoIdentity.create({
  data: { tenantId: tenant.id, connectionId: id, issuer: peer.issuer, subject: name, administratorId: tenant.people[name]!.id, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: 2 },
})
const comes = async (name: string, groups: string[]) => {
  peer.signsIn(name, { email: tenant.people[name]!.email, email_verified: true, groups })
  return roundTrip({ slug: tenant.slug, connectionId: id }, peer.issuer)
}
const given = async (name: string) => (await db().roleGrant.findMany({ where: { tenantId: tenant.id, administratorId: tenant.people[name]!.id, source: 'sso', revokedAt: null }, orderBy: { role: 'asc' } })).map(({ role, kind }) => `${role} ${kind}`)

describe('[T40] roles by group', () => {
  it('are written by whoever could assign them, and never Client Owner', async () => {
    for (const [who, role] of [['sam', 'client_admin'], ['sam', 'requester'], ['olivia', 'client_owner'], ['sam', 'client_owner']] as const) await expect(line(who, 'staff', role)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'not_assignable' } })
    await line('sam', 'staff', 'auditor')
    await expect(line('olivia', 'staff', 'auditor')).rejects.toMatchObject({ code: 'already_exists' })
    await expect(line('adam', 'staff', 'requester')).rejects.toMatchObject({ code: 'forbidden' })
    expect(await db().ssoMappingLine.findMany({ where: { connectionId: id } })).toMatchObject([{ role: 'auditor', authorId: tenant.people.sam!.id }])
  })

  it('arrive at the sign-in, administration roles eligible, each an audited grant in nobody’s name, and end when the group is not asserted any more', async () => {
    await line('olivia', 'staff', 'auditor')
    await line('olivia', 'admins', 'client_admin')
    await known('bea')
    expect(await comes('bea', ['staff', 'admins'])).toBe('/')
    expect(await given('bea')).toEqual(['auditor active', 'client_admin eligible'])
    expect(await db().auditEvent.findMany({ where: { tenantId: tenant.id, action: 'grant.created', affectedId: tenant.people.bea!.id, actorKind: 'system' } })).toHaveLength(2)
    const facts = await findSession(browser.cookie!, { touch: false })
    expect([holds(facts!.actor, 'audit:read'), holds(facts!.actor, 'administrator:invite')]).toEqual([true, false])
    // Once more changes nothing.
    expect(await comes('bea', ['admins', 'staff'])).toBe('/')
    expect(await given('bea')).toEqual(['auditor active', 'client_admin eligible'])
    expect(await comes('bea', ['admins'])).toBe('/')
    expect(await given('bea')).toEqual(['client_admin eligible'])
    expect(await comes('bea', [])).toBe('/')
    expect(await given('bea')).toEqual([])
    expect(await db().auditEvent.count({ where: { tenantId: tenant.id, action: 'grant.ended', affectedId: tenant.people.bea!.id, actorKind: 'system' } })).toBe(2)
    // Her own roles are not the provider's to take.
    expect(await db().roleGrant.count({ where: { tenantId: tenant.id, administratorId: tenant.people.bea!.id, role: 'business_admin', revokedAt: null } })).toBe(1)
  })

  it('pause when somebody who could not write them changes who says the groups; what that one could write stays, and so does all of it with another name', async () => {
    await line('olivia', 'staff', 'requester')
    await line('olivia', 'staff', 'auditor')
    await known('bea')
    const settings = { name: 'Contoso', issuer: peer.issuer, clientId: 'castellan', clientAuth: 'client_secret_basic' as const, secret: '', secretExpires: '', scopes: ['openid', 'profile', 'email'], subject: 'sub' as const, emailClaim: 'email', givenNameClaim: 'given_name', familyNameClaim: 'family_name', groupsClaim: 'groups', trustedMfaValues: [] }
    const change = async (who: string, more: object) => as(who).do(updateConnection, { connectionId: id, version: (await db().ssoConnection.findFirstOrThrow({ where: { id } })).version, ...settings, ...more })
    const authors = async () => Object.fromEntries((await db().ssoMappingLine.findMany({ where: { connectionId: id } })).map(({ role, authorId }) => [role, authorId]))
    const [olivia, sam] = [tenant.people.olivia!.id, tenant.people.sam!.id]
    await change('sam', { name: 'Renamed' })
    expect(await authors()).toEqual({ auditor: olivia, requester: olivia })
    await change('sam', { groupsClaim: 'job_title' })
    expect(await authors()).toEqual({ auditor: olivia, requester: sam })
    await change('sam', {})
    await comes('bea', ['staff'])
    expect(await given('bea')).toEqual(['auditor active'])
    const { id: lineId } = await db().ssoMappingLine.findFirstOrThrow({ where: { connectionId: id, role: 'requester' } })
    await as('olivia').do(confirmConnectionLine, { connectionId: id, lineId })
    await comes('bea', ['staff'])
    expect(await given('bea')).toEqual(['auditor active', 'requester active'])
  })

  it('pause while their author could not assign them any more, until somebody stands behind them who could', async () => {
    await line('sam', 'staff', 'auditor')
    await known('max')
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.sam!.id } }, data: { status: 'inactive' } })
    expect(await comes('max', ['staff'])).toBe('/')
    expect(await given('max')).toEqual([])
    const { id: lineId } = await db().ssoMappingLine.findFirstOrThrow({ where: { connectionId: id } })
    await as('olivia').do(confirmConnectionLine, { connectionId: id, lineId })
    expect(await comes('max', ['staff'])).toBe('/')
    expect(await given('max')).toEqual(['auditor active'])
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.sam!.id } }, data: { status: 'active' } })
  })

  it('nobody gives themselves a role by a line of their own', async () => {
    await line('sam', '', 'auditor')
    await known('sam')
    expect(await comes('sam', ['staff'])).toBe('/')
    expect(await given('sam')).toEqual([])
  })

  it('are tried on a pasted token, of which nothing is kept', async () => {
    await line('olivia', 'staff', 'auditor')
    const claims = { sub: 'x', email: 'canary-in-a-token@nobody.example', email_verified: true, groups: ['staff'] }
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
    const expected = { roles: ['Auditor'], asserted: { subject: 'x', emailKey: claims.email } }
    expect(await as('olivia').do(tryConnectionMapping, { connectionId: id, token })).toMatchObject(expected)
    expect(await as('olivia').do(tryConnectionMapping, { connectionId: id, token: JSON.stringify(claims) })).toMatchObject(expected)
    for (const wrong of ['', 'a.b.c', '[]', '{"email":"a@b.example"}', 'null']) await expect(as('olivia').do(tryConnectionMapping, { connectionId: id, token: wrong })).rejects.toMatchObject({ code: 'invalid_input' })
    const event = await db().auditEvent.findFirstOrThrow({ where: { tenantId: tenant.id, action: 'sso_connection.mapping_tried' } })
    expect([event.before, event.after]).toEqual([null, null])
  })
})
