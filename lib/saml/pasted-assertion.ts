import { attributeOf, childrenNamed, everyElement, isNamed, onlyText, readXml } from './read-xml'
import { NS } from './saml-names'
import type { SamlIdentity } from './read-assertion'
import { SamlRefused } from './saml-refused'

/**
 * What an assertion would say that somebody pasted, alone or in its response, as XML or as base64. Nothing is verified: this signs nobody in.
 * @throws SamlRefused too_large · not_xml · too_complex · shape · encryption · subject
 */
export function readPastedAssertion(text: string): Pick<SamlIdentity, 'issuer' | 'subject' | 'nameIdFormat' | 'attributes' | 'authnContexts'> {
  const pasted = text.trim().replace(/^\uFEFF/, '')
  const root = readXml(pasted.startsWith('<') ? pasted : Buffer.from(pasted, 'base64').toString('utf8'), { commentsDropped: true }).documentElement
  const all = everyElement(root)
  const assertions = all.filter((element) => isNamed(element, NS.assertion, 'Assertion'))
  const [assertion] = assertions
  if (assertions.length === 0 && all.some((element) => isNamed(element, NS.assertion, 'EncryptedAssertion'))) throw new SamlRefused('encryption')
  if (!assertion || assertions.length > 1) throw new SamlRefused('shape', 'not one assertion')
  const below = (...names: string[]) => names.reduce((found, name) => found.flatMap((element) => childrenNamed(element, NS.assertion, name)), [assertion])
  const texts = (elements: readonly Element[]) => elements.map(onlyText).filter((value) => value !== null)
  const [nameId] = below('Subject', 'NameID')
  const subject = nameId ? onlyText(nameId)?.trim() : ''
  if (!nameId || !subject) throw new SamlRefused('subject')
  const attributes: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  for (const element of below('AttributeStatement', 'Attribute')) {
    const name = attributeOf(element, 'Name') ?? ''
    attributes[name] = [...(attributes[name] ?? []), ...texts(childrenNamed(element, NS.assertion, 'AttributeValue'))]
  }
  return { issuer: texts(below('Issuer'))[0] ?? '', subject, nameIdFormat: attributeOf(nameId, 'Format'), attributes, authnContexts: texts(below('AuthnStatement', 'AuthnContext', 'AuthnContextClassRef')) }
}
