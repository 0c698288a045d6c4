import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GET as callback } from '@/app/api/sso/[tenant]/[connection]/callback/route'
import { GET as metadata } from '@/app/api/sso/[tenant]/[connection]/metadata/route'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { secondStepByCode } from '@/lib/sign-in/actions'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { plantCertificate, plantSamlConnection } from '@/prisma/factories/plant-connection'
import { assertionXml, makeSamlKey, responseXml, signXml, type SamlKey } from '@/prisma/factories/saml-peer'
import { startSamlProvider, visitProvider, type SamlProvider } from '@/prisma/factories/saml-provider'
import { comeBack, departBySaml, goOnFrom, postAnswer, samlRoundTrip } from '@/prisma/factories/saml-trip'
import { browser } from '@/prisma/factories/stand-in-browser'
import { statementsOf } from '@/prisma/factories/statements-of'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { linkSignIn, viewSignInLink } from './actions'
import { samlAddresses } from './saml-addresses'

vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.hoisted(() => { vi.spyOn(console, 'warn').mockReturnValue(); vi.spyOn(console, 'info').mockReturnValue() })
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
let provider: SamlProvider
let id = ''
/** Ours at every connection: a new one for each takes a while. */
let service: SamlKey
let count = 0

type Made = Partial<Parameters<typeof plantSamlConnection>[0]>
async function connect(how: Made = {}): Promise<void> {
  ;({ id } = await plantSamlConnection({ tenantId: tenant.id, service, name: randomUUID().slice(0, 8), entityId: provider.entityId, signOnUrl: provider.signOnUrl, certificates: [provider.key().certificate], ...how }))
}
const place = () => ({ slug: tenant.slug, connectionId: id })
const material = async () => (await db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id } } })).materialVersion
const link = async (name: string) => db().ssoIdentity.create({ data: { tenantId: tenant.id, connectionId: id, issuer: provider.entityId, subject: `${name}-there`, administratorId: tenant.people[name]!.id, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: await material() } })
const isThere = (name: string, more: object = {}) => provider.signsIn({ nameId: `${name}-there`, attributes: { mail: tenant.people[name]!.email, givenName: 'Ada', sn: 'Lovelace', groups: ['staff'] }, ...more })
const sessions = async (name: string) => db().session.findMany({ where: { tenantId: tenant.id, administratorId: tenant.people[name]!.id, endedAt: null } })
const failed = (reason: string) => paths.signInFailed(tenant.slug, reason)
const led = async (work: Promise<unknown>) => work.then((state) => JSON.stringify(state), (error: Error & { digest?: string }) => /^NEXT_REDIRECT;\w+;([^;]*)/.exec(error.digest ?? '')?.[1] ?? error.message)

const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
/** Opens the link that was mailed last. @returns where it leads */
async function openMailed(name: string): Promise<string> {
  const letter = (await waitingLetters(tenant.people[name]!.email)).find((one) => one.name === 'sso_link')
  return led(linkSignIn({}, form({ token: letter?.name === 'sso_link' ? letter.token : '' })))
}

beforeAll(async () => {
  service = makeSamlKey(new Date(), 'service', 3650)
  ;[tenant, provider] = await Promise.all([disposableTenant(), startSamlProvider()])
})
afterAll(async () => {
  await provider.stop()
  await closeDatabase()
})
beforeEach(async () => {
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `203.0.113.${(count += 1)}` })
  provider.answers({})
  await pool().query('DELETE FROM rate_bucket')
  await db().secondFactor.deleteMany({ where: { tenantId: tenant.id } })
  await db().session.deleteMany({ where: { tenantId: tenant.id } })
})

