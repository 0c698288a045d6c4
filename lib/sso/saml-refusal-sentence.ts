import type { SamlRefusal } from '@/lib/saml/saml-refused'

/** What was the matter with an assertion, for whoever proves a connection. Nobody else is told more than that it could not be trusted. */
const SENTENCES: Readonly<Record<SamlRefusal, string>> = {
  too_large: 'The answer is larger than 256 KiB.',
  not_xml: 'The answer is not plain XML.',
  too_complex: 'There is too much in the answer.',
  shape: 'The answer is not made as a SAML response with one assertion is.',
  algorithm: 'The answer is signed or encrypted in a way that is not taken: SHA-256 or better, AES, and RSA-OAEP are.',
  encryption: 'The assertion is encrypted for another key than ours. Give the provider our metadata anew.',
  signature: 'The assertion itself has no signature that the certificates of this connection verify. Check the certificates, and that the provider signs assertions and not only responses.',
  no_certificate: 'No certificate of this connection is valid now.',
  not_successful: 'The provider says that it did not sign you in.',
  issuer: 'The answer comes from another entity id than the one of this connection.',
  destination: 'The answer names another address as its destination. Check the ACS URL in the provider’s form.',
  request: 'The answer is not to the request that was sent.',
  audience: 'The assertion is for another audience. Check our entity id in the provider’s form.',
  recipient: 'The assertion names another recipient. Check the ACS URL in the provider’s form.',
  conditions: 'The assertion has conditions that are not understood, or no end.',
  expired: 'The assertion has run out. Check the clock of the provider.',
  not_yet: 'The assertion is not valid yet. Check the clock of the provider.',
  subject: 'The assertion does not say who it is: it needs a NameID that lasts, not a transient one.',
}

/** @param reason as it came with the address @returns null where it is no such reason */
export function samlRefusalSentence(reason: unknown): string | null {
  return typeof reason === 'string' && Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason as SamlRefusal] : null
}
