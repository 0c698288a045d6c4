import { MOST_CERTIFICATES, readCertificate, type CertificateFacts } from './certificates'
import { attributeOf, childrenNamed, elementsOf, everyElement, isNamed, onlyText, readXml } from './read-xml'
import { NS, POST_BINDING, REDIRECT_BINDING } from './saml-names'
import { SamlRefused } from './saml-refused'

const LONGEST = 1024

export interface ProviderMetadata {
  entityId: string
  /** where it wants to be asked, by one binding at least */
  signOn: { redirect: string | null; post: string | null }
  /** that sign, the first first */
  certificates: CertificateFacts[]
  wantsSignedRequests: boolean
}

/**
 * What an identity provider says of itself (SAML 2.0 Metadata 2.4.3), typed in or fetched by whoever sets a connection up, and shown to them before
 * it counts. Of one provider, that can be asked by a redirect or a form, and with one to four certificates that
 * we can verify with.
 * @throws SamlRefused too_large · not_xml · too_complex · shape · no_certificate
 */
export function readProviderMetadata(text: string): ProviderMetadata {
  const root = readXml(text.replace(/^\uFEFF/, ''), { commentsDropped: true }).documentElement
  const entityId = attributeOf(root, 'entityID') ?? ''
  if (!isNamed(root, NS.metadata, 'EntityDescriptor') || entityId === '' || entityId.length > LONGEST) throw new SamlRefused('shape', 'not the metadata of one provider')
  const roles = childrenNamed(root, NS.metadata, 'IDPSSODescriptor').filter((role) => (attributeOf(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NS.protocol))
  const [role] = roles
  if (!role || roles.length > 1) throw new SamlRefused('shape', 'not an identity provider')
  const asked = (binding: string) => childrenNamed(role, NS.metadata, 'SingleSignOnService').filter((service) => attributeOf(service, 'Binding') === binding).map((service) => attributeOf(service, 'Location') ?? '').find((url) => isWebAddress(url)) ?? null
  const signOn = { redirect: asked(REDIRECT_BINDING), post: asked(POST_BINDING) }
  if (signOn.redirect === null && signOn.post === null) throw new SamlRefused('shape', 'can be asked neither by a redirect nor by a form')
  const certificates = childrenNamed(role, NS.metadata, 'KeyDescriptor').filter((key) => (attributeOf(key, 'use') ?? 'signing') === 'signing').flatMap(elementsOf).flatMap(everyElement)
    .filter((element) => isNamed(element, NS.signature, 'X509Certificate')).map((element) => readCertificate(onlyText(element) ?? '')).filter((facts) => facts !== null)
  const once = [...new Map(certificates.map((facts) => [facts.fingerprint, facts])).values()]
  if (once.length === 0) throw new SamlRefused('no_certificate')
  if (once.length > MOST_CERTIFICATES) throw new SamlRefused('too_complex', 'certificates')
  return { entityId, signOn, certificates: once, wantsSignedRequests: ['true', '1'].includes(attributeOf(role, 'WantAuthnRequestsSigned') ?? '') }
}

/** A browser is sent there: https, or http for a provider that runs on this very machine. */
function isWebAddress(text: string): boolean {
  if (text.length > LONGEST || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'))
}
