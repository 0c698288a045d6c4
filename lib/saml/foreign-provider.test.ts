import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { makeSamlKey, type SamlKey } from '@/prisma/factories/saml-peer'
import { readForm, startSamlProvider, visitProvider, type SamlProvider } from '@/prisma/factories/saml-provider'
import { HANDED_ON } from '@/lib/headers'
import { authnRequestField, authnRequestUrl } from './authn-request'
import { decodeMessage } from './decode-message'
import { FORM_STYLE, postForm, SUBMIT_SCRIPT } from './post-form'
import { readProviderMetadata } from './provider-metadata'
import { verifySamlResponse, type SamlConnection } from './verify-saml-response'

const [acsUrl, entityId] = ['http://localhost:3000/api/sso/acme/c1/acs', 'http://localhost:3000/api/sso/acme/c1/metadata']
const person = { nameId: 'alice', attributes: { mail: 'alice@acme.example', groups: ['staff', 'ops'] }, authnContext: 'urn:mfa' }
let provider: SamlProvider
let service: SamlKey

beforeAll(async () => {
  provider = await startSamlProvider()
  service = makeSamlKey(new Date(), 'service')
})
beforeEach(() => {
  provider.signsIn(person)
  provider.answers({})
})
afterAll(async () => provider.stop())

const asking = (signed = false) => ({ signOnUrl: provider.signOnUrl, requestId: '_abc', acsUrl, entityId, now: new Date(), ...(signed ? { serviceKey: service.pem } : {}) })
const byRedirect = async (signed = false) => visitProvider(authnRequestUrl(asking(signed)))
const byForm = async (signed = false) => visitProvider(readForm(postForm({ signOnUrl: provider.signOnUrl, name: 'Contoso', field: authnRequestField(asking(signed)) })))

async function believe({ action, fields }: Awaited<ReturnType<typeof visitProvider>>, differently: Partial<SamlConnection> = {}) {
  expect(action).toBe(acsUrl)
  return verifySamlResponse({
    xml: decodeMessage(fields.get('SAMLResponse'))!, now: new Date(), requestId: '_abc', acsUrl, entityId,
    connection: { entityId: provider.entityId, certificates: [provider.key().certificate], serviceKeys: [service.pem], responseMustBeSigned: false, ...differently },
  })
}
const alice = { identity: { issuer: '', subject: 'alice', attributes: { mail: ['alice@acme.example'], groups: ['staff', 'ops'] }, authnContexts: ['urn:mfa'] } }

it('is asked by redirect and by form, signed or not, and believed', async () => {
  alice.identity.issuer = provider.entityId
  for (const ask of [byRedirect, byForm]) {
    provider.answers({})
    expect(await believe(await ask())).toMatchObject(alice)
    provider.answers({ requestsSignedBy: service.certificate })
    expect(await believe(await ask(true))).toMatchObject(alice)
    await expect(ask()).rejects.toThrow('MUST be signed')
  }
})

it.each([{ signResponse: true }, { encrypted: true }, { encrypted: true, signResponse: true }])('is believed with %o', async ({ encrypted, signResponse }) => {
  provider.answers({ signResponse: signResponse ?? false, ...(encrypted ? { encryptFor: service.certificate } : {}) })
  expect(await believe(await byRedirect(), { responseMustBeSigned: signResponse ?? false })).toHaveProperty('identity')
  expect(await believe(await byRedirect(), { certificates: [service.certificate] })).toMatchObject({ refused: 'signature' })
})

it('an assertion that only the response around it signs is refused', async () => {
  provider.answers({ signAssertion: false, signResponse: true })
  expect(await believe(await byRedirect())).toMatchObject({ refused: 'signature' })
})

it('with a new key it is believed once that is known, and with the old one no more', async () => {
  const old = provider.key().certificate
  const fresh = provider.rollOver().certificate
  expect(await believe(await byRedirect(), { certificates: [old] })).toMatchObject({ refused: 'signature' })
  expect(await believe(await byRedirect(), { certificates: [old, fresh] })).toHaveProperty('identity')
})

it('its metadata says where it is asked, and with which certificate it signs', async () => {
  const said = readProviderMetadata(await (await fetch(provider.metadataUrl)).text())
  expect(said).toMatchObject({ entityId: provider.entityId, signOn: { redirect: provider.signOnUrl, post: provider.signOnUrl } })
  expect(said.certificates.map(({ pem }) => pem.replaceAll(/\s/g, ''))).toEqual([provider.key().certificate.replaceAll(/\s/g, '')])
})

it('the page that hands a request on runs and draws only what its policy names, and takes names as text', () => {
  const policy = HANDED_ON.find(({ key }) => key === 'Content-Security-Policy')!.value
  for (const text of [SUBMIT_SCRIPT, FORM_STYLE]) expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  expect(policy).not.toContain('unsafe')
  const html = postForm({ signOnUrl: 'https://idp.example/sso?a=1&b="><script>', name: '</title><script>alert(1)</script>', field: '"><x' })
  expect(html.match(/<script>/g)).toHaveLength(1)
  expect(readForm(html)).toEqual({ action: 'https://idp.example/sso?a=1&b="><script>', fields: new URLSearchParams({ SAMLRequest: '"><x' }) })
})
