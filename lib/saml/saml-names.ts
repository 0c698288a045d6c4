/** What things are called in SAML 2.0 and XML signatures, and the few algorithms that are taken. Everything that is not listed is refused. */
export const NS = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const

export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'
export const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
export const POST_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
export const REDIRECT_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'

/** SHA-256 and above, public keys only: no secret can stand in for one, and nothing rests on SHA-1. */
export const SIGNATURE_ALGORITHMS: readonly string[] = [RSA_SHA256, 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1']
export const DIGEST_ALGORITHMS: readonly string[] = [SHA256, 'http://www.w3.org/2001/04/xmlenc#sha512']

/** CBC says nothing about who wrote it; the assertion's own signature does, and one answer a trip leaves no room to ask again and again. */
export const CONTENT_CIPHERS: readonly string[] = [
  'http://www.w3.org/2009/xmlenc11#aes128-gcm', 'http://www.w3.org/2009/xmlenc11#aes256-gcm', 'http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
]
/** PKCS #1 1.5 is not among them: its padding answers questions. */
export const KEY_CIPHERS: readonly string[] = ['http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p']
