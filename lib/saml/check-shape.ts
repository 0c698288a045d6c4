import { attributeOf, childrenNamed, elementsOf, everyElement, isNamed, onlyText } from './read-xml'
import { CONTENT_CIPHERS, DIGEST_ALGORITHMS, ENVELOPED, EXCLUSIVE_C14N, KEY_CIPHERS, NS, SIGNATURE_ALGORITHMS } from './saml-names'
import { SamlRefused } from './saml-refused'

const IN_RESPONSE: readonly (readonly [namespace: string, name: string])[] = [
  [NS.assertion, 'Issuer'], [NS.signature, 'Signature'], [NS.protocol, 'Status'], [NS.assertion, 'Assertion'], [NS.assertion, 'EncryptedAssertion'],
]
const ID = /^[A-Za-z_][\w.-]{0,255}$/

const shape = (detail: string) => new SamlRefused('shape', detail)
const named = (root: Element, name: string) => everyElement(root).filter(({ localName }) => localName.toLowerCase() === name.toLowerCase())

/**
 * What a response looks like before any signature is looked at: one assertion, where it belongs, and no second place in which anything could
 * be hidden, so that the node that is verified and the node that is read cannot be two (signature wrapping).
 * @returns the assertion, plain or encrypted, and whether the response as a whole is signed
 * @throws SamlRefused shape · algorithm
 */
export function checkResponse(root: Element): { assertion: Element; encrypted: boolean; responseSigned: boolean } {
  if (!isNamed(root, NS.protocol, 'Response')) throw shape('not a response')
  const children = elementsOf(root)
  if (children.some((child) => !IN_RESPONSE.some(([namespace, name]) => isNamed(child, namespace, name)))) throw shape('something that does not belong into a response')
  if (new Set(children.map(({ localName }) => localName)).size !== children.length) throw shape('something twice')
  const assertions = [...named(root, 'Assertion'), ...named(root, 'EncryptedAssertion')]
  const [assertion] = assertions
  if (assertions.length !== 1 || !assertion || assertion.parentNode !== root) throw shape('not exactly one assertion')
  const encrypted = isNamed(assertion, NS.assertion, 'EncryptedAssertion')
  checkIds(root)
  checkSignatures(root, encrypted ? [root] : [root, assertion])
  if (encrypted) checkEncryption(assertion)
  else if (childrenNamed(assertion, NS.signature, 'Signature').length !== 1) throw new SamlRefused('signature', 'the assertion is not signed')
  return { assertion, encrypted, responseSigned: childrenNamed(root, NS.signature, 'Signature').length === 1 }
}

/** The same for an assertion that was decrypted. @throws SamlRefused shape · algorithm · signature */
export function checkDecrypted(root: Element): void {
  if (!isNamed(root, NS.assertion, 'Assertion')) throw shape('not an assertion')
  if (named(root, 'Assertion').length + named(root, 'EncryptedAssertion').length !== 1) throw shape('not exactly one assertion')
  checkIds(root)
  checkSignatures(root, [root])
  if (childrenNamed(root, NS.signature, 'Signature').length !== 1) throw new SamlRefused('signature', 'the assertion is not signed')
}

/** Whatever a parser may take for an id, it names one element. */
function checkIds(root: Element): void {
  const ids = everyElement(root).flatMap(({ attributes }) => Array.from(attributes).filter(({ localName }) => localName.toLowerCase() === 'id').map(({ value }) => value))
  if (ids.some((id) => !ID.test(id)) || new Set(ids).size !== ids.length) throw shape('an id twice, or none')
}

function checkSignatures(root: Element, owners: readonly Element[]): void {
  const signatures = named(root, 'Signature')
  if (new Set(signatures.map(({ parentNode }) => parentNode)).size !== signatures.length) throw shape('two signatures in one place')
  for (const signature of signatures) {
    const owner = owners.find((candidate) => candidate === signature.parentNode)
    if (!owner || signature.namespaceURI !== NS.signature) throw shape('a signature where none belongs')
    checkSignature(signature, owner)
  }
}

