import { DOMParser } from '@xmldom/xmldom'
import { SamlRefused } from './saml-refused'

const MOST_BYTES = 256 * 1024
const MOST_TAGS = 2_500
const MOST_QUOTES = 4_000
const MOST_ATTRIBUTES = 20
const DEEPEST = 20

const DECLARATION = /^<\?xml\s[^?<>]{0,200}\?>/
const OTHER_ENCODING = /encoding\s*=\s*["'](?!utf-8["'])/i
/** XML 1.0, 2.2: anything else is no character. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const COMMENT = /<!--(?:(?!--)[^])*-->/g

const [ELEMENT, TEXT, PROCESSING] = [1, 3, 7]

/**
 * Reads XML of somebody we do not know. What it may not contain is looked for in the text, before a parser sees it: no DTD and so no
 * entity, no comment, no CDATA, no processing instruction ("<" can stand for nothing else in XML), 256 KiB, and not so many tags or levels
 * that walking over them takes long.
 * @param commentsDropped metadata that people wrote may carry comments; in messages that say who somebody is there are none
 * @throws SamlRefused too_large · not_xml · too_complex
 */
export function readXml(text: string, { commentsDropped = false } = {}): Document {
  if (text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES) throw new SamlRefused('too_large')
  const declaration = DECLARATION.exec(text)?.[0] ?? ''
  const body = commentsDropped ? text.slice(declaration.length).replaceAll(COMMENT, '') : text.slice(declaration.length)
  if (OTHER_ENCODING.test(declaration)) throw new SamlRefused('not_xml', 'encoding')
  if (body.includes('<!') || body.includes('<?')) throw new SamlRefused('not_xml', 'markup beyond elements and text')
  if (NO_CHARACTER.test(body)) throw new SamlRefused('not_xml', 'character')
  if (countOf(body, '<') > MOST_TAGS || countOf(body, '"') + countOf(body, "'") > MOST_QUOTES) throw new SamlRefused('too_complex')
  const document = parse(declaration + body)
  walk(document)
  return document
}

function countOf(text: string, what: string): number {
  let count = 0
  for (let at = text.indexOf(what); at !== -1; at = text.indexOf(what, at + 1)) count += 1
  return count
}

function parse(text: string): Document {
  const refuse = (detail: unknown) => {
    throw new SamlRefused('not_xml', String(detail).slice(0, 200))
  }
  try {
    const document = new DOMParser({ locator: {}, errorHandler: { warning: refuse, error: refuse, fatalError: refuse } }).parseFromString(text, 'text/xml') as Document | undefined
    if (!document?.documentElement) throw new SamlRefused('not_xml', 'no element')
    return document
  } catch (error) {
    throw error instanceof SamlRefused ? error : new SamlRefused('not_xml', 'parser', error)
  }
}

/** Whatever the parser made of it: one element on top, elements and text below, not too deep, and no character that was smuggled in by number. */
function walk(document: Document): void {
  const top = Array.from(document.childNodes).filter(({ nodeType, nodeValue }) => !(nodeType === TEXT && (nodeValue ?? '').trim() === '') && nodeType !== PROCESSING)
  if (top.length !== 1 || top[0] !== document.documentElement) throw new SamlRefused('not_xml', 'more than one element')
  const open: { node: Node; depth: number }[] = [{ node: document.documentElement, depth: 1 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next
    if (depth > DEEPEST) throw new SamlRefused('too_complex', 'depth')
    if (node.nodeType === TEXT) {
      if (NO_CHARACTER.test(node.nodeValue ?? '')) throw new SamlRefused('not_xml', 'character')
      continue
    }
    if (node.nodeType !== ELEMENT) throw new SamlRefused('not_xml', 'a node that is neither element nor text')
    const { attributes } = node as Element
    // Canonical forms look for each prefix among all that are in scope.
    if (attributes.length > MOST_ATTRIBUTES) throw new SamlRefused('too_complex', 'attributes')
    for (const { value } of Array.from(attributes)) if (NO_CHARACTER.test(value)) throw new SamlRefused('not_xml', 'character')
    for (let child = node.firstChild; child; child = child.nextSibling) open.push({ node: child, depth: depth + 1 })
  }
}

/** The elements directly below, in order. */
export const elementsOf = (parent: Element): Element[] => Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === ELEMENT)

/** Everything below and itself, in document order. */
export function everyElement(root: Element): Element[] {
  const found: Element[] = []
  const open: Element[] = [root]
  for (let next = open.pop(); next; next = open.pop()) {
    found.push(next)
    open.push(...elementsOf(next).toReversed())
  }
  return found
}

export const isNamed = (element: Element, namespace: string, name: string): boolean => element.namespaceURI === namespace && element.localName === name

export const childrenNamed = (parent: Element, namespace: string, name: string): Element[] => elementsOf(parent).filter((child) => isNamed(child, namespace, name))

/** The text of an element that holds nothing else; null where it does. */
export function onlyText(element: Element): string | null {
  const nodes = Array.from(element.childNodes)
  return nodes.every(({ nodeType }) => nodeType === TEXT) ? nodes.map(({ nodeValue }) => nodeValue ?? '').join('') : null
}

/** An attribute without a namespace; null where it is not there. */
export const attributeOf = (element: Element, name: string): string | null => (element.hasAttribute(name) ? element.getAttribute(name) : null)
