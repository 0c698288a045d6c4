import { assertionXml, responseXml, signXml, type SamlKey, type Saying } from './saml-peer'

const SIGNATURE = /<ds:Signature [^]*?<\/ds:Signature>/

const signatureOf = (xml: string) => SIGNATURE.exec(xml)![0]
const without = (xml: string) => xml.replace(SIGNATURE, '')
const into = (xml: string, end: string, what: string) => xml.replace(new RegExp(`</${end}>(?![^]*</${end}>)`), () => `${what}</${end}>`)
const afterIssuer = (xml: string, what: string) => xml.replace('</saml:Issuer>', () => `</saml:Issuer>${what}`)

/**
 * Signature wrapping in the eight ways in which it is known: a signature that is good, over an element that is still there, while something
 * else stands where it is read.
 * @param honest what the attacker was really given, by the real key
 */
export function wrappings(honest: Saying, key: SamlKey, wanted: string): { name: string; xml: string }[] {
  const good = signXml(assertionXml(honest), 'a1', key)
  const evil = assertionXml({ ...honest, nameId: wanted, assertionId: 'evil' })
  const whole = signXml(responseXml(honest, assertionXml(honest)), 'r1', key)
  const evilResponse = responseXml({ ...honest, responseId: 'evilresponse' }, evil)
  return [
    { name: 'XSW1: the signed response inside the signature of a forged one', xml: afterIssuer(evilResponse, into(signatureOf(whole), 'ds:Signature', without(whole))) },
    { name: 'XSW2: the signed response before its signature, in a forged one', xml: afterIssuer(evilResponse, without(whole) + signatureOf(whole)) },
    { name: 'XSW3: a forged assertion before the signed one', xml: responseXml(honest, evil + good) },
    { name: 'XSW4: the signed assertion inside a forged one', xml: responseXml(honest, into(evil, 'saml:Assertion', good)) },
    { name: 'XSW5: a forged assertion that bears the signature, and the signed one behind it', xml: responseXml(honest, afterIssuer(evil, signatureOf(good)) + without(good)) },
    { name: 'XSW6: the signed assertion inside the signature of a forged one', xml: responseXml(honest, afterIssuer(evil, into(signatureOf(good), 'ds:Signature', without(good)))) },
    { name: 'XSW7: a forged assertion among the extensions', xml: responseXml(honest, good).replace('<samlp:Status>', () => `<samlp:Extensions>${evil}</samlp:Extensions><samlp:Status>`) },
    { name: 'XSW8: the signed assertion as an object of the signature of a forged one', xml: responseXml(honest, afterIssuer(evil, into(signatureOf(good), 'ds:Signature', `<ds:Object>${without(good)}</ds:Object>`))) },
  ]
}
