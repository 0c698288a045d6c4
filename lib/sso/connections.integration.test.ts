import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Work } from '@/lib/actions/work'
import { clear } from '@/lib/authz/cleared'
import { open } from '@/lib/crypto/seal'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { afterSeeing, NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { eventsOf, pim, storePimTeam } from '@/prisma/factories/pim-team'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import {
  addConnectionDomain, confirmConnectionDomain, confirmRequiredSso, createConnection, deleteConnection, moveConnection, nameConnectionProver, removeConnectionDomain, requireSso, setConnectionLogo, setConnectionShown, stopRequiringSso,
  updateConnection,
} from './actions'
import { proveDomain } from './connection-domains'
import { showLogo } from './connection-logo'
import { getConnection, listConnections, publicKeysOf } from './connections-data'
import { UpdateConnectionInput, type ConnectionSettings } from './schema'
import { credentialContext } from './sealed-places'
import { listShownConnections } from './data'
import { previewRequired } from './state-required'

vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))

let tenant: DisposableTenant
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(async () => {
  await pool().query('DELETE FROM sso_connection WHERE tenant_id = $1', [tenant.id])
})

const SECRET = 'canary-of-a-client-secret'
const SETTINGS: ConnectionSettings = {
  name: 'Contoso', issuer: 'https://login.contoso.example', clientId: 'castellan', clientAuth: 'client_secret_basic', secret: SECRET, secretExpires: '', scopes: ['openid', 'email'], subject: 'sub',
  emailClaim: 'email', givenNameClaim: 'given_name', familyNameClaim: 'family_name', groupsClaim: 'groups', trustedMfaValues: [],
}
type Person = 'olivia' | 'oscar' | 'adam' | 'sam' | 'audrey' | 'sonia' | 'bea'
const caller = async (who: Person) => callerFor(`${who}@${tenant.slug}.example`)
/** As somebody, the step-up done. */
const as = (who: Person) => ({
  do: async <I, T>(action: Parameters<typeof performableOf<I, T>>[0], input: I): Promise<T> => performableOf(action).perform(await caller(who), input, TEST_ORIGIN, true),
})
const olivia = as('olivia')
const row = async (id: string) => db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id } } })
const add = async (more: object = {}) => (await olivia.do(createConnection, { connectionId: randomUUID(), ...SETTINGS, ...more })).connectionId
const lastEvent = async () => db().auditEvent.findFirstOrThrow({ where: { tenantId: tenant.id }, orderBy: { sequence: 'desc' } })
const versioned = async (id: string) => ({ connectionId: id, version: (await row(id)).version })

/** As if somebody had come through it once. */
async function prove(id: string, who: Person): Promise<void> {
  const { materialVersion } = await row(id)
  await db().ssoProof.create({ data: { tenantId: tenant.id, connectionId: id, materialVersion, administratorId: tenant.people[who]!.id, sessionId: randomUUID(), at: new Date() } })
}
async function bind(id: string, domain = `${tenant.slug}.example`): Promise<void> {
  await olivia.do(addConnectionDomain, { connectionId: id, domain })
  await olivia.do(confirmConnectionDomain, { connectionId: id, domain })
}
const breakGlass = async (who: Person, at: Date | null) => db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people[who]!.id } }, data: { breakGlassAt: at } })
/** Both as their dialogs do: what it would do is looked at first. */
const disable = async (id: string) => afterSeeing(async (previewed) => olivia.do(setConnectionShown, { ...(await versioned(id)), hidden: false, disabled: true, justInTime: false, previewed }))
const remove = async (id: string) => afterSeeing(async (previewed) => olivia.do(deleteConnection, { ...(await versioned(id)), confirmation: 'Contoso', previewed }))

