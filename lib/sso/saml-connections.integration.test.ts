import { randomUUID, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { startSamlProvider, visitProvider, type SamlProvider } from '@/prisma/factories/saml-provider'
import { comeBack, follow, postAnswer, samlRoundTrip } from '@/prisma/factories/saml-trip'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { beginOwnLink, confirmConnectionDomain, addConnectionDomain, createSamlConnection, dropStagedCertificates, linkOwnIdentity, proveConnection, readSamlMetadata, requireSso, stageCertificates, tryConnectionMapping, updateSamlConnection, replaceCertificates } from './actions'
import { listOwnIdentities } from './own-identities'
import { findReport } from './prove-connection'
import { watchConnections } from './watch-connections'

vi.hoisted(() => { vi.spyOn(console, 'warn').mockReturnValue(); vi.spyOn(console, 'info').mockReturnValue() })
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
let provider: SamlProvider
let id = ''
let count = 0

beforeAll(async () => {
  ;[tenant, provider] = await Promise.all([disposableTenant(), startSamlProvider()])
})
afterAll(async () => {
  await provider.stop()
  await closeDatabase()
})
beforeEach(async () => {
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `203.0.113.${(count += 1)}` })
  await pool().query('DELETE FROM rate_bucket')
  provider.answers({})
})

const place = () => ({ slug: tenant.slug, connectionId: id })
const enter = async (name: string) => {
  const { token, facts } = await signInAs(`${name}@${tenant.slug}.example`)
  browser.cookie = token
  return facts
}
const row = async () => db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id } } })
const version = async () => (await row()).version
const certificates = async (stage: 'current' | 'next') => db().ssoCredential.count({ where: { connectionId: id, kind: 'provider_certificate', stage } })
const settings = (more: object = {}) => ({
  name: `Fabrikam ${randomUUID().slice(0, 8)}`, entityId: provider.entityId, signOnUrl: provider.signOnUrl, signOnBinding: 'redirect' as const, certificates: provider.key().certificate, metadataUrl: '', signRequests: false, responseMustBeSigned: false,
  emailClaim: 'mail', givenNameClaim: 'givenName', familyNameClaim: 'sn', groupsClaim: 'groups', trustedMfaValues: [], ...more,
})
async function add(more: object = {}): Promise<void> {
  id = randomUUID()
  const added = await createSamlConnection({ connectionId: id, ...settings(more) })
  if (!added.ok) throw new Error(JSON.stringify(added.error))
}
async function there(begin: Promise<{ ok: true; data: { url: string } } | { ok: false; error: { code: string } }>): Promise<string> {
  const begun = await begin
  if (!begun.ok) throw new Error(begun.error.code)
  return comeBack(place(), await follow(place(), begun.data.url))
}
const prove = async (withNext = false) => there(proveConnection({ connectionId: id, version: await version(), withNext }))

