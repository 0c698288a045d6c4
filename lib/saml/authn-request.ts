import { createSign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { SignedXml } from 'xml-crypto'
import { ENVELOPED, EXCLUSIVE_C14N, NS, POST_BINDING, RSA_SHA256, SHA256 } from './saml-names'

export interface AuthnRequest {
  /** where the provider wants to be asked */
  signOnUrl: string
  /** what the answer has to name */
  requestId: string
  acsUrl: string
  /** ours */
  entityId: string
  now: Date
  /** PEM of our private key: given, the request is signed */
  serviceKey?: string
  /** whoever proves a connection signs in there anew */
  forceAuthn?: boolean
}

/** Text as an attribute or as content of XML. */
export const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')

/** Nothing is said about who it should be, or by what name (SAML 2.0 Core 3.4.1). */
function requestXml({ signOnUrl, requestId, acsUrl, entityId, now, forceAuthn = false }: AuthnRequest): string {
  return `<samlp:AuthnRequest xmlns:samlp="${NS.protocol}" ID="${escapeXml(requestId)}" Version="2.0" IssueInstant="${now.toISOString()}" Destination="${escapeXml(signOnUrl)}"`
    + ` AssertionConsumerServiceURL="${escapeXml(acsUrl)}" ProtocolBinding="${POST_BINDING}"${forceAuthn ? ' ForceAuthn="true"' : ''}>`
    + `<saml:Issuer xmlns:saml="${NS.assertion}">${escapeXml(entityId)}</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>`
}

/**
 * Asks a provider to sign somebody in, by a redirect (SAML 2.0 Bindings 3.4.4). What comes back is tied to the request by its id; there is no
 * RelayState that anybody could rewrite.
 * @returns the address to go to
 */
export function authnRequestUrl(request: AuthnRequest): string {
  const { signOnUrl, serviceKey } = request
  const asked = `SAMLRequest=${encodeURIComponent(deflateRawSync(requestXml(request)).toString('base64'))}`
  const signed = serviceKey === undefined ? asked : sign(`${asked}&SigAlg=${encodeURIComponent(RSA_SHA256)}`, serviceKey)
  const url = new URL(signOnUrl)
  // The signature covers the very characters (3.4.4.1): put there as they are, behind what the address has of its own.
  return `${url.origin}${url.pathname}${url.search === '' ? '?' : `${url.search}&`}${signed}`
}

const sign = (text: string, key: string) => `${text}&Signature=${encodeURIComponent(createSign('sha256').update(text).sign(key, 'base64'))}`

/** The same by a form that the browser posts (3.5.4), the signature standing in the message. @returns the field SAMLRequest */
export function authnRequestField(request: AuthnRequest): string {
  const xml = requestXml(request)
  return Buffer.from(request.serviceKey === undefined ? xml : signInside(xml, request.serviceKey)).toString('base64')
}

function signInside(xml: string, privateKey: string): string {
  const signed = new SignedXml({ privateKey, signatureAlgorithm: RSA_SHA256, canonicalizationAlgorithm: EXCLUSIVE_C14N, getKeyInfoContent: () => null })
  signed.addReference({ xpath: '/*', transforms: [ENVELOPED, EXCLUSIVE_C14N], digestAlgorithm: SHA256 })
  // The schema wants it right behind the issuer.
  signed.computeSignature(xml, { prefix: 'ds', location: { reference: "/*/*[local-name()='Issuer']", action: 'after' } })
  return signed.getSignedXml()
}