describe('a connection', () => {
  it('is added with its secret sealed, told in the audit without it, and read without it', async () => {
    const id = await add({ name: '  Contoso  ', secretExpires: '2027-01-31', trustedMfaValues: ['mfa'] })
    expect(await row(id)).toMatchObject({ name: 'Contoso', position: 0, hidden: false, disabled: false, createdById: tenant.people.olivia!.id })
    const credential = await db().ssoCredential.findFirstOrThrow({ where: { connectionId: id } })
    expect(open(credential.sealed!, credentialContext({ tenantId: tenant.id, connectionId: id, credentialId: credential.id }))).toBe(SECRET)
    expect(JSON.stringify(await lastEvent(), (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))).not.toContain('canary')
    expect(await lastEvent()).toMatchObject({ action: 'sso_connection.created', targetId: id, after: { issuer: SETTINGS.issuer, newSecret: true } })
    const view = await getConnection(clear((await signInAs(`olivia@${tenant.slug}.example`)).facts.actor, 'sign-in:read'), id)
    expect(view).toMatchObject({ name: 'Contoso', credential: { expiresAt: Date.UTC(2027, 0, 31), publicKey: null }, proof: null, required: null })
    expect(JSON.stringify(view)).not.toContain('canary')
  })

  it('that signs what it sends has a key of its own, of which only the public half is told', async () => {
    const id = await add({ clientAuth: 'private_key_jwt', secret: '' })
    const { keys: [key] } = (await publicKeysOf(tenant.slug, id)) as { keys: Record<string, string>[] }
    expect(Object.keys(key!).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    expect(await publicKeysOf('another', id)).toEqual({ keys: [] })
    expect(await publicKeysOf(tenant.slug, 'x')).toEqual({ keys: [] })
  })

  it('needs a secret, a name of its own and a place on the list; nothing of another tenant is touched', async () => {
    await expect(add({ secret: '' })).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { secret: expect.any(String) as string } } })
    const id = await add()
    await expect(add({ name: 'CONTOSO' })).rejects.toMatchObject({ failure: { fields: { name: expect.any(String) as string } } })
    await expect(olivia.do(createConnection, { connectionId: id, ...SETTINGS, name: 'Another' })).rejects.toMatchObject({ code: 'already_exists' })
    const other = await disposableTenant()
    const stranger = performableOf(updateConnection)
    await expect(stranger.perform(await callerFor(`olivia@${other.slug}.example`), { connectionId: id, version: 1, ...SETTINGS }, TEST_ORIGIN, true)).rejects.toMatchObject({ code: 'not_found' })
    await expect(performableOf(deleteConnection).perform(await callerFor(`olivia@${other.slug}.example`), { connectionId: id, version: 1, confirmation: 'Contoso', previewed: NOTHING_SEEN }, TEST_ORIGIN, true)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('[T19] is managed by owners, Client Security Admins and Super Admins, with a fresh factor, and by nobody else', async () => {
    const id = await add()
    for (const who of ['adam', 'audrey', 'bea', 'sonia'] as const) await expect(as(who).do(updateConnection, { connectionId: id, version: 1, ...SETTINGS, name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
    // Client Security Admin means nothing without a factor.
    const sonia = (await signInAs(`sonia@${tenant.slug}.example`)).facts.actor
    expect(await performableOf(updateConnection).perform(sonia, { connectionId: id, version: 1, ...SETTINGS, secret: '', name: 'Sonia’s' }, TEST_ORIGIN, false)).toMatchObject({ version: 2 })
    expect(await as('sam').do(updateConnection, { connectionId: id, version: 2, ...SETTINGS, secret: '', name: 'Sam’s' })).toMatchObject({ version: 3 })
    const { facts: { actor } } = await signInAs(`sam@${tenant.slug}.example`)
    await db().session.updateMany({ where: { id: actor.sessionId }, data: { freshFactorAt: null } })
    await expect(performableOf(updateConnection).perform(actor, { connectionId: id, version: 3, ...SETTINGS }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
  })

  it('that is removed takes along what runs of the roles it gave, and says so', async () => {
    const team = await storePimTeam({ olivia: { holds: [{ role: 'client_owner' }] }, sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] } })
    const { id: connectionId } = await plantConnection({ tenantId: team.tenantId })
    await db().roleGrant.updateMany({ where: { administratorId: team.people.sam.id }, data: { source: 'sso', ssoConnectionId: connectionId } })
    const { requestId } = await pim.ask(team.people.sam, 'super_admin')
    const remove = async (previewed: string) => performableOf(deleteConnection).perform(team.people.olivia.caller, { connectionId, version: 1, confirmation: 'Contoso', previewed }, TEST_ORIGIN, true)
    expect(await afterSeeing(remove)).toEqual({ sessionsEnded: 0 })
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_activation.started': 1, 'pim_activation.cut_short': 1 })
  })

  it('never sends its secret to another issuer than the one it was given by: a new one needs a secret of its own', async () => {
    const id = await add()
    const { fingerprint } = await db().ssoCredential.findFirstOrThrow({ where: { connectionId: id } })
    const moved = { ...SETTINGS, issuer: 'https://login.evil.example' }
    await expect(olivia.do(updateConnection, { ...(await versioned(id)), ...moved, secret: '' })).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { secret: expect.any(String) as string } } })
    expect(await row(id)).toMatchObject({ issuer: SETTINGS.issuer })
    await olivia.do(updateConnection, { ...(await versioned(id)), ...moved, secret: 'of the other one' })
    expect(await db().ssoCredential.findMany({ where: { connectionId: id, fingerprint } })).toEqual([])
  })

  it('[T54] changed by two: the second is told; an empty secret keeps the one there is', async () => {
    const id = await add()
    const of = await versioned(id)
    const { id: before, fingerprint } = await db().ssoCredential.findFirstOrThrow({ where: { connectionId: id } })
    await olivia.do(updateConnection, { ...of, ...SETTINGS, secret: '', name: 'Renamed' })
    await expect(olivia.do(updateConnection, { ...of, ...SETTINGS, name: 'Late' })).rejects.toMatchObject({ code: 'conflict' })
    expect(await db().ssoCredential.findFirstOrThrow({ where: { connectionId: id } })).toMatchObject({ id: before, fingerprint })
    await olivia.do(updateConnection, { ...(await versioned(id)), ...SETTINGS, secret: 'another-canary' })
    expect((await db().ssoCredential.findFirstOrThrow({ where: { connectionId: id } })).fingerprint).not.toBe(fingerprint)
  })

  it('is offered in its order, unless hidden or disabled; disabled, its sessions end', async () => {
    const [a, b] = [await add({ name: 'A' }), await add({ name: 'B' })]
    const shown = async () => (await listShownConnections(tenant.id)).map(({ name }) => name)
    expect(await shown()).toEqual(['A', 'B'])
    await olivia.do(moveConnection, { connectionId: b, up: true })
    expect(await shown()).toEqual(['B', 'A'])
    await expect(olivia.do(moveConnection, { connectionId: b, up: true })).rejects.toMatchObject({ code: 'wrong_state' })
    await olivia.do(setConnectionShown, { ...(await versioned(a)), hidden: true, disabled: false, justInTime: false })
    expect(await shown()).toEqual(['B'])
    const { facts: { actor } } = await signInAs(`audrey@${tenant.slug}.example`)
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: actor.sessionId } }, data: { ssoConnectionId: b } })
    expect(await disable(b)).toMatchObject({ sessionsEnded: 1 })
    expect(await db().session.findFirst({ where: { id: actor.sessionId } })).toMatchObject({ endReason: 'connection_changed' })
    expect(await shown()).toEqual([])
    expect(await listConnections(clear((await signInAs(`olivia@${tenant.slug}.example`)).facts.actor, 'sign-in:read'))).toMatchObject([{ name: 'B', disabled: true }, { name: 'A', hidden: true }])
  })

  it('is removed by whoever types its name, with its sessions and the roles it gave', async () => {
    const id = await add()
    await expect(olivia.do(deleteConnection, { ...(await versioned(id)), confirmation: 'contos', previewed: NOTHING_SEEN })).rejects.toMatchObject({ code: 'invalid_input' })
    const { facts: { actor } } = await signInAs(`vera@${tenant.slug}.example`)
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: actor.sessionId } }, data: { ssoConnectionId: id } })
    const grant = await db().roleGrant.create({ data: { tenantId: tenant.id, administratorId: tenant.people.vera!.id, role: 'auditor', scope: 'tenant', source: 'sso', ssoConnectionId: id, startsAt: new Date() } })
    expect(await remove(id)).toEqual({ sessionsEnded: 1 })
    expect(await db().roleGrant.findFirst({ where: { id: grant.id } })).toMatchObject({ revokedAt: expect.any(Date) as Date })
    expect(await lastEvent()).toMatchObject({ action: 'sso_connection.deleted', after: { sessionsEnded: 1, rolesEnded: 1 } })
    expect(await db().auditEvent.findMany({ where: { tenantId: tenant.id, action: 'grant.ended' } })).toMatchObject([{ targetId: grant.id, affectedId: tenant.people.vera!.id, actorId: tenant.people.olivia!.id, before: { role: 'auditor', source: 'sso' } }])
  })

  it('a factor that was vouched for counts no more once its word is taken off the list', async () => {
    const id = await add({ trustedMfaValues: ['mfa', 'hwk'] })
    const { facts: { actor } } = await signInAs(`audrey@${tenant.slug}.example`, { factor: false })
    const vouch = async () => db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: actor.sessionId } }, data: { ssoConnectionId: id, factorUsedAt: new Date(), factorUsedKind: 'sso' } })
    await vouch()
    await olivia.do(updateConnection, { ...(await versioned(id)), ...SETTINGS, secret: '', trustedMfaValues: ['hwk', 'mfa', 'otp'] })
    expect(await db().session.findFirst({ where: { id: actor.sessionId } })).toMatchObject({ factorUsedKind: 'sso' })
    await olivia.do(updateConnection, { ...(await versioned(id)), ...SETTINGS, secret: '', trustedMfaValues: ['hwk'] })
    expect(await db().session.findFirst({ where: { id: actor.sessionId } })).toMatchObject({ factorUsedKind: null, factorUsedAt: null })
  })
})

