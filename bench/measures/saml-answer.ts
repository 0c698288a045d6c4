// What believing an answer of a SAML provider costs the processor: decrypting, two signatures, and everything that is looked at before and after.
import { decodeMessage } from '@/lib/saml/decode-message'
import { verifySamlResponse } from '@/lib/saml/verify-saml-response'
import { assertionXml, encryptAssertion, makeSamlKey, responseXml, signXml, type Saying } from '@/prisma/factories/saml-peer'
import { type Measure } from '../measure'
import { median } from '../median'

const ROUNDS = 40

/** @param groups how many groups are asserted @param both whether the response is signed as well @returns milliseconds of the processor, of each answer */
async function costOf({ groups, both }: { groups: number; both: boolean }): Promise<number[]> {
  const now = new Date()
  const [provider, others, service] = [makeSamlKey(now), [makeSamlKey(now), makeSamlKey(now), makeSamlKey(now)], makeSamlKey(now)]
  const [acsUrl, entityId] = ['https://console.example/acs', 'https://console.example']
  const attributes = { mail: ['someone@example.com'], groups: Array.from({ length: groups }, (_, number) => `group-${number}`) }
  const saying: Saying = { issuer: 'https://idp.example', acsUrl, audience: entityId, requestId: '_r', now, nameId: 'someone', attributes }
  const response = responseXml(saying, await encryptAssertion(signXml(assertionXml(saying), 'a1', provider), service))
  const field = Buffer.from(both ? signXml(response, 'r1', provider) : response).toString('base64')
  // Of the four certificates it may have, the one that signed comes last.
  const connection = { entityId: saying.issuer, certificates: [...others, provider].map(({ certificate }) => certificate), serviceKeys: [service.pem], responseMustBeSigned: both }
  const costs: number[] = []
  for (let round = 0; round < ROUNDS + 10; round += 1) {
    const before = process.cpuUsage()
    const outcome = await verifySamlResponse({ xml: decodeMessage(field)!, connection, now, requestId: '_r', acsUrl, entityId })
    const { user, system } = process.cpuUsage(before)
    if (!('identity' in outcome)) throw new Error(outcome.detail)
    if (round >= 10) costs.push((user + system) / 1000)
  }
  return costs
}

const seen = (costs: readonly number[]) => `${Math.min(...costs).toFixed(1)} to ${Math.max(...costs).toFixed(1)} ms`

export const samlAnswer: Measure = {
  name: 'saml',
  run: async () => {
    const [usual, hard] = [await costOf({ groups: 20, both: false }), await costOf({ groups: 200, both: true })]
    return [
      { what: 'A SAML answer believed: encrypted assertion, 20 groups, time of the processor', reach: { atMost: 60 }, unit: 'ms', ratio: median(usual), seen: seen(usual) },
      { what: '… with 200 groups, the response signed as well', reach: 'shown', unit: 'ms', ratio: median(hard), seen: seen(hard) },
    ]
  },
}
