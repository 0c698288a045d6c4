import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { encrypt } from 'xml-encryption'
import { makeCertificate } from '@/lib/saml/make-certificate'
import { ENVELOPED, EXCLUSIVE_C14N, NS, RSA_SHA256, SHA256 } from '@/lib/saml/saml-names'

const MINUTE = 60_000

/** A key and the certificate that shows it. */
export interface SamlKey { privateKey: KeyObject; pem: string; certificate: string }

export function makeSamlKey(now: Date, commonName = 'peer', days = 365): SamlKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = makeCertificate({ privateKey, commonName, startsAt: new Date(now.getTime() - 86_400_000), expiresAt: new Date(now.getTime() + days * 86_400_000) })
  return { privateKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, certificate }
}

/** What an identity provider says. What is left out is as it should be. */
export interface Saying {
  issuer: string
  acsUrl: string
  audience: string
  requestId: string | null
  now: Date
  nameId?: string
  nameIdFormat?: string
  attributes?: Record<string, readonly string[]>
  recipient?: string
  destination?: string | null
  /** of the confirmation alone */
  confirms?: string | null
  notBefore?: Date
  notOnOrAfter?: Date
  authnContext?: string
  assertionId?: string
  responseId?: string
  status?: string
  /** XML, instead of the conditions */
  conditions?: string
}

const attribute = (name: string, value: string | null | undefined) => (value === null || value === undefined ? '' : ` ${name}="${value}"`)
const at = (date: Date) => date.toISOString()

/** An assertion without a signature. `nameId` and values go in as XML, so that attacks can be written into them. */
export function assertionXml(saying: Saying): string {
  const { issuer, acsUrl, audience, requestId, now, nameId = 'someone', attributes = {}, assertionId = 'a1' } = saying
  const [from, until] = [at(saying.notBefore ?? new Date(now.getTime() - MINUTE)), at(saying.notOnOrAfter ?? new Date(now.getTime() + 5 * MINUTE))]
  const values = Object.entries(attributes).map(([name, list]) => `<saml:Attribute Name="${name}">${list.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`).join('')
  return `<saml:Assertion xmlns:saml="${NS.assertion}" ID="${assertionId}" Version="2.0" IssueInstant="${at(now)}"><saml:Issuer>${issuer}</saml:Issuer>`
    + `<saml:Subject><saml:NameID Format="${saying.nameIdFormat ?? 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'}">${nameId}</saml:NameID>`
    + `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${attribute('InResponseTo', saying.confirms === undefined ? requestId : saying.confirms)} NotOnOrAfter="${until}" Recipient="${saying.recipient ?? acsUrl}"/></saml:SubjectConfirmation></saml:Subject>`
    + (saying.conditions ?? `<saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`)
    + `<saml:AuthnStatement AuthnInstant="${at(now)}" SessionIndex="s1"><saml:AuthnContext><saml:AuthnContextClassRef>${saying.authnContext ?? 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
    + (values === '' ? '' : `<saml:AttributeStatement>${values}</saml:AttributeStatement>`)
    + '</saml:Assertion>'
}

/** A response around whatever is given. */
export function responseXml(saying: Saying, content: string): string {
  const { issuer, acsUrl, requestId, now, responseId = 'r1', destination = acsUrl, status = 'urn:oasis:names:tc:SAML:2.0:status:Success' } = saying
  return `<samlp:Response xmlns:samlp="${NS.protocol}" ID="${responseId}" Version="2.0" IssueInstant="${at(now)}"${attribute('Destination', destination)}${attribute('InResponseTo', requestId)}>`
    + `<saml:Issuer xmlns:saml="${NS.assertion}">${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>${content}</samlp:Response>`
}

export interface Signing { signatureAlgorithm?: string; digestAlgorithm?: string; canonicalization?: string; transforms?: string[] }

/** Signs the element with this id, in the place where SAML wants it: after its issuer. The certificate comes along, as most providers have it. */
export function signXml(xml: string, id: string, key: SamlKey, { signatureAlgorithm = RSA_SHA256, digestAlgorithm = SHA256, canonicalization = EXCLUSIVE_C14N, transforms = [ENVELOPED, EXCLUSIVE_C14N] }: Signing = {}): string {
  const signed = new SignedXml({ privateKey: key.pem, publicCert: key.certificate, signatureAlgorithm, canonicalizationAlgorithm: canonicalization, getKeyInfoContent: (given = {}) => SignedXml.getKeyInfoContent(given) })
  signed.addReference({ xpath: `//*[@ID='${id}']`, transforms, digestAlgorithm })
  signed.computeSignature(xml, { prefix: 'ds', location: { reference: `//*[@ID='${id}']/*[local-name()='Issuer']`, action: 'after' } })
  return signed.getSignedXml()
}

export async function encryptAssertion(assertion: string, forKey: SamlKey, encryptionAlgorithm = 'http://www.w3.org/2009/xmlenc11#aes256-gcm', keyEncryptionAlgorithm = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'): Promise<string> {
  return new Promise((resolve, reject) => {
    encrypt(assertion, { rsa_pub: forKey.certificate, pem: forKey.certificate, encryptionAlgorithm, keyEncryptionAlgorithm, warnInsecureAlgorithm: false } as never, (error, result) => {
      if (error) reject(error)
      else resolve(`<saml:EncryptedAssertion xmlns:saml="${NS.assertion}">${result}</saml:EncryptedAssertion>`)
    })
  })
}

/** What a well-behaved provider sends: a signed assertion, or a response that is signed as well. */
export function honestResponse(saying: Saying, key: SamlKey, { signResponse = false, ...signing }: Signing & { signResponse?: boolean } = {}): string {
  const assertion = signXml(assertionXml(saying), saying.assertionId ?? 'a1', key, signing)
  const response = responseXml(saying, assertion)
  return signResponse ? signXml(response, saying.responseId ?? 'r1', key, signing) : response
}