describe('its domains', () => {
  it('count once DNS shows the record, or an owner says so', async () => {
    const id = await add()
    const of = { connectionId: id, domain: 'contoso.example' }
    await olivia.do(addConnectionDomain, { connectionId: id, domain: ' @Contoso.Example ' })
    await expect(olivia.do(addConnectionDomain, of)).rejects.toMatchObject({ code: 'already_exists' })
    await expect(as('sam').do(confirmConnectionDomain, of)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'owner_only' } })
    const { challenge } = await db().ssoConnectionDomain.findFirstOrThrow({ where: { connectionId: id } })
    expect(challenge).toMatch(/^castellan-domain=[\w-]{32}$/)
    const shows = async (...texts: string[]) => transaction(async (tx) => proveDomain({ tx, tenantId: tenant.id, now: await readClock(tx), record: () => undefined } as unknown as Work, of, texts))
    await expect(shows('another', `${challenge}x`, '')).rejects.toMatchObject({ failure: { reason: 'no_txt' } })
    expect(await db().ssoConnectionDomain.findFirst({ where: { connectionId: id } })).toMatchObject({ provedAt: null, confirmedAt: null })
    await olivia.do(confirmConnectionDomain, of)
    expect(await db().ssoConnectionDomain.findFirst({ where: { connectionId: id } })).toMatchObject({ provedAt: null, confirmedById: tenant.people.olivia!.id })
    await shows('v=spf1 -all', challenge)
    expect(await db().ssoConnectionDomain.findFirst({ where: { connectionId: id } })).toMatchObject({ provedAt: expect.any(Date) as Date })
    await olivia.do(removeConnectionDomain, of)
    expect(await db().ssoConnectionDomain.count({ where: { connectionId: id } })).toBe(0)
  })
})

