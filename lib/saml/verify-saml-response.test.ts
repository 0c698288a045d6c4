import { beforeAll, expect, it } from 'vitest'
import { assertionXml, encryptAssertion, honestResponse, makeSamlKey, responseXml, signXml, type SamlKey, type Saying } from '@/prisma/factories/saml-peer'
import { readCertificate } from './certificates'
import { verifySamlResponse, type SamlConnection } from './verify-saml-response'

const now = new Date('2026-11-22T12:00:00.000Z')
const MINUTE = 60_000
const saying: Saying = {
  issuer: 'https://idp.example/saml', acsUrl: 'https://console.example/acs', audience: 'https://console.example', requestId: '_r', now,
  nameId: 'a&amp;b', authnContext: 'urn:mfa', attributes: { mail: ['a@acme.example'], groups: ['x', 'y'], empty: [] },
}
let [key, nextKey, service, nextService] = [] as unknown as SamlKey[] as [SamlKey, SamlKey, SamlKey, SamlKey]
let connection: SamlConnection

beforeAll(() => {
  ;[key, nextKey, service, nextService] = [makeSamlKey(now), makeSamlKey(now), makeSamlKey(now), makeSamlKey(now)]
  connection = { entityId: saying.issuer, certificates: [key.certificate], serviceKeys: [service.pem], responseMustBeSigned: false }
}, 60_000)

const verify = async (xml: string, differently: Partial<SamlConnection> = {}) =>
  verifySamlResponse({ xml, connection: { ...connection, ...differently }, now, requestId: '_r', acsUrl: saying.acsUrl, entityId: saying.audience })

it('says who it is, and nothing that was not signed', async () => {
  expect(await verify(honestResponse(saying, key))).toEqual({
    identity: {
      issuer: saying.issuer, subject: 'a&b', nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', attributes: { mail: ['a@acme.example'], groups: ['x', 'y'], empty: [] },
      authnContexts: ['urn:mfa'], assertionId: 'a1', acceptableUntil: new Date(now.getTime() + 6 * MINUTE),
    },
  })
})

it.each(['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1'])('takes %s, on the assertion and on the response', async (signatureAlgorithm) => {
  expect(await verify(honestResponse(saying, key, { signatureAlgorithm, digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512', signResponse: true }))).toMatchObject({ identity: { subject: 'a&b' } })
})

it.each(['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'http://www.w3.org/2009/xmlenc11#aes256-gcm', 'http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'])('opens what was encrypted by %s, in a signed response too', async (cipher) => {
  const response = responseXml(saying, await encryptAssertion(signXml(assertionXml(saying), 'a1', key), service, cipher))
  expect(await verify(response)).toMatchObject({ identity: { subject: 'a&b' } })
  expect(await verify(signXml(response, 'r1', key), { responseMustBeSigned: true })).toMatchObject({ identity: { subject: 'a&b' } })
})

it('a provider that goes over to a new key is believed with both, and with neither that was taken away', async () => {
  const both = { certificates: [key.certificate, nextKey.certificate] }
  for (const by of [key, nextKey]) expect(await verify(honestResponse(saying, by, { signResponse: true }), both)).toHaveProperty('identity')
  expect(await verify(honestResponse(saying, nextKey))).toMatchObject({ refused: 'signature' })
  expect(await verify(honestResponse(saying, key), { certificates: [nextKey.certificate] })).toMatchObject({ refused: 'signature' })
})

it('our own key that is to follow opens what was encrypted for it already', async () => {
  const response = responseXml(saying, await encryptAssertion(signXml(assertionXml(saying), 'a1', key), nextService))
  expect(await verify(response, { serviceKeys: [service.pem, nextService.pem] })).toHaveProperty('identity')
  expect(await verify(response)).toMatchObject({ refused: 'encryption' })
})

it('line ends and a declaration change nothing', async () => {
  expect(await verify(`<?xml version="1.0" encoding="UTF-8"?>\r\n${honestResponse(saying, key)}\r\n`)).toHaveProperty('identity')
})

it('a name of an attribute is only a name', async () => {
  const outcome = await verify(honestResponse({ ...saying, attributes: JSON.parse('{"__proto__":["x"],"constructor":["y"]}') as Record<string, string[]> }, key))
  expect('identity' in outcome && Object.keys(outcome.identity.attributes)).toEqual(['__proto__', 'constructor'])
})

it('certificates are read as PEM and as forms carry them; weak ones and other things are none', () => {
  const facts = readCertificate(key.certificate)!
  expect(facts).toMatchObject({ subject: 'CN=peer', startsAt: new Date(now.getTime() - 86_400_000), expiresAt: new Date(now.getTime() + 365 * 86_400_000) })
  expect(facts.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(readCertificate(key.certificate.replaceAll(/-----[A-Z ]+-----|\n/g, ''))).toEqual(facts)
  for (const none of ['', 'x', 'AAAA', key.pem, key.certificate.slice(0, 300)]) expect(readCertificate(none)).toBeNull()
})
