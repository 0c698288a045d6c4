import { DOMParser } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { processorTimeOf } from '@/prisma/factories/processor-time'
import { wrappings } from '@/prisma/factories/saml-attacks'
import { assertionXml, encryptAssertion, honestResponse, makeSamlKey, responseXml, signXml, type SamlKey, type Saying } from '@/prisma/factories/saml-peer'
import { verifySamlResponse, type SamlConnection } from './verify-saml-response'

const now = new Date('2026-11-22T12:00:00.000Z')
const [MINUTE, MOST_MS] = [60_000, 400]
const honest: Saying = {
  issuer: 'https://idp.example/saml', acsUrl: 'https://console.example/api/sso/acme/c1/acs', audience: 'https://console.example/api/sso/acme/c1', requestId: '_request', now,
  nameId: 'mallory', attributes: { mail: ['mallory@acme.example'], groups: ['staff', 'ops'] },
}
const ours = { now, requestId: '_request', acsUrl: honest.acsUrl, entityId: honest.audience }

let [key, strange, service] = [] as unknown as [SamlKey, SamlKey, SamlKey]
let connection: SamlConnection

beforeAll(async () => {
  ;[key, strange, service] = [makeSamlKey(now), makeSamlKey(now, 'stranger'), makeSamlKey(now, 'service')]
  connection = { entityId: honest.issuer, certificates: [key.certificate], serviceKeys: [service.pem], responseMustBeSigned: false }
  // What is compiled on first use is no part of what a message costs.
  await verifySamlResponse({ ...ours, xml: honestResponse(honest, key, { signResponse: true }), connection })
}, 60_000)

/** Answers, and says so if it cost more processor time than it may (a busy machine makes it wait, which is not its cost). */
async function verify(xml: string, differently: Partial<SamlConnection> = {}) {
  const { result, milliseconds } = await processorTimeOf(async () => verifySamlResponse({ ...ours, xml, connection: { ...connection, ...differently } }), MOST_MS)
  expect(milliseconds).toBeLessThan(MOST_MS)
  return result
}
const refused = async (xml: string, differently: Partial<SamlConnection> = {}) => {
  const outcome = await verify(xml, differently)
  return 'refused' in outcome ? outcome.refused : outcome
}
const signed = (saying: Partial<Saying>) => honestResponse({ ...honest, ...saying }, key)
const seconds = (count: number) => new Date(now.getTime() + count * 1000)

describe('[T43] signature wrapping', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('XSW%i is refused, though the signature in it is good', async (number) => {
    const { name, xml } = wrappings(honest, key, 'owner')[number - 1]!
    expect(name).toContain(`XSW${number}:`)
    const document = new DOMParser().parseFromString(xml, 'text/xml')
    const check = new SignedXml({ publicCert: key.certificate })
    check.loadSignature(document.getElementsByTagName('ds:Signature')[0] as unknown as Node)
    expect(check.checkSignature(xml)).toBe(true)
    expect(await refused(xml)).toBe('shape')
    expect(await refused(xml, { responseMustBeSigned: true })).toBe('shape')
  })
})

describe('[T43] who signed', () => {
  it.each([
    ['nobody', () => responseXml(honest, assertionXml(honest))],
    ['only the response', () => signXml(responseXml(honest, assertionXml(honest)), 'r1', key)],
    ['a stranger, with their own certificate in KeyInfo', () => honestResponse(honest, strange)],
    ['a stranger, with the provider’s certificate in KeyInfo', () => honestResponse(honest, { ...strange, certificate: key.certificate })],
    ['the provider, before something was changed', () => signed({}).replace('>mallory<', '>owner<')],
    ['the provider, before a group was added', () => signed({}).replace('>ops<', '>owners<')],
    ['a stranger the assertion, and the provider the response', () => signXml(honestResponse(honest, strange), 'r1', key)],
    ['the provider the assertion, and a stranger the response', () => signXml(signed({}), 'r1', strange)],
  ])('%s: refused', async (_who, xml) => {
    expect(await refused(xml())).toBe('signature')
  })

  it('a connection that wants the response signed takes no other', async () => {
    expect(await refused(signed({}), { responseMustBeSigned: true })).toBe('signature')
    expect(await verify(honestResponse(honest, key, { signResponse: true }), { responseMustBeSigned: true })).toHaveProperty('identity')
  })

  it('a certificate that has run out, or has not begun, verifies nothing', async () => {
    expect(await refused(signed({}), { certificates: [makeSamlKey(seconds(-400 * 86_400)).certificate] })).toBe('no_certificate')
    expect(await refused(signed({}), { certificates: [makeSamlKey(seconds(10 * 86_400)).certificate, 'no certificate'] })).toBe('no_certificate')
  })
})

