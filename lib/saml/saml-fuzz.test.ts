import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { processorTimeOf } from '@/prisma/factories/processor-time'
import { encryptAssertion, assertionXml, honestResponse, makeSamlKey, responseXml, signXml, type SamlKey, type Saying } from '@/prisma/factories/saml-peer'
import { verifySamlResponse, type SamlOutcome } from './verify-saml-response'

const now = new Date('2026-11-22T12:00:00.000Z')
const saying: Saying = { issuer: 'https://idp.example/saml', acsUrl: 'https://console.example/acs', audience: 'https://console.example', requestId: '_r', now, nameId: 'mallory', attributes: { mail: ['mallory@acme.example'], groups: ['x'] } }
let [key, service] = [] as unknown as [SamlKey, SamlKey]
let [plain, both, sealed] = ['', '', '']

beforeAll(async () => {
  ;[key, service] = [makeSamlKey(now), makeSamlKey(now)]
  plain = honestResponse(saying, key)
  both = honestResponse(saying, key, { signResponse: true })
  sealed = responseXml(saying, await encryptAssertion(signXml(assertionXml(saying), 'a1', key), service))
  await verify(both)
}, 60_000)

const verify = async (xml: string): Promise<SamlOutcome> => verifySamlResponse({
  xml, connection: { entityId: saying.issuer, certificates: [key.certificate], serviceKeys: [service.pem], responseMustBeSigned: false }, now, requestId: '_r', acsUrl: saying.acsUrl, entityId: saying.audience,
})

/** Whatever comes in: it is refused with a reason, or it is exactly whom the provider named; and it does not take long. @returns what is wrong about it */
async function wrongWith(xml: string): Promise<string | null> {
  const { result: outcome, milliseconds } = await processorTimeOf(async () => verify(xml), 400)
  if (milliseconds >= 400) return 'slow'
  if ('refused' in outcome) return null
  const { issuer, subject, attributes, assertionId } = outcome.identity
  const said = JSON.stringify([issuer, subject, attributes.mail, attributes.groups, Object.keys(attributes).length, assertionId])
  return said === JSON.stringify([saying.issuer, 'mallory', ['mallory@acme.example'], ['x'], 2, 'a1']) ? null : said
}

const pieces = fc.constantFrom('<', '>', '/', '"', '&lt;', '&a;', '<!---->', '<x/>', '<x>', '</x>', '<?x?>', '<!DOCTYPE a>', ' ID="a1"', ' Id="r1"', ' xmlns="urn:x"', '\u0000', '\r', ']]>', 'saml:', 'ds:', 'evil', 'https://', '<saml:NameID>owner</saml:NameID>')
const edit = fc.record({ at: fc.nat(1_000_000), drop: fc.nat(40), put: fc.oneof(fc.constant(''), pieces, fc.string({ maxLength: 12, unit: 'binary' })) })
const spoiled = (xml: string, edits: readonly { at: number; drop: number; put: string }[]) => edits.reduce((text, { at, drop, put }) => {
  const place = text.length === 0 ? 0 : at % text.length
  return text.slice(0, place) + put + text.slice(place + drop)
}, xml)

it('[T43] an honest answer that was changed anywhere names nobody else', { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(0, 1, 2), fc.array(edit, { minLength: 1, maxLength: 4 }), async (which, edits) => {
    expect(await wrongWith(spoiled([plain, both, sealed][which]!, edits))).toBeNull()
  }), { numRuns: 150 })
})

it('[T43] parts of it that change places, or come twice, name nobody else', { timeout: 120_000 }, async () => {
  const move = fc.record({ from: fc.nat(), to: fc.nat(), keep: fc.boolean() })
  await fc.assert(fc.asyncProperty(fc.constantFrom(0, 1, 2), fc.array(move, { minLength: 1, maxLength: 3 }), async (which, moves) => {
    const parts = [plain, both, sealed][which]!.split(/(?=<)/)
    for (const { from, to, keep } of moves) {
      const part = parts[from % parts.length]!
      if (!keep) parts.splice(from % parts.length, 1)
      parts.splice(to % (parts.length + 1), 0, part)
    }
    expect(await wrongWith(parts.join(''))).toBeNull()
  }), { numRuns: 150 })
})

it('[T45] anything at all is refused, with a reason', { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ maxLength: 2_000, unit: 'binary' }), fc.array(pieces, { maxLength: 200 }).map((some) => some.join(''))), async (xml) => {
    expect(await verify(xml)).toHaveProperty('refused')
  }), { numRuns: 150 })
})
