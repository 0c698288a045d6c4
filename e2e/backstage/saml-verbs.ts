/** A SAML identity provider that we did not write, for journeys; it ends with this process. What attackers make of its answers is made here too. */
import { randomUUID } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { db } from '@/lib/db/client'
import { plantSamlConnection } from '@/prisma/factories/plant-connection'
import { wrappings } from '@/prisma/factories/saml-attacks'
import { assertionXml, honestResponse, makeSamlKey, responseXml, type SamlKey, type Saying } from '@/prisma/factories/saml-peer'
import { startSamlProvider, type SamlProvider } from '@/prisma/factories/saml-provider'

/** Made once: there are hundreds of connections that nobody answers for. */
let nobodys: [SamlKey, SamlKey, SamlKey] | undefined
const running = new Map<string, { provider: SamlProvider; strange: SamlKey }>()

interface Starting { tenantId: string; administratorId: string; email: string; name: string; binding?: 'redirect' | 'post'; /** where browsers find it, instead of localhost: another site than ours */ host?: string }

/** Starts a provider at which one person signs in, who is linked to an administrator, and connects the tenant to it. */
async function startSaml({ tenantId, administratorId, email, name, binding = 'redirect', host = 'localhost' }: Starting): Promise<{ connectionId: string }> {
  const provider = await startSamlProvider()
  provider.signsIn({ nameId: `${email}-there`, attributes: { mail: email, givenName: 'Ada', sn: 'Lovelace', groups: ['staff'] } })
  const { id: connectionId, service } = await plantSamlConnection({ tenantId, name, entityId: provider.entityId, signOnUrl: provider.signOnUrl.replace('localhost', host), binding, signRequests: true, certificates: [provider.key().certificate] })
  provider.answers({ encryptFor: service.certificate, requestsSignedBy: service.certificate })
  const { materialVersion } = await db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { materialVersion: true } })
  await db().ssoIdentity.create({ data: { tenantId, connectionId, issuer: provider.entityId, subject: `${email}-there`, administratorId, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: materialVersion } })
  running.set(connectionId, { provider, strange: makeSamlKey(new Date(), 'stranger') })
  return { connectionId }
}

const HOUR = 3_600_000
const without = (xml: string) => xml.replace(/<ds:Signature [^]*?<\/ds:Signature>/, '')
const SHA1 = { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }

type Attack = (honest: Saying, key: SamlKey, strange: SamlKey) => string
const plainly = (differently: (honest: Saying) => Partial<Saying>): Attack => (honest, key) => honestResponse({ ...honest, ...differently(honest) }, key)
const document = (type: string): Attack => (honest, key) => type + honestResponse(honest, key)

const ATTACKS: Readonly<Record<string, Attack>> = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((number): [string, Attack] => [`signature wrapping ${number}`, (honest, key) => wrappings(honest, key, 'owner-there')[number - 1]!.xml])),
  'no signature': (honest) => responseXml(honest, assertionXml(honest)),
  'a signature taken off': (honest, key) => without(honestResponse(honest, key)),
  'another key, which comes along': (honest, _key, strange) => honestResponse(honest, strange, { signResponse: true }),
  'SHA-1': (honest, key) => honestResponse(honest, key, SHA1),
  'two assertions': (honest, key) => honestResponse(honest, key).replace('</samlp:Response>', () => `${assertionXml({ ...honest, assertionId: 'a2' })}</samlp:Response>`),
  'another audience': plainly(() => ({ audience: 'https://elsewhere.example' })),
  'another recipient': plainly(() => ({ recipient: 'https://elsewhere.example/acs' })),
  'another destination': plainly(() => ({ destination: 'https://elsewhere.example/acs' })),
  'another issuer': plainly(() => ({ issuer: 'https://elsewhere.example' })),
  'confirmed for another request': plainly(() => ({ confirms: '_another' })),
  'too late': plainly(({ now }) => ({ now: new Date(now.getTime() - HOUR) })),
  'too early': plainly(({ now }) => ({ notBefore: new Date(now.getTime() + HOUR), notOnOrAfter: new Date(now.getTime() + 2 * HOUR) })),
  'a comment in the NameID': plainly(({ nameId }) => ({ nameId: `${nameId}<!-- -->.elsewhere` })),
  'a name that does not last': plainly(() => ({ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' })),
  'an external entity': document('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
  'an entity bomb': document(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'.split('').map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`).join('')}]>`),
  '300 KiB': (honest, key) => honestResponse(honest, key) + ' '.repeat(300 * 1024),
  'begun by the provider': plainly(() => ({ requestId: null })),
}

/** What browsers are sent with names the trip. */
const requestIdOf = (location: string) => / ID="([^"]+)"/.exec(inflateRawSync(Buffer.from(new URL(location).searchParams.get('SAMLRequest')!, 'base64')).toString())![1]!

interface Answering { connectionId: string; slug: string; origin: string; email: string; /** where the browser was sent */ location: string; attack: string | null }

/** @returns SAMLResponse as a browser would post it: an attack by its name, or what the provider itself would say */
async function samlAnswer({ connectionId, slug, origin, email, location, attack }: Answering): Promise<string> {
  const { provider, strange } = running.get(connectionId)!
  const at = `${origin}/api/sso/${slug}/${connectionId}`
  const honest: Saying = {
    issuer: provider.entityId, acsUrl: `${at}/acs`, audience: `${at}/metadata`, requestId: requestIdOf(location), now: new Date(), nameId: `${email}-there`, attributes: { mail: [email] },
    assertionId: `a${randomUUID()}`, responseId: `r${randomUUID()}`,
  }
  // The signature names the id it stands in: what wraps one names it a1.
  const xml = attack === null ? honestResponse(honest, provider.key()) : ATTACKS[attack]!({ ...honest, assertionId: 'a1', responseId: 'r1' }, provider.key(), strange)
  return Buffer.from(xml).toString('base64')
}

export const samlVerbs = {
  startSaml,
  samlAnswer,
  samlAttacks: (_: object) => Promise.resolve(Object.keys(ATTACKS)),
  sessionsThrough: async ({ connectionId }: { connectionId: string }) => db().session.count({ where: { ssoConnectionId: connectionId } }),
  /** An identity provider that nobody answers for, and a certificate that it does not have. */
  newSamlConnection: async ({ tenantId }: { tenantId: string }) => {
    const name = `Provider ${randomUUID().slice(0, 8)}`
    const [key, other, service] = (nobodys ??= [makeSamlKey(new Date()), makeSamlKey(new Date()), makeSamlKey(new Date())])
    const { id: connectionId } = await plantSamlConnection({ tenantId, name, entityId: 'urn:nowhere', signOnUrl: 'https://192.0.2.1/sso', certificates: [key.certificate], service })
    return { connectionId, version: 1, name, certificate: other.certificate }
  },
}