describe('signing in with a SAML provider', () => {
  it.each([
    ['by redirect', { binding: 'redirect' }, {}], ['by a form', { binding: 'post' }, {}],
    ['by redirect, with a signed request and a signed response', { binding: 'redirect', signRequests: true, responseMustBeSigned: true }, { signed: true, signResponse: true }],
    ['by a form, with a signed request and an encrypted assertion', { binding: 'post', signRequests: true }, { signed: true, encrypted: true }],
  ] as const)('%s: a known person gets a session that knows its connection, and is led on', async (_name, made, { signed, encrypted, signResponse }: { signed?: boolean; encrypted?: boolean; signResponse?: boolean }) => {
    await connect(made)
    await link('adam')
    isThere('adam')
    provider.answers({ ...(signResponse ? { signResponse } : {}), ...(signed ? { requestsSignedBy: service.certificate } : {}), ...(encrypted ? { encryptFor: service.certificate } : {}) })
    expect(await samlRoundTrip(place(), '/administrators')).toBe('/administrators')
    expect(await sessions('adam')).toMatchObject([{ ssoConnectionId: id, factorUsedAt: null, freshFactorAt: null }])
    expect(await findSession(browser.cookie!, { touch: false })).toMatchObject({ person: { email: tenant.people.adam!.email } })
    expect(await db().ssoIdentity.findFirst({ where: { connectionId: id } })).toMatchObject({ shownEmail: tenant.people.adam!.email, lastUsedAt: expect.any(Date) as Date })
  })

  it('[T70] leads only to pages of ours, and keeps no other on the way', async () => {
    await connect()
    await link('adam')
    isThere('adam')
    for (const next of ['//evil.example', 'https://evil.example/', '/\u0000//evil.example']) expect([next, await samlRoundTrip(place(), next)]).toEqual([next, '/'])
    expect(await db().ssoRequest.findMany({ where: { connectionId: id }, select: { next: true }, distinct: ['next'] })).toEqual([{ next: '/' }])
  })

  it('asks the database three times beyond what every sign-in asks', async () => {
    await connect()
    await link('adam')
    isThere('adam')
    const departure = await departBySaml(place())
    expect(await statementsOf(async () => comeBack(place(), departure))).toEqual({ all: 8, own: ['saml-take-trip', 'saml-keep-hand-over', 'saml-take-hand-over'] })
    expect(await sessions('adam')).toHaveLength(1)
  })

  it('counts setting out, what is posted, coming back and links by network address', async () => {
    await connect()
    isThere('adam')
    const { fields } = await visitProvider(await departBySaml(place()))
    expect(await led(viewSignInLink({}, form({ token: 'x'.repeat(43) })))).not.toContain('too_many')
    await pool().query("UPDATE rate_bucket SET tokens = 0, updated_at = castellan_now() + interval '1 hour' WHERE key LIKE 'sign-in:%'")
    expect(await departBySaml(place())).toContain(failed('not_possible'))
    expect(await postAnswer(place(), fields)).toBe(failed('not_possible'))
    expect((await callback(new Request('http://localhost:3000/?state=x'), { params: Promise.resolve({ tenant: tenant.slug, connection: id }) })).headers.get('location')).toBe(failed('not_possible'))
    for (const open of [viewSignInLink, linkSignIn]) expect(await led(open({}, form({ token: 'x'.repeat(43) })))).toContain('too_many')
  })

  it('owes what every other first factor owes: an enrolled second factor', async () => {
    await connect()
    await link('adam')
    isThere('adam')
    const { factorId, secret } = await enrolledTotp({ tenantId: tenant.id, administratorId: tenant.people.adam!.id })
    expect(await samlRoundTrip(place(), '/roles')).toBe(paths.secondStep)
    expect(await sessions('adam')).toHaveLength(0)
    expect(await led(secondStepByCode({}, form({ factorId, code: await codeOf(secret) })))).toBe('/roles')
    expect(await sessions('adam')).toMatchObject([{ ssoConnectionId: id, factorUsedKind: 'totp' }])
  })

  it('[T20] a word that vouches for a factor is taken only while it is trusted, between the answer and the arrival too', async () => {
    const word = 'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken'
    const trust = async (...trustedMfaValues: string[]) => db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { trustedMfaValues } })
    await connect()
    await link('adam')
    isThere('adam', { authnContext: word })
    for (const [after, there] of [[['mfa'], []], [['mfa', word], [{ factorUsedKind: 'sso' }]]] as const) {
      await trust(word)
      const { fields } = await visitProvider(await departBySaml(place()))
      const arrival = await postAnswer(place(), fields)
      await trust(...after)
      expect(await goOnFrom(place(), arrival)).toBe(there.length > 0 ? '/' : failed('not_possible'))
      expect(await sessions('adam')).toMatchObject(there)
    }
  })

  it('[T40] whom nobody linked is asked to look into their mail, whoever it is; nothing is written for a stranger', async () => {
    await connect()
    isThere('adam')
    expect(await samlRoundTrip(place(), '/roles')).toBe(paths.checkMail)
    expect(await openMailed('adam')).toBe('/roles')
    provider.signsIn({ nameId: 'stranger', attributes: { mail: 'nobody@elsewhere.example' } })
    Object.assign(browser, { cookie: undefined, others: {} })
    expect(await samlRoundTrip(place())).toBe(paths.checkMail)
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(1)
    provider.signsIn({ nameId: 'nameless', attributes: { mail: ['a@elsewhere.example', tenant.people.adam!.email] } })
    Object.assign(browser, { others: {} })
    expect(await samlRoundTrip(place())).toBe(failed('no_address'))
  })

  it('[T39] new certificates speak for nobody until they have said so anew, whoever put them there', async () => {
    await connect()
    await link('adam')
    isThere('adam')
    const fresh = provider.rollOver()
    expect(await samlRoundTrip(place())).toBe(failed('not_valid'))
    await plantCertificate({ tenantId: tenant.id, connectionId: id }, fresh.certificate, 'next')
    expect(await samlRoundTrip(place())).toBe(failed('not_valid'))
    await pool().query(`UPDATE sso_credential SET stage = 'current' WHERE tenant_id = $1 AND connection_id = $2 AND stage = 'next'`, [tenant.id, id])
    expect(await samlRoundTrip(place(), '/roles')).toBe(paths.checkMail)
    expect(await sessions('adam')).toHaveLength(0)
    expect(await openMailed('adam')).toBe('/roles')
    Object.assign(browser, { cookie: undefined, others: {} })
    expect(await samlRoundTrip(place())).toBe('/')
  })
})

