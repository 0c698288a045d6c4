import { escapeXml } from './authn-request'
import { NS, POST_BINDING } from './saml-names'

interface ServiceProvider {
  entityId: string
  acsUrl: string
  /** PEM: the current one, and the one that is to follow it */
  certificates: readonly string[]
  signsRequests: boolean
}

const bare = (pem: string) => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')

/** What a provider's form wants to know of us, as one document (SAML 2.0 Metadata): signed assertions by POST, to one address, encrypted for either certificate. */
export function serviceMetadata({ entityId, acsUrl, certificates, signsRequests }: ServiceProvider): string {
  const key = (use: string, pem: string) => `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${NS.signature}"><ds:X509Data><ds:X509Certificate>${escapeXml(bare(pem))}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<md:EntityDescriptor xmlns:md="${NS.metadata}" entityID="${escapeXml(entityId)}">`
    + `<md:SPSSODescriptor AuthnRequestsSigned="${signsRequests}" WantAssertionsSigned="true" protocolSupportEnumeration="${NS.protocol}">`
    + certificates.map((pem) => key('signing', pem) + key('encryption', pem)).join('')
    + '<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>'
    + `<md:AssertionConsumerService Binding="${POST_BINDING}" Location="${escapeXml(acsUrl)}" index="0" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>\n`
}
