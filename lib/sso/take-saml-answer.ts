import 'server-only'
import { z } from 'zod'
import { open, seal } from '@/lib/crypto/seal'
import { decodeMessage } from '@/lib/saml/decode-message'
import { attributeOf, readXml } from '@/lib/saml/read-xml'
import type { SamlIdentity } from '@/lib/saml/read-assertion'
import { SamlRefused } from '@/lib/saml/saml-refused'
import { verifySamlResponse } from '@/lib/saml/verify-saml-response'
import { Asserted } from './asserted'
import { samlAddresses } from './saml-addresses'
import { readSamlClaims, samlClaims } from './saml-asserted'
import { keepHandOver, takeHandOver, takeSamlTrip, type SamlTrip } from './saml-trip'
import { passageContext } from './sealed-places'
import { SsoFailure } from './sso-failure'
import type { Arrival } from './take-answer'

const HandOver = z.object({ asserted: Asserted, claims: z.record(z.string(), z.unknown()) })

interface Answer { tenantSlug: string; connectionId: string; /** SAMLResponse, as it came */ field: unknown }

/**
 * The way back from a SAML provider: a POST of another site. The trip that it names is used up first; then the answer is verified,
 * and in one statement its assertion's id kept, so that it counts once, and what it said laid down for the browser that set out.
 * @returns the id of what waits to be handed over
 * @throws SsoFailure not_asked · over · not_valid
 */
export async function takeSamlAnswer({ tenantSlug, connectionId, field }: Answer): Promise<string> {
  const xml = decodeMessage(field)
  if (xml === null) throw new SsoFailure('not_valid', new SamlRefused('not_xml', 'no message'))
  const requestId = namedRequest(xml)
  // Sign-in that a provider begins by itself is off: nothing would tie it to a browser here.
  if (requestId === null) throw new SsoFailure('not_asked')
  const trip = await takeSamlTrip({ tenantSlug, connectionId, requestId })
  if (!trip) throw new SsoFailure('over')
  const { identity, asserted, claims } = await verified(xml, trip)
  const { connection: { tenantId }, id, purpose } = trip
  if (!(await keepHandOver(trip, identity, seal(JSON.stringify({ asserted, claims }), passageContext('request-hand-over', { tenantId, id }))))) throw new SsoFailure('over', undefined, purpose)
  return id
}

function namedRequest(xml: string): string | null {
  try {
    return attributeOf(readXml(xml).documentElement, 'InResponseTo')
  } catch (error) {
    if (error instanceof SamlRefused) throw new SsoFailure('not_valid', error)
    throw error
  }
}

async function verified(xml: string, { connection, purpose, requestId, now }: SamlTrip): Promise<Omit<Arrival, 'trip'> & { identity: SamlIdentity }> {
  const { tenantSlug, connectionId } = connection
  const outcome = await verifySamlResponse({ xml, connection, now, requestId, ...samlAddresses(tenantSlug, connectionId) })
  if ('refused' in outcome) throw new SsoFailure(outcome.refused === 'not_successful' ? 'refused_there' : 'not_valid', new SamlRefused(outcome.refused, outcome.detail), purpose)
  const asserted = readSamlClaims(outcome.identity.issuer, outcome.identity, connection)
  if (!asserted) throw new SsoFailure('not_valid', new SamlRefused('subject'), purpose)
  return { identity: outcome.identity, asserted, claims: samlClaims(outcome.identity) }
}

interface Collecting { tenantSlug: string; connectionId: string; id: string | null; browserToken: string | undefined }

/** Takes what waits to be handed over: only here, with the cookie of the browser that set out, does a SAML sign-in go on. @throws SsoFailure over */
export async function collectHandOver({ tenantSlug, connectionId, id, browserToken }: Collecting): Promise<Arrival> {
  const taken = id === null ? null : await takeHandOver({ tenantSlug, connectionId, id, browserToken })
  if (!taken) throw new SsoFailure('over')
  const { trip, sealed } = taken
  return { trip, ...HandOver.parse(JSON.parse(open(sealed, passageContext('request-hand-over', { tenantId: trip.connection.tenantId, id: trip.id })))) }
}