describe('[T44] what comes back counts once, in the browser that set out', () => {
  const trip = async () => {
    isThere('adam')
    return (await visitProvider(await departBySaml(place()))).fields
  }
  beforeEach(async () => {
    await connect()
    await link('adam')
  })

  it('another browser, or none, gets nothing of it: whoever is led to an answer of somebody else is not signed in as them', async () => {
    const arrival = await postAnswer(place(), await trip())
    const mine = { ...browser.others }
    for (const others of [{}, Object.fromEntries(Object.keys(mine).map((name) => [name, 'x'.repeat(43)]))]) {
      Object.assign(browser, { others })
      expect(await goOnFrom(place(), arrival)).toBe(failed('over'))
    }
    expect(await sessions('adam')).toHaveLength(0)
    Object.assign(browser, { others: mine })
    expect(await goOnFrom(place(), arrival)).toBe('/')
  })

  it('the same assertion in the answer to another trip is refused, and so is another connection’s', async () => {
    const fields = await trip()
    expect(await goOnFrom(place(), await postAnswer(place(), fields))).toBe('/')
    expect(await postAnswer(place(), fields)).toBe(failed('over'))
    const answer = await trip()
    const first = id
    await connect()
    expect(await postAnswer(place(), answer)).toBe(failed('over'))
    expect(await postAnswer({ slug: tenant.slug, connectionId: first }, answer)).toMatch(/^\/api\//)
  })

  it('a trip has one answer: another good assertion for the same request comes too late', async () => {
    const departure = await departBySaml(place())
    isThere('adam')
    const [first, second] = [(await visitProvider(departure)).fields, (await visitProvider(departure)).fields]
    const arrival = await postAnswer(place(), first)
    expect(await postAnswer(place(), second)).toBe(failed('over'))
    expect(await goOnFrom(place(), arrival)).toBe('/')
  })

  it('a trip that took too long, or whose connection was disabled or changed meanwhile, is over', async () => {
    for (const change of ['disabled = true', 'material_version = material_version + 1']) {
      const fields = await trip()
      await pool().query(`UPDATE sso_connection SET ${change} WHERE tenant_id = $1 AND id = $2`, [tenant.id, id])
      expect(await postAnswer(place(), fields)).toBe(failed('over'))
      await pool().query('UPDATE sso_connection SET disabled = false WHERE tenant_id = $1 AND id = $2', [tenant.id, id])
    }
    const [late, arrived] = [await trip(), await postAnswer(place(), await trip())]
    await pool().query(`UPDATE sso_request SET created_at = created_at - interval '1 hour', expires_at = castellan_now() WHERE connection_id = $1`, [id])
    expect(await postAnswer(place(), late)).toBe(failed('over'))
    expect(await goOnFrom(place(), arrived)).toBe(failed('over'))
  })

  it('an answer that nobody asked for is not taken, however good it is and whoever is on the way; who names no request is told to begin here', async () => {
    isThere('adam')
    const departure = await departBySaml(place())
    const unasked = (await visitProvider(departure)).fields
    await pool().query('DELETE FROM sso_request WHERE connection_id = $1', [id])
    const asked = await trip()
    expect(await postAnswer(place(), unasked)).toBe(failed('over'))
    const { acsUrl, entityId } = samlAddresses(tenant.slug, id)
    const saying = { issuer: provider.entityId, acsUrl, audience: entityId, requestId: null, now: new Date(), nameId: 'adam-there', assertionId: `_${randomUUID()}` }
    const unnamed = signXml(responseXml(saying, assertionXml(saying)), saying.assertionId, provider.key())
    expect(await postAnswer(place(), new URLSearchParams({ SAMLResponse: Buffer.from(unnamed).toString('base64') }))).toBe(failed('not_asked'))
    expect(await sessions('adam')).toHaveLength(0)
    expect(await goOnFrom(place(), await postAnswer(place(), asked))).toBe('/')
  })

  it('sixteen times at once there is one arrival, and sixteen times at once one session', async () => {
    for (let round = 0; round < 5; round += 1) {
      await pool().query('DELETE FROM rate_bucket')
      browser.cookie = undefined
      const fields = await trip()
      const led = await Promise.all(Array.from({ length: 16 }, async () => postAnswer(place(), fields)))
      const [arrival, ...more] = led.filter((to) => to.startsWith('/api/'))
      expect([more, new Set(led.filter((to) => to !== arrival))]).toEqual([[], new Set([failed('over')])])
      const cookies = { ...browser.others }
      const ends = await Promise.all(Array.from({ length: 16 }, async () => {
        Object.assign(browser, { others: { ...cookies } })
        return goOnFrom(place(), arrival!)
      }))
      expect(ends.filter((end) => end === '/')).toHaveLength(1)
    }
    expect(await sessions('adam')).toHaveLength(5)
  })
})

it('says what it is to a provider: names, addresses and public keys, and only of a SAML connection', async () => {
  await connect({ signRequests: true })
  const ask = async (connection: string) => metadata(new Request('http://localhost:3000/'), { params: Promise.resolve({ tenant: tenant.slug, connection }) })
  const text = await (await ask(id)).text()
  expect(text).toContain(`entityID="http://localhost:3000${paths.api.samlMetadata(tenant.slug, id)}"`)
  expect(text).toContain(`Location="http://localhost:3000${paths.api.samlAnswer(tenant.slug, id)}"`)
  expect(text).not.toContain('PRIVATE')
  expect([(await ask(randomUUID())).status, (await ask('x')).status]).toEqual([404, 404])
})
