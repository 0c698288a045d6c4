import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { startOidcPeer, travel, type OidcPeer } from '@/prisma/factories/oidc-peer'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import { arrive, roundTrip } from '@/prisma/factories/trip'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { beginOwnLink, dropStagedSecret, linkOwnIdentity, proveConnection, replaceSecret, stageSecret, unlinkOwnIdentity, updateConnection } from './actions'
import { listOwnIdentities } from './own-identities'
import { findReport } from './prove-connection'

vi.hoisted(() => {
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'info').mockReturnValue()
})
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
let peer: OidcPeer
let id: string
let count = 0
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(async () => {
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `203.0.113.${(count += 1)}` })
  ;({ id } = await plantConnection({ tenantId: tenant.id, name: randomUUID().slice(0, 8), issuer: 'https://is.not.known.yet.example' }))
  peer = await startOidcPeer({ redirectUris: [`http://localhost:3000${paths.api.ssoCallback(tenant.slug, id)}`] })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { issuer: peer.issuer } })
})
afterEach(async () => peer.stop())

const place = () => ({ slug: tenant.slug, connectionId: id })
const enter = async (name: string) => {
  const { token, facts } = await signInAs(`${name}@${tenant.slug}.example`)
  browser.cookie = token
  return facts
}
const where = () => ({ tenantId_id: { tenantId: tenant.id, id } })
const version = async () => (await db().ssoConnection.findUniqueOrThrow({ where: where() })).version
const proofs = async () => db().ssoProof.count({ where: { connectionId: id } })
async function setOut(begin: Promise<{ ok: true; data: { url: string } } | { ok: false; error: { code: string } }>): Promise<URL> {
  const begun = await begin
  if (!begun.ok) throw new Error(begun.error.code)
  return travel(begun.data.url, peer.issuer)
}
const prove = async () => setOut(proveConnection({ connectionId: id, version: await version() }))
const begin = async () => setOut(beginOwnLink({ connectionId: id }))