/** As the dialog does: what it would do is looked at first. */
async function demand(id: string): Promise<{ until: number; owners: number }> {
  const of = await versioned(id)
  return afterSeeing(async (previewed) => olivia.do(requireSso, { ...of, previewed }))
}

describe('[T47] requiring it', () => {
  it('needs a bound domain, a proof by the one who asks of what it is now, and it enabled', async () => {
    const id = await add()
    await breakGlass('olivia', new Date())
    const ask = async () => demand(id)
    await expect(ask()).rejects.toMatchObject({ failure: { reason: 'no_domain' } })
    await bind(id)
    await expect(ask()).rejects.toMatchObject({ failure: { reason: 'unproved' } })
    await prove(id, 'oscar')
    await expect(ask()).rejects.toMatchObject({ failure: { reason: 'unproved' } })
    await prove(id, 'olivia')
    await olivia.do(updateConnection, { ...(await versioned(id)), ...SETTINGS, secret: 'a new one' })
    await expect(ask()).rejects.toMatchObject({ failure: { reason: 'unproved' } })
    await prove(id, 'olivia')
    await disable(id)
    await expect(ask()).rejects.toMatchObject({ failure: { reason: 'disabled' } })
    await olivia.do(setConnectionShown, { ...(await versioned(id)), hidden: false, disabled: false, justInTime: false })
    expect(await ask()).toMatchObject({ owners: 1 })
    await breakGlass('olivia', null)
  })

  it('[T68] has a picture that is one, shown to everybody as that and nothing else, and not once it is disabled', async () => {
    const id = await add()
    const set = async (bytes: Uint8Array | string) => olivia.do(setConnectionLogo, { ...(await versioned(id)), logo: Buffer.from(bytes).toString('base64') })
    await expect(set('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { logo: 'Choose a PNG picture.' } } })
    await expect(set('')).rejects.toMatchObject({ failure: { reason: 'unchanged' } })
    expect((await showLogo(tenant.slug, id)).status).toBe(404)
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
    const { version } = await set(png)
    const shown = await showLogo(tenant.slug, id)
    expect([shown.status, shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer()).equals(png)]).toEqual([200, 'image/png', true])
    expect(await listShownConnections(tenant.id)).toMatchObject([{ id, logoVersion: version }])
    for (const [slug, other] of [['another', id], [tenant.slug, randomUUID()], [tenant.slug, "'"]] as const) expect((await showLogo(slug, other)).status).toBe(404)
    await disable(id)
    expect((await showLogo(tenant.slug, id)).status).toBe(404)
    await set('')
    expect(await row(id)).toMatchObject({ logo: null, logoType: null })
  })

  it('is proved by another owner too, once they were named for it and asked; by nobody else', async () => {
    const id = await add()
    await breakGlass('olivia', new Date())
    await bind(id)
    const name = async (proverId: string | null) => olivia.do(nameConnectionProver, { ...(await versioned(id)), proverId })
    for (const wrong of ['olivia', 'adam', 'sonia'] as const) await expect(name(tenant.people[wrong]!.id)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(name(null)).rejects.toMatchObject({ failure: { reason: 'unchanged' } })
    await prove(id, 'oscar')
    const seen = async () => (await getConnection(clear((await signInAs(`olivia@${tenant.slug}.example`)).facts.actor, 'sign-in:read'), id)).proof
    expect(await seen()).toMatchObject({ current: true, counts: false })
    await name(tenant.people.oscar!.id)
    expect(await waitingLetters(tenant.people.oscar!.email)).toMatchObject([{ name: 'sso_proof_wanted', connectionId: id }])
    expect([await lastEvent(), await seen()]).toMatchObject([{ action: 'sso_connection.prover_named', affectedId: tenant.people.oscar!.id }, { current: true, counts: true }])
    // While they own the tenant.
    const owns = { tenantId: tenant.id, administratorId: tenant.people.oscar!.id, role: 'client_owner' as const }
    await db().roleGrant.updateMany({ where: owns, data: { revokedAt: new Date() } })
    expect(await seen()).toMatchObject({ current: true, counts: false })
    await expect(demand(id)).rejects.toMatchObject({ failure: { reason: 'unproved' } })
    await db().roleGrant.updateMany({ where: owns, data: { revokedAt: null } })
    expect(await demand(id)).toMatchObject({ owners: 1 })
    await olivia.do(stopRequiringSso, await versioned(id))
    await name(null)
    await expect(demand(id)).rejects.toMatchObject({ failure: { reason: 'unproved' } })
    await breakGlass('olivia', null)
  })

  it('[T54] does what was shown or nothing: who is bound by it too since then is counted first', async () => {
    const id = await add()
    await bind(id)
    await prove(id, 'olivia')
    await breakGlass('oscar', new Date())
    const { facts: { actor } } = await signInAs(`oscar@${tenant.slug}.example`, { factor: false })
    const preview = async () => previewRequired(clear(actor, 'sign-in:read'), id)
    const shown = await preview()
    expect(shown).toMatchObject({ people: shown.unlinked, ways: { usable: { now: 2, under: 1 } } })
    await breakGlass('olivia', new Date())
    await expect(olivia.do(requireSso, { ...(await versioned(id)), previewed: shown.previewed })).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { people: shown.people - 1, ways: { usable: { now: 2, under: 2 } } } } } })
    expect(await row(id)).toMatchObject({ requiredSince: null })
    expect(await olivia.do(requireSso, { ...(await versioned(id)), previewed: (await preview()).previewed })).toMatchObject({ owners: 2 })
    await breakGlass('oscar', null)
    await breakGlass('olivia', null)
  })

  it('[T52] is refused while no owner keeps another way in: mark one as break-glass first', async () => {
    const id = await add()
    await bind(id)
    await prove(id, 'olivia')
    await expect(demand(id)).rejects.toMatchObject({ code: 'last_owner', failure: { sentence: expect.stringContaining('break-glass') as string } })
    expect(await row(id)).toMatchObject({ requiredSince: null })
    await breakGlass('oscar', new Date())
    expect(await demand(id)).toMatchObject({ owners: 1 })
    await breakGlass('oscar', null)
  })

  it('holds ten minutes, and for good once confirmed from a session that came through it after that', async () => {
    const id = await add()
    await bind(id)
    await prove(id, 'olivia')
    await breakGlass('oscar', new Date())
    await demand(id)
    const { requiredSince, requiredUntil } = await row(id)
    expect(requiredUntil!.getTime() - requiredSince!.getTime()).toBe(600_000)
    await expect(olivia.do(confirmRequiredSso, await versioned(id))).rejects.toMatchObject({ failure: { reason: 'other_session' } })
    const { facts: { actor } } = await signInAs(`oscar@${tenant.slug}.example`)
    const through = async (createdAt?: Date) => db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: actor.sessionId } }, data: { ssoConnectionId: id, ...(createdAt ? { createdAt } : {}) } })
    const confirm = async () => performableOf(confirmRequiredSso).perform(actor, await versioned(id), TEST_ORIGIN, true)
    await through(new Date(requiredSince!.getTime() - 1))
    await expect(confirm()).rejects.toMatchObject({ failure: { reason: 'not_waiting' } })
    await through(new Date(requiredSince!.getTime()))
    await pool().query("UPDATE sso_connection SET required_since = required_since - interval '11 minutes', required_until = required_until - interval '11 minutes' WHERE id = $1", [id])
    await expect(confirm()).rejects.toMatchObject({ failure: { reason: 'not_waiting' } })
    await demand(id)
    await through(new Date())
    await confirm()
    expect(await row(id)).toMatchObject({ requiredConfirmedAt: expect.any(Date) as Date, requiredConfirmedSessionId: actor.sessionId })
    await olivia.do(stopRequiringSso, await versioned(id))
    expect(await row(id)).toMatchObject({ requiredSince: null, requiredConfirmedAt: null })
    await breakGlass('oscar', null)
  })
})

it('what is typed is judged: one name, an exact issuer, scopes with openid, claims', () => {
  const of = { connectionId: randomUUID(), version: 1, ...SETTINGS }
  const wrong = (more: object) => UpdateConnectionInput.safeParse({ ...of, ...more }).error?.issues.map(({ path }) => path.join('.'))
  expect(UpdateConnectionInput.safeParse(of).success).toBe(true)
  for (const [more, field] of [
    [{ name: ' ' }, 'name'], [{ name: 'x'.repeat(61) }, 'name'], [{ issuer: 'login.example' }, 'issuer'], [{ issuer: 'https://a.example/#x' }, 'issuer'], [{ issuer: 'javascript:alert(1)' }, 'issuer'],
    [{ scopes: ['email'] }, 'scopes'], [{ scopes: ['openid', 'a b'] }, 'scopes'], [{ emailClaim: '' }, 'emailClaim'], [{ subject: 'email' }, 'subject'], [{ clientAuth: 'none' }, 'clientAuth'], [{ secretExpires: 'soon' }, 'secretExpires'],
  ] as const) expect([more, wrong(more)]).toEqual([more, [field]])
  expect(wrong({ tenantId: 'x' })).toEqual([''])
})
