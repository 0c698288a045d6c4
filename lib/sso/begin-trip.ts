import 'server-only'
import { randomUUID } from 'node:crypto'
import * as client from 'openid-client'
import { seal } from '@/lib/crypto/seal'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { env } from '@/lib/env'
import { OutboundError } from '@/lib/outbound/outbound-fetch'
import { paths } from '@/lib/paths'
import { authnRequestUrl } from '@/lib/saml/authn-request'
import { oidcConfiguration } from './oidc-configuration'
import { samlRequest } from './saml-request'
import { findSamlConnection } from './saml-trip'
import { passageContext } from './sealed-places'
import { SsoFailure } from './sso-failure'
import { TRIP_SECONDS } from './trip-cookie'
import { findTripConnection, storeTrip, type Traveller, type TripPurpose } from './trip-data'

interface Beginning {
  tenantSlug: string
  connectionId: string
  purpose: TripPurpose
  traveller: Traveller
  /** as it came: judged where it is kept, and once more where it is gone to */
  next: string
  /** with the staged secret instead of the current one */
  withNext?: boolean
  /** this browser's token of an earlier trip: two tabs may be on their way at once */
  browserToken: string | undefined
}

export interface Departure {
  /** where the browser is sent */
  url: string
  /** for this browser's cookie */
  browserToken: string
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Where the provider sends people back to: one address per connection, so that no provider can pass for another (RFC 9700, 4.4). */
export function redirectUri(tenantSlug: string, connectionId: string): string {
  return env().APP_ORIGIN + paths.api.ssoCallback(tenantSlug, connectionId)
}

/**
 * Sets out to a provider: authorization code with PKCE (S256), state and nonce, each 256 bits, known afterwards only to this row and this browser.
 * @throws SsoFailure unavailable · unreachable · not_valid
 */
export async function beginTrip(beginning: Beginning): Promise<Departure> {
  const { tenantSlug, connectionId, purpose, traveller, next, withNext = false, browserToken } = beginning
  const connection = await findTripConnection(tenantSlug, connectionId, { withNext, purpose })
  if (!connection) return beginSamlTrip(beginning)
  const configuration = await oidcConfiguration(connection).catch((error: unknown) => {
    throw new SsoFailure(outboundCause(error) ? 'unreachable' : 'not_valid', error)
  })
  const state = newToken('sso_state')
  const browser = browserOf(browserToken)
  const [nonce, codeVerifier, id] = [client.randomNonce(), client.randomPKCECodeVerifier(), randomUUID()]
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri(tenantSlug, connectionId), scope: connection.scopes.join(' '), response_type: 'code',
    state: state.token, nonce, code_challenge: await client.calculatePKCECodeChallenge(codeVerifier), code_challenge_method: 'S256',
    // Whoever proves or links shows who they are now, not who this browser was last.
    ...(purpose === 'sign_in' ? {} : { prompt: 'login' }),
  })
  await storeTrip({
    connection, id, purpose, traveller, next, withNext, stateHash: state.hash, browserHash: hashToken('sso_trip', browser), seconds: TRIP_SECONDS,
    sealed: seal(JSON.stringify({ nonce, codeVerifier }), passageContext('request-secrets', { tenantId: connection.tenantId, id })),
  })
  return { url: url.href, browserToken: browser }
}

const browserOf = (token: string | undefined) => (token !== undefined && TOKEN.test(token) ? token : newToken('sso_trip').token)

/** The same by SAML: the id of the request is the one thing that ties the answer to it, 256 bits that only this row and this browser know. */
async function beginSamlTrip({ tenantSlug, connectionId, purpose, traveller, next, withNext = false, browserToken }: Beginning): Promise<Departure> {
  const found = await findSamlConnection(tenantSlug, connectionId, { withNext, purpose })
  if (!found) throw new SsoFailure('unavailable')
  const { connection, now } = found
  const [state, browser, id] = [newToken('sso_state'), browserOf(browserToken), randomUUID()]
  await storeTrip({
    connection, id, purpose, traveller, next, withNext, stateHash: state.hash, browserHash: hashToken('sso_trip', browser), seconds: TRIP_SECONDS,
    sealed: seal('{}', passageContext('request-secrets', { tenantId: connection.tenantId, id })),
  })
  // A form needs a page of ours, which nothing but the cookie of this browser opens.
  const url = connection.signOnBinding === 'post' ? env().APP_ORIGIN + paths.api.ssoHandOn(tenantSlug, connectionId, state.token) : authnRequestUrl(samlRequest(connection, { token: state.token, purpose, now }))
  return { url, browserToken: browser }
}

/** @returns what kept us from asking a provider, however deep openid-client has wrapped it */
export function outboundCause(error: unknown): OutboundError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof OutboundError) return cause
  return null
}
