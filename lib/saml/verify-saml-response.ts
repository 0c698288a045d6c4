import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { XMLSerializer } from '@xmldom/xmldom'
import { decrypt } from 'xml-encryption'
import { inForce } from './certificates'
import { checkDecrypted, checkResponse } from './check-shape'
import { readAssertion, type Expected, type SamlIdentity } from './read-assertion'
import { attributeOf, childrenNamed, onlyText, readXml } from './read-xml'
import { NS, SUCCESS } from './saml-names'
import { SamlRefused, type SamlRefusal } from './saml-refused'

/** A connection as an answer is held against it. */
export interface SamlConnection {
  /** the provider's */
  entityId: string
  /** PEM: any of them may have signed */
  certificates: readonly string[]
  /** PEM of our private keys: the current one, the one that is to follow it, the one before */
  serviceKeys: readonly string[]
  responseMustBeSigned: boolean
}

interface Answer {
  /** the message, decoded */
  xml: string
  connection: SamlConnection
  /** by the database's clock */
  now: Date
  /** the id of the request that this browser was sent with */
  requestId: string
  acsUrl: string
  /** ours */
  entityId: string
}

export type SamlOutcome = { identity: SamlIdentity } | { refused: SamlRefusal; detail: string }

/**
 * Believes an answer of an identity provider, or says why not (SAML 2.0 Web Browser SSO Profile). What it looks like is settled first, with
 * node-saml verifying signatures after that and against the connection's own certificates only: a key that comes along in the message is
 * nobody's. Who somebody is is read only from the text that node-saml hands back as verified, and times only by `now`.
 * That an assertion counts once is up to whoever keeps what it said (lib/sso/saml-trip.ts).
 */
export async function verifySamlResponse({ xml, connection, now, requestId, acsUrl, entityId }: Answer): Promise<SamlOutcome> {
  try {
    const expected = { now, requestId, acsUrl, entityId, providerEntityId: connection.entityId }
    const root = readXml(xml).documentElement
    const { assertion, encrypted, responseSigned } = checkResponse(root)
    checkEnvelope(root, expected)
    const certificates = inForce(connection.certificates, now)
    if (certificates.length === 0) throw new SamlRefused('no_certificate')
    const opened = encrypted ? await openWith(connection.serviceKeys, assertion) : null
    const verified = await verifiedAssertion(xml, { connection, certificates: namedFirst(certificates, xml + (opened?.text ?? '')), serviceKey: opened?.key ?? null, responseSigned: responseSigned || connection.responseMustBeSigned, entityId, acsUrl })
    return { identity: readAssertion(readXml(verified).documentElement, expected) }
  } catch (error) {
    if (error instanceof SamlRefused) return { refused: error.reason, detail: error.message }
    throw error
  }
}

/** What stands outside the assertion: it is not always signed, so that it can only refuse. */
function checkEnvelope(root: Element, { acsUrl, requestId, providerEntityId }: Expected): void {
  if (attributeOf(root, 'Version') !== '2.0') throw new SamlRefused('shape', 'version')
  if (attributeOf(root, 'Destination') !== acsUrl) throw new SamlRefused('destination')
  if (attributeOf(root, 'InResponseTo') !== requestId) throw new SamlRefused('request')
  if (childrenNamed(root, NS.assertion, 'Issuer').some((issuer) => onlyText(issuer) !== providerEntityId)) throw new SamlRefused('issuer')
  const codes = childrenNamed(root, NS.protocol, 'Status').flatMap((status) => childrenNamed(status, NS.protocol, 'StatusCode'))
  if (codes.length !== 1 || attributeOf(codes[0]!, 'Value') !== SUCCESS) throw new SamlRefused('not_successful')
}

/** Which of our own certificates is tried first, the message may say: each that does not match costs as much as the one that does. */
function namedFirst(certificates: readonly string[], said: string): string[] {
  const text = said.replaceAll(/\s/g, '')
  const isNamed = (pem: string) => text.includes(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''))
  return [...certificates.filter(isNamed), ...certificates.filter((pem) => !isNamed(pem))]
}

/** Whatever is inside has to look as it would outside. @returns the key of ours that opens it, and what it opens @throws SamlRefused */
async function openWith(keys: readonly string[], encrypted: Element): Promise<{ key: string; text: string }> {
  for (const key of keys) {
    const text = await decrypted(encrypted, key)
    if (text === null) continue
    checkDecrypted(readXml(text).documentElement)
    return { key, text }
  }
  throw new SamlRefused('encryption')
}

const decrypted = async (encrypted: Element, key: string) => new Promise<string | null>((resolve) => {
  decrypt(new XMLSerializer().serializeToString(encrypted), { key, disallowDecryptionWithInsecureAlgorithm: true }, (error, text) => { resolve(error || typeof text !== 'string' ? null : text) })
})

interface Verifying { connection: SamlConnection; certificates: readonly string[]; serviceKey: string | null; responseSigned: boolean; entityId: string; acsUrl: string }

/** @returns the assertion's canonical text, as its signature covers it @throws SamlRefused signature */
async function verifiedAssertion(xml: string, { connection, certificates, serviceKey, responseSigned, entityId, acsUrl }: Verifying): Promise<string> {
  const saml = new SAML({
    idpCert: [...certificates], issuer: entityId, callbackUrl: acsUrl, idpIssuer: connection.entityId,
    wantAssertionsSigned: true, wantAuthnResponseSigned: responseSigned, ...(serviceKey === null ? {} : { decryptionPvk: serviceKey }),
    // Audience, request and times are ours to compare: by the database's clock and with the row of the trip.
    audience: false, acceptedClockSkewMs: -1, validateInResponseTo: ValidateInResponseTo.never,
  })
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') })
    const text = profile?.getAssertionXml?.()
    if (text === undefined) throw new SamlRefused('signature')
    return text
  } catch (error) {
    throw new SamlRefused('signature', '', error)
  }
}