describe('a SAML connection', () => {
  it('is added from its provider’s own metadata, with a key of ours, and nobody but its manager asks for that', async () => {
    await enter('olivia')
    const read = await readSamlMetadata({ connectionId: randomUUID(), source: provider.metadataUrl })
    expect(read).toMatchObject({ ok: true, data: { entityId: provider.entityId, signOnUrl: provider.signOnUrl, signOnBinding: 'redirect', metadataUrl: provider.metadataUrl } })
    await add(read.ok ? read.data : {})
    expect(await db().ssoCredential.findMany({ where: { connectionId: id }, select: { kind: true, stage: true, sealed: true }, orderBy: { kind: 'asc' } })).toMatchObject([{ kind: 'provider_certificate', stage: 'current', sealed: null }, { kind: 'service_key', stage: 'current', sealed: expect.not.stringContaining('PRIVATE') as string }])
    const { publicPart } = await db().ssoCredential.findFirstOrThrow({ where: { connectionId: id, kind: 'service_key' } })
    expect(new X509Certificate(publicPart!).publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 3072 })
    for (const [source, why] of [['<x/>', 'not the metadata'], ['http://169.254.169.254/metadata', 'https'], ['https://127.0.0.1/m', ''], [`${provider.signOnUrl}/none`, '404']] as const) expect(await readSamlMetadata({ connectionId: id, source })).toMatchObject({ ok: false, error: { fields: { source: expect.stringContaining(why) as string } } })
    await enter('adam')
    expect(await readSamlMetadata({ connectionId: id, source: provider.metadataUrl })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await updateSamlConnection({ connectionId: id, version: await version(), ...settings() })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })

  it('takes one to four certificates that can be verified with', async () => {
    await enter('olivia')
    const many = Array.from({ length: 5 }, () => provider.rollOver().certificate)
    for (const wrong of ['', 'nothing', many.join(''), `${many[0]}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`]) expect(await createSamlConnection({ connectionId: randomUUID(), ...settings({ certificates: wrong }) })).toMatchObject({ ok: false, error: { fields: { certificates: expect.any(String) as string } } })
    await add({ certificates: many.slice(1).join('\n') })
    expect(await certificates('current')).toBe(4)
  })

  it('changed, it says what it was; new certificates, another name or address of the provider ask for a new proof, a new mapping does not', async () => {
    await enter('olivia')
    await add()
    const [{ materialVersion }, { name }] = [await row(), await row()]
    const used = provider.key().certificate
    const change = async (more: object) => updateSamlConnection({ connectionId: id, version: await version(), ...settings({ name, certificates: used, ...more }) })
    expect(await change({ groupsClaim: 'roles' })).toMatchObject({ ok: true, data: { released: false } })
    expect((await row()).materialVersion).toBe(materialVersion)
    let before = materialVersion
    for (const more of [{ entityId: 'urn:other' }, { entityId: 'urn:other', signOnUrl: 'https://idp.example/sso' }, { entityId: 'urn:other', signOnUrl: 'https://idp.example/sso', certificates: provider.rollOver().certificate }]) {
      expect(await change(more)).toMatchObject({ ok: true })
      const after = (await row()).materialVersion
      expect(after).toBeGreaterThan(before)
      before = after
    }
    expect(await certificates('current')).toBe(1)
    expect(await updateSamlConnection({ connectionId: id, version: 1, ...settings({ name }) })).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })

  it.each(['redirect', 'post'] as const)('[T47] is proved by a round trip of its manager (%s), and shows what came back', async (signOnBinding) => {
    const facts = await enter('olivia')
    await add({ signOnBinding })
    provider.signsIn({ nameId: 'olivia-there', attributes: { mail: tenant.people.olivia!.email, groups: ['staff', 'ops'] } })
    expect(await prove()).toBe(paths.connection(id))
    expect((await findReport(facts, id))?.outcome).toMatchObject({ asserted: { subject: 'olivia-there', groups: ['staff', 'ops'] }, sentence: expect.stringContaining('a link would be mailed') as string })
    expect((await findReport(facts, id))?.claims.map(({ name }) => name)).toEqual(['mail', 'groups', 'NameID', 'NameID Format', 'AuthnContextClassRef'])
    expect(await db().ssoProof.count({ where: { connectionId: id } })).toBe(1)
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(0)
  })

  it('tries the mapping on a pasted assertion, and says why an encrypted one cannot be', async () => {
    await enter('olivia')
    await add()
    provider.signsIn({ nameId: 'x-there', attributes: { mail: 'X@Acme.example', groups: ['staff'] } })
    const posted = async () => (await visitProvider((await proveUrl()))).fields.get('SAMLResponse')!
    const proveUrl = async () => {
      const begun = await proveConnection({ connectionId: id, version: await version(), withNext: false })
      return begun.ok ? begun.data.url : ''
    }
    expect(await tryConnectionMapping({ connectionId: id, token: await posted() })).toMatchObject({ ok: true, data: { asserted: { subject: 'x-there', emailKey: 'x@acme.example', groups: ['staff'] } } })
    provider.answers({ encryptFor: provider.key().certificate })
    expect(await tryConnectionMapping({ connectionId: id, token: await posted() })).toMatchObject({ ok: false, error: { fields: { token: expect.stringContaining('encrypted') as string } } })
    expect(await tryConnectionMapping({ connectionId: id, token: '<!DOCTYPE x><x/>' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it('what waits to be handed over is nobody’s: neither shown as a proof nor there to be linked before its own browser collects it', async () => {
    const facts = await enter('olivia')
    await add()
    provider.signsIn({ nameId: 'victim', attributes: {} })
    const begun = await beginOwnLink({ connectionId: id })
    const arrival = await postAnswer(place(), (await visitProvider(begun.ok ? begun.data.url : '')).fields)
    expect(arrival).toMatch(/^\/api\//)
    expect((await listOwnIdentities(facts)).waiting).toBeNull()
    const { id: requestId } = await db().ssoRequest.findFirstOrThrow({ where: { connectionId: id } })
    expect(await linkOwnIdentity({ requestId })).toMatchObject({ ok: false, error: { code: 'wrong_state' } })
  })

  it('is linked by oneself, and signs in from then on', async () => {
    const facts = await enter('olivia')
    await add()
    provider.signsIn({ nameId: 'olivia-there', attributes: {} })
    expect(await there(beginOwnLink({ connectionId: id }))).toBe(paths.accountSignIns())
    const { waiting } = await listOwnIdentities(facts)
    expect(await linkOwnIdentity({ requestId: waiting!.requestId })).toMatchObject({ ok: true })
    Object.assign(browser, { cookie: undefined, others: {} })
    expect(await samlRoundTrip(place())).not.toContain('sso=')
  })
})

describe('certificates that are to follow', () => {
  it('staged, they are believed only where they are proved; put in use with that proof, it stays proved and required', async () => {
    await enter('olivia')
    await add()
    provider.signsIn({ nameId: 'olivia-there', attributes: {} })
    await prove()
    const domain = `${randomUUID().slice(0, 8)}.example`
    await addConnectionDomain({ connectionId: id, domain })
    await confirmConnectionDomain({ connectionId: id, domain })
    const of = { connectionId: id, version: await version() }
    const looked = await requireSso({ ...of, previewed: NOTHING_SEEN })
    const { previewed } = (looked as unknown as { error: { details: { preview: { previewed: string } } } }).error.details.preview
    expect(await requireSso({ ...of, previewed })).toMatchObject({ ok: true })
    const fresh = provider.rollOver().certificate
    expect(await stageCertificates({ connectionId: id, version: await version(), certificates: fresh })).toMatchObject({ ok: true })
    expect(await prove()).toBe(paths.connection(id, 'signature'))
    const proofs = await db().ssoProof.count({ where: { connectionId: id } })
    expect(await prove(true)).toBe(paths.connection(id))
    expect([await db().ssoProof.count({ where: { connectionId: id } }), await certificates('next')]).toEqual([proofs, 1])
    expect(await replaceCertificates({ connectionId: id, version: await version() })).toMatchObject({ ok: true, data: { proved: true, released: false } })
    const after = await row()
    expect([after.requiredSince !== null, await certificates('current'), await certificates('next')]).toEqual([true, 1, 0])
    expect(await db().ssoProof.count({ where: { connectionId: id, materialVersion: after.materialVersion } })).toBe(1)
    expect(await prove()).toBe(paths.connection(id))
  })

  it('put in use unproved, it is required no more; a proof of others that were staged before does not count', async () => {
    await enter('olivia')
    await add()
    const first = provider.rollOver().certificate
    await stageCertificates({ connectionId: id, version: await version(), certificates: first })
    expect(await prove(true)).toBe(paths.connection(id))
    const second = provider.rollOver().certificate
    await stageCertificates({ connectionId: id, version: await version(), certificates: second })
    expect(await replaceCertificates({ connectionId: id, version: await version() })).toMatchObject({ ok: true, data: { proved: false } })
    expect(await replaceCertificates({ connectionId: id, version: await version() })).toMatchObject({ ok: false, error: { code: 'wrong_state' } })
    expect(await stageCertificates({ connectionId: id, version: await version(), certificates: second })).toMatchObject({ ok: false, error: { fields: { certificates: expect.any(String) as string } } })
    expect(await dropStagedCertificates({ connectionId: id, version: await version() })).toMatchObject({ ok: false, error: { code: 'wrong_state' } })
  })

  it('owners are told of a certificate that ends', async () => {
    await enter('olivia')
    await add()
    await pool().query(`UPDATE sso_credential SET expires_at = castellan_now() + interval '20 days' WHERE connection_id = $1 AND kind = 'provider_certificate'`, [id])
    await watchConnections()
    expect((await waitingLetters(tenant.people.olivia!.email)).filter((letter) => letter.name === 'sso_credential_ends' && letter.connectionId === id)).toMatchObject([{ what: 'certificate' }])
  })
})