/** One signature over the element it stands in, whole, and over nothing else: no objects, no second reference, no other transforms. */
function checkSignature(signature: Element, owner: Element): void {
  const [signedInfo, value, keyInfo, ...others] = elementsOf(signature)
  if (!signedInfo || !value || others.length > 0 || !isNamed(signedInfo, NS.signature, 'SignedInfo') || !isNamed(value, NS.signature, 'SignatureValue') || (keyInfo && !isNamed(keyInfo, NS.signature, 'KeyInfo'))) throw shape('signature')
  if (named(signature, 'SignedInfo').length !== 1 || named(signature, 'Reference').length !== 1) throw shape('signed more than once')
  const [canonicalization, method, reference, ...more] = elementsOf(signedInfo)
  if (!canonicalization || !method || !reference || more.length > 0 || !isNamed(canonicalization, NS.signature, 'CanonicalizationMethod') || !isNamed(method, NS.signature, 'SignatureMethod') || !isNamed(reference, NS.signature, 'Reference')) throw shape('signed info')
  const id = attributeOf(owner, 'ID')
  if (id === null || attributeOf(reference, 'URI') !== `#${id}`) throw shape('signs something else')
  const [transforms, digestMethod, digestValue, ...rest] = elementsOf(reference)
  if (!transforms || !digestMethod || !digestValue || rest.length > 0 || !isNamed(transforms, NS.signature, 'Transforms') || !isNamed(digestMethod, NS.signature, 'DigestMethod') || !isNamed(digestValue, NS.signature, 'DigestValue')) throw shape('reference')
  if (onlyText(digestValue) === null || onlyText(value) === null) throw shape('a value that is no text')
  const steps = elementsOf(transforms)
  if (steps.some((step) => !isNamed(step, NS.signature, 'Transform') || elementsOf(step).some((child) => !isNamed(child, EXCLUSIVE_C14N, 'InclusiveNamespaces')))) throw shape('transforms')
  const algorithm = (element: Element) => attributeOf(element, 'Algorithm') ?? ''
  if (steps.map(algorithm).join(' ') !== `${ENVELOPED} ${EXCLUSIVE_C14N}` || algorithm(canonicalization) !== EXCLUSIVE_C14N) throw new SamlRefused('algorithm', 'transforms')
  if (!SIGNATURE_ALGORITHMS.includes(algorithm(method))) throw new SamlRefused('algorithm', 'signature')
  if (!DIGEST_ALGORITHMS.includes(algorithm(digestMethod))) throw new SamlRefused('algorithm', 'digest')
}

/** One key, which comes along with the one content that it opens. */
function checkEncryption(encrypted: Element): void {
  const [data, ...others] = elementsOf(encrypted)
  if (!data || others.length > 0 || !isNamed(data, NS.encryption, 'EncryptedData')) throw shape('encrypted data')
  const [method, keyInfo, content, ...rest] = elementsOf(data)
  const [key, ...keys] = keyInfo ? elementsOf(keyInfo) : []
  if (!method || !keyInfo || !content || !key || rest.length + keys.length > 0) throw shape('encrypted data')
  if (!isNamed(method, NS.encryption, 'EncryptionMethod') || !isNamed(keyInfo, NS.signature, 'KeyInfo') || !isNamed(content, NS.encryption, 'CipherData') || !isNamed(key, NS.encryption, 'EncryptedKey')) throw shape('encrypted data')
  if (named(encrypted, 'EncryptedKey').length !== 1 || named(encrypted, 'CipherValue').length !== 2 || named(encrypted, 'EncryptedData').length !== 1) throw shape('more than one key')
  const [keyMethod] = childrenNamed(key, NS.encryption, 'EncryptionMethod')
  if (!CONTENT_CIPHERS.includes(attributeOf(method, 'Algorithm') ?? '') || !KEY_CIPHERS.includes((keyMethod && attributeOf(keyMethod, 'Algorithm')) ?? '')) throw new SamlRefused('algorithm', 'encryption')
}
