import { attributeOf, childrenNamed, elementsOf, isNamed, onlyText } from './read-xml'
import { BEARER, NS, TRANSIENT } from './saml-names'
import { SamlRefused, type SamlRefusal } from './saml-refused'

const SKEW_MS = 60_000
const LONGEST_SUBJECT = 1000
const MOST_VALUES = 2000
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/
const KNOWN_CONDITIONS = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']

/** What a provider said of somebody in an assertion that was verified. */
export interface SamlIdentity {
  /** entity id of the provider; with the subject the only thing that says who they are */
  issuer: string
  /** NameID, never a transient one */
  subject: string
  nameIdFormat: string | null
  /** by name, in the order they came */
  attributes: Record<string, string[]>
  /** AuthnContextClassRef: how they proved who they are there */
  authnContexts: string[]
  assertionId: string
  /** when the assertion cannot be accepted any more: until then its id is remembered */
  acceptableUntil: Date
}

/** What an answer to our own request has to say. */
export interface Expected {
  now: Date
  requestId: string
  acsUrl: string
  /** ours */
  entityId: string
  /** the provider's */
  providerEntityId: string
}

/**
 * Reads an assertion whose signature was verified (SAML 2.0 Core 2.3, Profiles 4.1.4.2–3), and holds it against what was asked for. Times are
 * compared with the database's clock, 60 s either way.
 * @param root exactly the node that was verified
 * @throws SamlRefused
 */
export function readAssertion(root: Element, expected: Expected): SamlIdentity {
  const { now } = expected
  if (!isNamed(root, NS.assertion, 'Assertion') || attributeOf(root, 'Version') !== '2.0') throw new SamlRefused('shape', 'not an assertion')
  const assertionId = attributeOf(root, 'ID') ?? ''
  if (assertionId === '') throw new SamlRefused('shape', 'no id')
  if (textOf(single(root, 'Issuer', 'issuer')) !== expected.providerEntityId) throw new SamlRefused('issuer')
  if (instant(root, 'IssueInstant') > now.getTime() + SKEW_MS) throw new SamlRefused('not_yet', 'issued')
  const subject = single(root, 'Subject', 'subject')
  const { name, format } = readName(subject)
  const ends = [readConfirmation(subject, expected), readConditions(single(root, 'Conditions', 'conditions'), expected)].filter((end) => end !== null)
  return {
    issuer: expected.providerEntityId, subject: name, nameIdFormat: format, attributes: readAttributes(root), authnContexts: readContexts(root, now), assertionId,
    acceptableUntil: new Date(Math.min(...ends) + SKEW_MS),
  }
}

const textOf = (element: Element): string | null => onlyText(element)

function single(parent: Element, name: string, otherwise: SamlRefusal): Element {
  const [found, ...more] = childrenNamed(parent, NS.assertion, name)
  if (!found || more.length > 0) throw new SamlRefused(otherwise, `${name} once`)
  return found
}

function timeOf(element: Element, name: string): number | null {
  const text = attributeOf(element, name)
  if (text === null) return null
  const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new SamlRefused('conditions', name)
  return time
}

function instant(element: Element, name: string): number {
  const time = timeOf(element, name)
  if (time === null) throw new SamlRefused('conditions', name)
  return time
}

/** @returns when it ends, if it says so */
function checkTimes(element: Element, now: Date): number | null {
  const [from, until] = [timeOf(element, 'NotBefore'), timeOf(element, 'NotOnOrAfter')]
  if (from !== null && now.getTime() + SKEW_MS < from) throw new SamlRefused('not_yet')
  if (until !== null && now.getTime() - SKEW_MS >= until) throw new SamlRefused('expired')
  return until
}

function readName(subject: Element): { name: string; format: string | null } {
  const element = single(subject, 'NameID', 'subject')
  const [name, format] = [onlyText(element), attributeOf(element, 'Format')]
  if (name === null || name === '' || name !== name.trim() || name.length > LONGEST_SUBJECT || /\p{Cc}/u.test(name)) throw new SamlRefused('subject', 'no name')
  // A new one at each sign-in says nothing about who it is.
  if (format === TRANSIENT) throw new SamlRefused('subject', 'transient')
  return { name, format }
}

/** A bearer's confirmation that is meant for us, here, now, and for what we asked. @returns when it ends */
function readConfirmation(subject: Element, { now, acsUrl, requestId }: Expected): number {
  const data = childrenNamed(subject, NS.assertion, 'SubjectConfirmation').filter((element) => attributeOf(element, 'Method') === BEARER).map((element) => single(element, 'SubjectConfirmationData', 'recipient'))
  const [first, ...more] = data
  if (!first || more.length > 0) throw new SamlRefused('recipient', 'one bearer')
  if (attributeOf(first, 'Recipient') !== acsUrl) throw new SamlRefused('recipient')
  if (attributeOf(first, 'InResponseTo') !== requestId) throw new SamlRefused('request')
  const end = checkTimes(first, now)
  if (end === null) throw new SamlRefused('conditions', 'without an end')
  return end
}

/** @returns when they end, if they say so */
function readConditions(conditions: Element, { now, entityId }: Expected): number | null {
  const elements = elementsOf(conditions)
  if (elements.some((element) => element.namespaceURI !== NS.assertion || !KNOWN_CONDITIONS.includes(element.localName))) throw new SamlRefused('conditions', 'unknown')
  const restrictions = childrenNamed(conditions, NS.assertion, 'AudienceRestriction')
  const names = (restriction: Element) => childrenNamed(restriction, NS.assertion, 'Audience').map(textOf)
  if (restrictions.length === 0 || !restrictions.every((restriction) => names(restriction).includes(entityId))) throw new SamlRefused('audience')
  return checkTimes(conditions, now)
}

function readContexts(root: Element, now: Date): string[] {
  const statements = childrenNamed(root, NS.assertion, 'AuthnStatement')
  if (statements.length === 0) throw new SamlRefused('subject', 'nobody signed in')
  for (const statement of statements) {
    if (instant(statement, 'AuthnInstant') > now.getTime() + SKEW_MS) throw new SamlRefused('not_yet', 'signed in')
    const end = timeOf(statement, 'SessionNotOnOrAfter')
    if (end !== null && now.getTime() - SKEW_MS >= end) throw new SamlRefused('expired', 'session')
  }
  return statements.flatMap((statement) => childrenNamed(statement, NS.assertion, 'AuthnContext')).flatMap((context) => childrenNamed(context, NS.assertion, 'AuthnContextClassRef')).map(textOf).filter((text) => text !== null)
}

/** Values that are text; one that holds elements says nothing that we understand, and is left out. */
function readAttributes(root: Element): Record<string, string[]> {
  const found = new Map<string, string[]>()
  let count = 0
  for (const attribute of childrenNamed(root, NS.assertion, 'AttributeStatement').flatMap((statement) => childrenNamed(statement, NS.assertion, 'Attribute'))) {
    const name = attributeOf(attribute, 'Name') ?? ''
    const values = childrenNamed(attribute, NS.assertion, 'AttributeValue').map(textOf).filter((text) => text !== null)
    count += values.length
    if (count > MOST_VALUES) throw new SamlRefused('too_complex', 'attributes')
    found.set(name, [...(found.get(name) ?? []), ...values])
  }
  return Object.assign(Object.create(null) as Record<string, string[]>, Object.fromEntries(found))
}
