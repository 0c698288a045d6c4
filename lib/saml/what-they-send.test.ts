import { beforeAll, expect, it } from 'vitest'
import { makeSamlKey, type SamlKey } from '@/prisma/factories/saml-peer'
import { decodeMessage } from './decode-message'
import { readProviderMetadata } from './provider-metadata'
import { SamlRefused } from './saml-refused'

const now = new Date('2026-11-22T12:00:00.000Z')
let [key, nextKey] = [] as unknown as [SamlKey, SamlKey]
beforeAll(() => {
  ;[key, nextKey] = [makeSamlKey(now), makeSamlKey(now, 'next')]
}, 60_000)

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata'
const bare = ({ certificate }: SamlKey) => certificate.replaceAll(/-----[A-Z ]+-----/g, '')
const described = (certificate: string, use = ' use="signing"') => `<KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`
const service = (location: string, binding = 'HTTP-Redirect') => `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`
const metadata = (inside: string, wants = '') => `<?xml version="1.0"?>\n<!-- made by hand --><EntityDescriptor xmlns="${MD}" entityID="https://idp.example/saml"><IDPSSODescriptor${wants} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${inside}</IDPSSODescriptor></EntityDescriptor>`
const reason = (text: string) => {
  try {
    return readProviderMetadata(text)
  } catch (error) {
    return error instanceof SamlRefused ? error.reason : error
  }
}

it('metadata of a provider: who it is, where it is asked, what it signs with', () => {
  const inside = described(bare(key)) + described(bare(key), ' use="encryption"') + described(bare(nextKey), '') + described(bare(key)) + service('https://idp.example/post', 'HTTP-POST') + service('https://idp.example/sso?a=1&amp;b=2')
  expect(readProviderMetadata(`\uFEFF${metadata(inside, ' WantAuthnRequestsSigned="true"')}`)).toMatchObject({
    entityId: 'https://idp.example/saml', signOn: { redirect: 'https://idp.example/sso?a=1&b=2', post: 'https://idp.example/post' }, wantsSignedRequests: true, certificates: [{ subject: 'CN=peer' }, { subject: 'CN=next' }],
  })
})

it('[T45] metadata that is none, is made to hurt, or leads elsewhere is refused', () => {
  const good = described(bare(key)) + service('https://idp.example/sso')
  expect([
    reason('<x/>'), reason(metadata(described(bare(key)))), reason(metadata(described(bare(key)) + service('javascript:alert(1)'))), reason(metadata(described(bare(key)) + service('http://idp.example/sso'))),
    reason(metadata(described(bare(key)) + service('https://user@idp.example/sso'))), reason(metadata(service('https://idp.example/sso'))), reason(metadata(described('AAAA') + service('https://idp.example/sso'))),
    reason(metadata(good).replace('<EntityDescriptor', '<!DOCTYPE a [<!ENTITY b "c">]><EntityDescriptor')), reason(metadata(good).replace('made by hand', 'made <!-- by hand')), reason(metadata(`${good}${' '.repeat(300_000)}`)),
    reason(metadata(good).replaceAll('IDPSSODescriptor', 'SPSSODescriptor')), reason(metadata(service('https://idp.example/sso') + Array.from({ length: 5 }, () => described(bare(makeSamlKey(now)))).join(''))),
  ]).toEqual(['shape', 'shape', 'shape', 'shape', 'shape', 'no_certificate', 'no_certificate', 'not_xml', 'not_xml', 'too_large', 'shape', 'too_complex'])
})

it('[T45] a message in a form is base64 of UTF-8, and no larger than may be', () => {
  const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')
  expect(decodeMessage(base64('<ä/>'))).toBe('<ä/>')
  expect(decodeMessage(base64('<ab/>').replace(/^../, '$&\r\n'))).toBe('<ab/>')
  for (const none of [undefined, null, ['PGEvPg=='], '', 'PGEvPg', 'PGEv*g==', 'PGE_Pg==', base64(Buffer.from([0xff, 0xfe, 0x41])), base64('x'.repeat(256 * 1024 + 1)), 'A'.repeat(10_000_000)]) expect(decodeMessage(none)).toBeNull()
  expect(decodeMessage(base64('x'.repeat(256 * 1024)))).toHaveLength(256 * 1024)
})
