import { createVerify, X509Certificate } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'
import { makeSamlKey, type SamlKey } from '@/prisma/factories/saml-peer'
import { authnRequestUrl } from './authn-request'
import { attributeOf, childrenNamed, everyElement, onlyText, readXml } from './read-xml'
import { NS, RSA_SHA256 } from './saml-names'
import { serviceMetadata } from './service-metadata'

const now = new Date('2026-11-22T12:00:00.000Z')
const asked = { signOnUrl: 'https://idp.example/sso?tenant=a&x=%2F', requestId: '_token-43', acsUrl: 'https://console.example/acs?"<&', entityId: 'https://console.example/saml', now }
let key: SamlKey
let nextKey: SamlKey
beforeAll(() => {
  ;[key, nextKey] = [makeSamlKey(now), makeSamlKey(now, 'ours & "theirs"')]
})

it('a request says who asks, where the answer goes, and what it has to name', () => {
  const url = new URL(authnRequestUrl(asked))
  expect(`${url.origin}${url.pathname}`).toBe('https://idp.example/sso')
  expect([...url.searchParams.keys()]).toEqual(['tenant', 'x', 'SAMLRequest'])
  expect(url.search).toMatch(/^\?tenant=a&x=%2F&SAMLRequest=/)
  const root = readXml(inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest')!, 'base64')).toString()).documentElement
  expect(['ID', 'Version', 'IssueInstant', 'Destination', 'AssertionConsumerServiceURL', 'ForceAuthn'].map((name) => attributeOf(root, name))).toEqual(['_token-43', '2.0', now.toISOString(), asked.signOnUrl, asked.acsUrl, null])
  expect(childrenNamed(root, NS.assertion, 'Issuer').map(onlyText)).toEqual([asked.entityId])
})

it('signed, it is the characters that were sent that are signed', () => {
  const url = authnRequestUrl({ ...asked, serviceKey: key.pem, forceAuthn: true })
  const [, signed, signature] = /[?&](SAMLRequest=.*)&Signature=(.*)$/.exec(url)!
  expect(new URL(url).searchParams.get('SigAlg')).toBe(RSA_SHA256)
  expect(createVerify('sha256').update(signed!).verify(key.certificate, decodeURIComponent(signature!), 'base64')).toBe(true)
})

it('the metadata says the same, with both certificates', () => {
  const root = readXml(serviceMetadata({ entityId: asked.entityId, acsUrl: asked.acsUrl, certificates: [key.certificate, nextKey.certificate], signsRequests: true })).documentElement
  const named = (name: string) => everyElement(root).filter(({ localName }) => localName === name)
  expect(attributeOf(root, 'entityID')).toBe(asked.entityId)
  expect(named('AssertionConsumerService').map((element) => attributeOf(element, 'Location'))).toEqual([asked.acsUrl])
  expect(named('SPSSODescriptor').map((element) => [attributeOf(element, 'WantAssertionsSigned'), attributeOf(element, 'AuthnRequestsSigned')])).toEqual([['true', 'true']])
  expect(named('KeyDescriptor').map((element) => attributeOf(element, 'use'))).toEqual(['signing', 'encryption', 'signing', 'encryption'])
  const certificates = named('X509Certificate').map((element) => new X509Certificate(Buffer.from(onlyText(element)!, 'base64')))
  expect(certificates.map(({ fingerprint256 }) => fingerprint256)).toEqual([key, key, nextKey, nextKey].map(({ certificate }) => new X509Certificate(certificate).fingerprint256))
})

it('a certificate of ours verifies by itself, also beyond 2049', () => {
  const certificate = new X509Certificate(makeSamlKey(now, 'ours', 40 * 365).certificate)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2066)
})