describe('[T47] the secret that is to follow', () => {
  const required = async () => (await db().ssoConnection.findUniqueOrThrow({ where: where() })).requiredSince !== null
  const of = async () => ({ connectionId: id, version: await version() })
  const proveNext = async () => setOut(proveConnection({ connectionId: id, version: await version(), withNext: true }))
  const stage = async (secret: string) => stageSecret({ ...(await of()), secret, secretExpires: '2031-01-31' })
  /** As if it had been proved and required with the secret in use. */
  const require = async () => {
    const { materialVersion } = await db().ssoConnection.findUniqueOrThrow({ where: where() })
    const administratorId = tenant.people.olivia!.id
    const proof = await db().ssoProof.create({ data: { tenantId: tenant.id, connectionId: id, materialVersion, administratorId, sessionId: randomUUID(), at: new Date() } })
    await pool().query("UPDATE sso_connection SET required_proof_id = $1, required_since = castellan_now(), required_until = castellan_now() + interval '10 minutes', required_by_id = $2 WHERE id = $3", [proof.id, administratorId, id])
  }

  it('is proved while the other one is in use, put in use with that proof, and then it stays required', async () => {
    await enter('olivia')
    await peer.stop()
    peer = await startOidcPeer({ redirectUris: [`http://localhost:3000${paths.api.ssoCallback(tenant.slug, id)}`], secret: 'the next secret' })
    await db().ssoConnection.update({ where: where(), data: { issuer: peer.issuer } })
    peer.signsIn('olivia-there', { email: tenant.people.olivia!.email, email_verified: true })
    await require()
    expect(await replaceSecret(await of())).toMatchObject({ ok: false, error: { code: 'wrong_state' } })
    expect(await stage('')).toMatchObject({ ok: false, error: { fields: { secret: expect.any(String) as string } } })
    expect(await stage('a-secret-of-the-tests')).toMatchObject({ ok: false, error: { fields: { secret: 'This one is in use already.' } } })
    expect(await stage('the next secret')).toMatchObject({ ok: true })
    expect(await arrive(place(), await prove())).toBe(paths.connection(id, 'not_valid'))
    expect(await arrive(place(), await proveNext())).toBe(paths.connection(id))
    expect([await proofs(), await required()]).toEqual([1, true])
    expect(await replaceSecret(await of())).toMatchObject({ ok: true, data: { proved: true, released: false } })
    expect([await proofs(), await required()]).toEqual([2, true])
    expect(await arrive(place(), await prove())).toBe(paths.connection(id))
    expect(await db().ssoCredential.findMany({ where: { connectionId: id } })).toMatchObject([{ stage: 'current', expiresAt: new Date('2031-01-31T00:00:00Z') }])
  })

  it('put in use unproved it is required no more; discarded, or meant for another issuer, it is gone', async () => {
    await enter('olivia')
    await require()
    await stage('another')
    expect(await replaceSecret(await of())).toMatchObject({ ok: true, data: { proved: false, released: true } })
    await stage('and another')
    expect(await dropStagedSecret(await of())).toMatchObject({ ok: true })
    expect(await dropStagedSecret(await of())).toMatchObject({ ok: false, error: { code: 'wrong_state' } })
    await stage('for this issuer')
    const other = await startOidcPeer({ redirectUris: [] })
    const row = await db().ssoConnection.findUniqueOrThrow({ where: where() })
    expect(await updateConnection({
      connectionId: id, version: row.version, name: row.name, issuer: other.issuer, clientId: row.clientId!, clientAuth: 'client_secret_basic', secret: 'of the other', secretExpires: '', scopes: row.scopes, subject: 'sub', emailClaim: 'email',
      givenNameClaim: 'given_name', familyNameClaim: 'family_name', groupsClaim: 'groups', trustedMfaValues: [],
    })).toMatchObject({ ok: true })
    await other.stop()
    expect(await db().ssoCredential.findMany({ where: { connectionId: id } })).toMatchObject([{ stage: 'current' }])
  })
})

describe('[T47] proving a connection', () => {
  it('is a round trip of whoever manages it: it shows what came back and what would happen, signs nobody in and links nobody', async () => {
    const facts = await enter('olivia')
    peer.signsIn('olivia-there', { email: tenant.people.olivia!.email, email_verified: true, groups: ['staff'] })
    const session = browser.cookie
    expect(await arrive(place(), await prove())).toBe(paths.connection(id))
    expect(browser.cookie).toBe(session)
    const { materialVersion } = await db().ssoConnection.findUniqueOrThrow({ where: where() })
    expect(await db().ssoProof.findMany({ where: { connectionId: id } })).toMatchObject([{ administratorId: facts.actor.administratorId, sessionId: facts.actor.sessionId, materialVersion }])
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(0)
    const report = await findReport(facts, id)
    expect(report).toMatchObject({ outcome: { asserted: { subject: 'olivia-there', groups: ['staff'] }, roles: [], sentence: expect.stringContaining('a link would be mailed') as string } })
    expect(report!.claims.map(({ name }) => name)).toContain('sub')
    expect(await findReport((await signInAs(`oscar@${tenant.slug}.example`)).facts, id)).toBeNull()
    expect(JSON.stringify((await db().ssoRequest.findFirstOrThrow({ where: { connectionId: id } })).answerSealed)).not.toContain('olivia-there')
  })

  it('counts for nobody but the one who set out, in that session, still allowed to', async () => {
    await enter('olivia')
    peer.signsIn('x', { email: 'x@y.example', email_verified: true })
    const back = await prove()
    await enter('oscar')
    expect(await arrive(place(), back)).toContain('sso=over')
    const facts = await enter('olivia')
    const again = await prove()
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: facts.actor.sessionId } }, data: { endedAt: new Date(), endReason: 'revoked' } })
    expect(await arrive(place(), again)).toContain('sso=over')
    expect(await proofs()).toBe(0)
  })

  it('is possible while it is disabled, and says what failed where it was begun', async () => {
    await enter('olivia')
    await db().ssoConnection.update({ where: where(), data: { disabled: true } })
    peer.signsIn('x', { email: 'x@y.example', email_verified: true })
    const back = await prove()
    back.searchParams.set('iss', 'https://evil.example')
    expect(await arrive(place(), back)).toBe(paths.connection(id, 'not_valid'))
    expect(await proofs()).toBe(0)
    expect(await arrive(place(), await prove())).toBe(paths.connection(id))
    expect(await proofs()).toBe(1)
  })
})

