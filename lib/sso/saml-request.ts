import 'server-only'
import type { AuthnRequest } from '@/lib/saml/authn-request'
import { samlAddresses } from './saml-addresses'
import { requestIdOf, type SamlTripConnection } from './saml-trip'
import type { TripPurpose } from './trip-data'

/** What a provider is asked on a trip. @param token of the trip @param now by the database's clock */
export function samlRequest({ tenantSlug, connectionId, signOnUrl, signRequests, serviceKeys }: SamlTripConnection, { token, purpose, now }: { token: string; purpose: TripPurpose; now: Date }): AuthnRequest {
  const [serviceKey] = serviceKeys
  return {
    signOnUrl, requestId: requestIdOf(token), ...samlAddresses(tenantSlug, connectionId), now,
    // Whoever proves or links shows who they are now, not who this browser was last.
    forceAuthn: purpose !== 'sign_in', ...(signRequests && serviceKey !== undefined ? { serviceKey } : {}),
  }
}