describe('[T43] how it was signed', () => {
  const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
  const SHA1 = 'http://www.w3.org/2000/09/xmldsig#sha1'
  it.each([
    ['by SHA-1', () => honestResponse(honest, key, { signatureAlgorithm: RSA_SHA1, digestAlgorithm: SHA1 })],
    ['over a digest by SHA-1', () => honestResponse(honest, key, { digestAlgorithm: SHA1 })],
    ['by an HMAC whose key would be the certificate', () => signed({}).replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2000/09/xmldsig#hmac-sha1')],
    ['with another canonical form of what says how', () => honestResponse(honest, key, { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' })],
    ['with one transform too few', () => honestResponse(honest, key, { transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature'] })],
    ['the response by SHA-1, the assertion well', () => signXml(signed({}), 'r1', key, { signatureAlgorithm: RSA_SHA1, digestAlgorithm: SHA1 })],
  ])('%s: refused', async (_how, xml) => {
    expect(await refused(xml())).toBe('algorithm')
  })

  it.each([
    ['a comment in the digest', (xml: string) => xml.replace(/<ds:DigestValue>(....)/, '<ds:DigestValue><!--forged-->$1'), 'not_xml'],
    ['an element in the digest', (xml: string) => xml.replace(/<ds:DigestValue>(....)/, '<ds:DigestValue><x/>$1'), 'shape'],
    ['a second SignedInfo', (xml: string) => xml.replace(/<ds:SignedInfo>[^]*?<\/ds:SignedInfo>/, '$&$&'), 'shape'],
    ['a second SignedInfo, with the key', (xml: string) => xml.replace('<ds:X509Data>', () => `${/<ds:SignedInfo>[^]*?<\/ds:SignedInfo>/.exec(xml)![0]}<ds:X509Data>`), 'shape'],
    ['a second reference', (xml: string) => xml.replace(/<ds:Reference [^]*?<\/ds:Reference>/, '$&$&'), 'shape'],
    ['a reference to the whole document', (xml: string) => xml.replace('URI="#a1"', 'URI=""'), 'shape'],
    ['an object beside', (xml: string) => xml.replace('</ds:Signature>', '<ds:Object/></ds:Signature>'), 'shape'],
    ['the signature twice', (xml: string) => xml.replace(/<ds:Signature [^]*?<\/ds:Signature>/, '$&$&'), 'shape'],
    ['an id twice', (xml: string) => xml.replace('ID="r1"', 'ID="a1"'), 'shape'],
    ['an id twice, spelled otherwise', (xml: string) => xml.replace('<samlp:Status>', '<samlp:Status Id="a1">'), 'shape'],
    ['a second assertion, in another namespace', (xml: string) => xml.replace('</samlp:Status>', '<x:Assertion xmlns:x="urn:x"/></samlp:Status>'), 'shape'],
    ['two assertions, both signed', (xml: string) => xml.replace('</samlp:Response>', () => `${signXml(assertionXml({ ...honest, assertionId: 'a2' }), 'a2', key)}</samlp:Response>`), 'shape'],
    ['something that does not belong there', (xml: string) => xml.replace('</samlp:Response>', '<x/></samlp:Response>'), 'shape'],
    ['another root', (xml: string) => xml.replaceAll('samlp:Response', 'samlp:LogoutResponse'), 'shape'],
  ])('%s: refused', async (_what, change, reason) => {
    expect(await refused(change(signed({})))).toBe(reason)
  })
})

describe('[T43] a comment in NameID does not cut it short', () => {
  it.each([
    ['put there after it was signed', () => signed({ nameId: 'owner@acme.example.evil.example' }).replace('example.evil', 'example<!---->.evil')],
    ['signed with it', () => honestResponse({ ...honest, nameId: 'owner@acme.example<!---->.evil.example' }, key)],
    ['a processing instruction', () => signed({}).replace('>mallory<', '>owner<?x?>evil<')],
    ['CDATA', () => honestResponse({ ...honest, nameId: '<![CDATA[owner]]>' }, key)],
  ])('%s: refused', async (_how, xml) => {
    expect(await refused(xml())).toBe('not_xml')
  })

  it('nor do elements', async () => {
    expect(await refused(signed({ nameId: 'owner<x/>.evil' }))).toBe('subject')
  })
})

describe('[T44] meant for somebody else, or for another time', () => {
  it.each<[string, Partial<Saying>, string]>([
    ['another audience', { audience: 'https://other.example' }, 'audience'],
    ['an audience that only begins like ours', { audience: `${honest.audience}/x` }, 'audience'],
    ['no audience', { conditions: '<saml:Conditions/>' }, 'audience'],
    ['no conditions', { conditions: '' }, 'conditions'],
    ['a condition that nobody knows', { conditions: `<saml:Conditions><saml:AudienceRestriction><saml:Audience>${honest.audience}</saml:Audience></saml:AudienceRestriction><saml:Condition/></saml:Conditions>` }, 'conditions'],
    ['a second restriction to somebody else', { conditions: `<saml:Conditions>${[honest.audience, 'urn:other'].map((name) => `<saml:AudienceRestriction><saml:Audience>${name}</saml:Audience></saml:AudienceRestriction>`).join('')}</saml:Conditions>` }, 'audience'],
    ['another recipient', { recipient: 'https://console.example/api/sso/acme/c2/acs' }, 'recipient'],
    ['another destination', { destination: 'https://console.example/api/sso/acme/c2/acs' }, 'destination'],
    ['no destination', { destination: null }, 'destination'],
    ['another issuer', { issuer: 'https://other.example' }, 'issuer'],
    ['nobody’s request', { requestId: null }, 'request'],
    ['another request', { requestId: '_other' }, 'request'],
    ['a confirmation of nobody’s request', { confirms: null }, 'request'],
    ['a confirmation of another request', { confirms: '_other' }, 'request'],
    ['expired, just outside of the minute', { notOnOrAfter: seconds(-60) }, 'expired'],
    ['not yet, just outside of the minute', { notBefore: seconds(61) }, 'not_yet'],
    ['issued in the future', { now: seconds(61) }, 'not_yet'],
    ['a name that lasts for one sign-in', { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }, 'subject'],
    ['no name', { nameId: '' }, 'subject'],
    ['a name with space around it', { nameId: ' owner' }, 'subject'],
    ['no success', { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }, 'not_successful'],
  ])('%s: refused', async (_what, saying, reason) => {
    expect(await refused(signed(saying))).toBe(reason)
  })

  it('an envelope that nobody signed, and that says otherwise', async () => {
    expect(await refused(signed({}).replace(' InResponseTo="_request"', ''))).toBe('request')
    expect(await refused(signed({}).replace(`>${honest.issuer}<`, '>https://other.example<'))).toBe('issuer')
  })

  it('within the minute that clocks may differ, it counts', async () => {
    expect(await verify(signed({ notOnOrAfter: seconds(-59) }))).toHaveProperty('identity')
    expect(await verify(signed({ notBefore: seconds(60) }))).toHaveProperty('identity')
  })
})

describe('[T45] documents that are made to hurt', () => {
  /** Elements with one attribute each, below many prefixes, with text. */
  const heavy = (elements: number, levels: number) => Array.from({ length: levels }, (_, level) => level).reduce((inner, level) =>
    `<x ${Array.from({ length: 18 }, (_, index) => `xmlns:n${level}x${index}="urn:${index}"`).join(' ')}>${inner}</x>`, Array.from({ length: elements }, (_, index) => `<n0x1:y n0x2:a="${index}">${'z'.repeat(100)}</n0x1:y>`).join(''))
  const laughs = ['<!ENTITY a "lol">', ...'bcdefghij'.split('').map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]!};`.repeat(10)}">`)].join('')
  it.each<[string, () => string, string]>([
    ['a thousand million laughs', () => signed({}).replace('<samlp:Response', () => `<!DOCTYPE r [${laughs}]><samlp:Response`).replace('>mallory<', '>&j;<'), 'not_xml'],
    ['an entity from a file', () => signed({}).replace('<samlp:Response', '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><samlp:Response').replace('>mallory<', '>&a;<'), 'not_xml'],
    ['an entity from elsewhere', () => signed({}).replace('<samlp:Response', '<!DOCTYPE r SYSTEM "http://169.254.169.254/"><samlp:Response'), 'not_xml'],
    ['an entity of nobody', () => signed({}).replace('>mallory<', '>&a;<'), 'not_xml'],
    ['10 MB', () => signed({ nameId: 'x'.repeat(10_000_000) }), 'too_large'],
    ['10 MB of elements', () => `<a>${'<a/>'.repeat(2_500_000)}</a>`, 'too_large'],
    ['as many elements as fit', () => `<a>${'<a/>'.repeat(65_000)}</a>`, 'too_complex'],
    ['as many attributes as fit', () => `<a ${Array.from({ length: 24_000 }, (_, index) => `a${index}=""`).join(' ')}/>`, 'too_complex'],
    ['as many attributes as pass', () => `<a ${Array.from({ length: 1_900 }, (_, index) => `a${index}=""`).join(' ')}/>`, 'too_complex'],
    ['as many namespaces as pass', () => `<a ${Array.from({ length: 1_900 }, (_, index) => `xmlns:a${index}="urn:${index}"`).join(' ')}/>`, 'too_complex'],
    ['as many elements as anybody has groups, by a stranger', () => honestResponse({ ...honest, nameId: heavy(500, 2) }, strange), 'signature'],
    ['as deep as fits', () => '<a>'.repeat(1_000) + '</a>'.repeat(1_000), 'too_complex'],
    ['another encoding', () => `<?xml version="1.0" encoding="utf-16"?>${signed({})}`, 'not_xml'],
    ['NUL by number', () => signed({}).replace('>mallory<', '>mal&#0;lory<'), 'not_xml'],
    ['a character that is none', () => signed({}).replace('>mallory<', '>mal\u0001lory<'), 'not_xml'],
    ['two roots', () => signed({}) + signed({}), 'not_xml'],
    ['cut off', () => signed({}).slice(0, -30), 'not_xml'],
    ['nothing', () => '', 'not_xml'],
  ])('%s: refused', async (_what, xml, reason) => {
    expect(await refused(xml())).toBe(reason)
  })

  it('none of it reaches a parser: it is found in the text', async () => {
    for (const markup of ['<!DOCTYPE r>', '<!-- x -->', '<![CDATA[x]]>', '<?x y?>']) {
      expect(await verify(signed({}).replace('<samlp:Status>', () => `${markup}<samlp:Status>`))).toEqual({ refused: 'not_xml', detail: 'not_xml: markup beyond elements and text' })
    }
  })

  it('the same inside what was encrypted', async () => {
    const inside = [assertionXml(honest), `<!DOCTYPE r [<!ENTITY a "owner">]>${signXml(assertionXml(honest), 'a1', key).replace('>mallory<', '>&a;<')}`, honestResponse(honest, key), signXml(assertionXml({ ...honest, nameId: 'owner<!---->.evil' }), 'a1', key), `<a>${'<a/>'.repeat(3_100)}</a>`]
    const reasons = []
    for (const text of inside) reasons.push(await refused(responseXml(honest, await encryptAssertion(text, service))))
    expect(reasons).toEqual(['signature', 'not_xml', 'shape', 'not_xml', 'too_complex'])
  })
})

describe('[T43] encrypted', () => {
  const sealed = async (by: SamlKey, cipher?: string, keyCipher?: string, text = signXml(assertionXml(honest), 'a1', key)) => responseXml(honest, await encryptAssertion(text, by, cipher, keyCipher))

  it('for another key, by a cipher that is not taken, by a stranger: refused', async () => {
    expect(await refused(await sealed(strange))).toBe('encryption')
    expect(await refused(await sealed(service), { serviceKeys: [] })).toBe('encryption')
    expect(await refused(await sealed(service, 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc'))).toBe('algorithm')
    expect(await refused(await sealed(service, undefined, 'http://www.w3.org/2001/04/xmlenc#rsa-1_5'))).toBe('algorithm')
    expect(await refused(await sealed(service, undefined, undefined, signXml(assertionXml(honest), 'a1', strange)))).toBe('signature')
    expect(await refused(await sealed(service, undefined, undefined, signXml(assertionXml(honest), 'a1', key, { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' })))).toBe('algorithm')
    expect(await refused((await sealed(service)).replace('</samlp:Response>', () => `${signXml(assertionXml(honest), 'a1', key)}</samlp:Response>`))).toBe('shape')
  })

  it('a minute more or less is counted there too', async () => {
    const late = signXml(assertionXml({ ...honest, notOnOrAfter: new Date(now.getTime() - MINUTE) }), 'a1', key)
    expect(await refused(await sealed(service, undefined, undefined, late))).toBe('expired')
  })
})
