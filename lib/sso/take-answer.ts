import 'server-only'
import * as client from 'openid-client'
import { readClaims, type Asserted, type Claims } from './asserted'
import { outboundCause, redirectUri } from './begin-trip'
import { keepKeys, oidcConfiguration } from './oidc-configuration'
import { SsoFailure } from './sso-failure'
import { takeTrip, type Trip } from './trip-data'

interface Answer {
  tenantSlug: string
  connectionId: string
  /** what the browser brought back, as it came */
  query: URLSearchParams
  browserToken: string | undefined
}

export interface Arrival {
  trip: Trip
  asserted: Asserted
  /** all that was verified, to be shown to whoever proves the connection */
  claims: Claims
}

/**
 * The way back from a provider. The trip is used up first; then the code is exchanged with its verifier, and the ID token believed only
 * with a signature by RS256 or ES256 of a key from the provider's own JWKS, our client id as audience, in time, with our nonce and exactly
 * this issuer (OpenID Connect Core 3.1.3.7, RFC 9207). Its times are judged by the database's clock, with 30 s of patience.
 * @throws SsoFailure
 */
export async function takeAnswer({ tenantSlug, connectionId, query, browserToken }: Answer): Promise<Arrival> {
  const state = query.getAll('state').length === 1 ? query.get('state') : null
  const trip = await takeTrip({ tenantSlug, connectionId, state, browserToken })
  if (!trip || state === null) throw new SsoFailure('over')
  const { connection } = trip
  const url = new URL(redirectUri(tenantSlug, connectionId))
  url.search = query.toString()
  try {
    const configuration = await oidcConfiguration(connection)
    const tokens = await client.authorizationCodeGrant(configuration, url, { expectedState: state, expectedNonce: trip.nonce, pkceCodeVerifier: trip.codeVerifier, idTokenExpected: true })
    keepKeys(connection.issuer, configuration)
    const idToken = tokens.claims()
    if (!idToken) throw new SsoFailure('not_valid')
    const claims = await withUserInfo(configuration, idToken as Claims, { accessToken: tokens.access_token, wanted: connection.emailClaim })
    const asserted = readClaims(connection.issuer, claims, connection)
    if (!asserted) throw new SsoFailure('not_valid')
    return { trip, asserted, claims }
  } catch (error) {
    const { purpose } = trip
    if (error instanceof SsoFailure) throw new SsoFailure(error.reason, error.cause, purpose)
    if (outboundCause(error)) throw new SsoFailure('unreachable', error, purpose)
    throw new SsoFailure(error instanceof client.AuthorizationResponseError ? 'refused_there' : 'not_valid', error, purpose)
  }
}

/** What only the signed ID token says: whom it is about, and how they were signed in. */
const ONLY_IN_ID_TOKEN = new Set(['iss', 'sub', 'tid', 'oid', 'amr', 'acr', 'auth_time'])

/**
 * Many providers say the address only when asked. What the ID token says stands; what is asked for must be about the same subject, and an
 * address counts as verified by whoever says that address.
 */
async function withUserInfo(configuration: client.Configuration, idToken: Claims, { accessToken, wanted }: { accessToken: string; wanted: string }): Promise<Claims> {
  if (idToken[wanted] !== undefined || !configuration.serverMetadata().userinfo_endpoint) return idToken
  const said: Claims = await client.fetchUserInfo(configuration, accessToken, String(idToken.sub))
  const added = Object.entries(said).filter(([name]) => !ONLY_IN_ID_TOKEN.has(name))
  const { email_verified: _ofEither, ...together }: Claims = { ...Object.fromEntries(added), ...idToken }
  const { email_verified } = idToken.email === undefined ? said : idToken
  return email_verified === undefined ? together : { ...together, email_verified }
}