describe('[T39] linking by oneself', () => {
  it('shows who it is and waits for a yes, in the same session and nowhere else', async () => {
    const facts = await enter('audrey')
    peer.signsIn('audrey-there', { email: 'another@address.example', email_verified: false })
    expect(await arrive(place(), await begin())).toBe(paths.accountSignIns())
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(0)
    const { waiting } = await listOwnIdentities(facts)
    expect(waiting).toMatchObject({ shownEmail: 'another@address.example', subject: 'audrey-there' })
    // Neither somebody else nor another session of hers says yes to it.
    for (const who of ['vera', 'audrey']) {
      await enter(who)
      expect(await linkOwnIdentity({ requestId: waiting!.requestId })).toMatchObject({ ok: false, error: { reason: 'over' } })
    }
    browser.cookie = undefined
    expect(await linkOwnIdentity({ requestId: waiting!.requestId })).toMatchObject({ ok: false, error: { code: 'signed_out' } })
  })

  it('links once, tells its owner, and belongs to one account', async () => {
    await enter('bea')
    peer.signsIn('bea-there', { email: tenant.people.bea!.email })
    await arrive(place(), await begin())
    const facts = (await findSession(browser.cookie!, { touch: false }))!
    const { waiting } = await listOwnIdentities(facts)
    const both = await Promise.all([linkOwnIdentity({ requestId: waiting!.requestId }), linkOwnIdentity({ requestId: waiting!.requestId })])
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true])
    expect(await db().ssoIdentity.findMany({ where: { connectionId: id } })).toMatchObject([{ administratorId: facts.actor.administratorId, linkedBy: 'self' }])
    expect(await waitingLetters(tenant.people.bea!.email)).toMatchObject([{ name: 'sso_identity_changed', linked: true }])
    await enter('vera')
    await arrive(place(), await begin())
    const theirs = (await listOwnIdentities((await findSession(browser.cookie!, { touch: false }))!)).waiting
    expect(await linkOwnIdentity({ requestId: theirs!.requestId })).toMatchObject({ ok: false, error: { code: 'already_exists' } })
    // A factor is planted for her and no app has it: the trip ends where it is asked for.
    browser.cookie = undefined
    expect(await roundTrip(place(), peer.issuer)).toBe('/second-step')
    await enter('bea')
    const identityId = (await listOwnIdentities(facts)).linked[0]!.id
    await enter('vera')
    expect(await unlinkOwnIdentity({ identityId })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    await enter('bea')
    expect(await unlinkOwnIdentity({ identityId })).toMatchObject({ ok: true })
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(0)
  })

  it('is not for whoever came through a provider, nor without a fresh factor', async () => {
    const { actor: { sessionId } } = await enter('max')
    const session = { tenantId_id: { tenantId: tenant.id, id: sessionId } }
    await db().session.update({ where: session, data: { ssoConnectionId: id } })
    expect(await beginOwnLink({ connectionId: id })).toMatchObject({ ok: false, error: { reason: 'came_through_sso' } })
    await db().session.update({ where: session, data: { ssoConnectionId: null, freshFactorAt: null } })
    expect(await beginOwnLink({ connectionId: id })).toMatchObject({ ok: false, error: { code: 'step_up_required' } })
  })
})
