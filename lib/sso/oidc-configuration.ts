import 'server-only'
import * as client from 'openid-client'
import { outboundFetch } from '@/lib/outbound/outbound-fetch'
import { env } from '@/lib/env'
import { clockSkewSeconds } from './clock-skew'

/** What ID tokens may be signed with: public keys only, so that no secret of ours or of theirs can stand in for one (RFC 8725). */
const ID_TOKEN_ALGORITHMS = ['RS256', 'ES256']
const TIMEOUT_SECONDS = 5
/** What a provider says of itself is believed for this long. */
const KEPT_MS = 10 * 60_000
/** Beyond what openid-client waits for before it asks for keys again: a key that it does not know is looked for at once. */
const KEYS_ARE_OLD_AFTER_SECONDS = 61

export interface OidcClient {
  issuer: string
  clientId: string
  clientAuth: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  /** the client's secret; of private_key_jwt the private key as JWK */
  secret: string
  /** epoch milliseconds of the database's clock when all this was read: by it tokens are judged, and ours are made */
  readAt: number
}

interface Kept { metadata: client.ServerMetadata; until: number; keys?: client.ExportedJWKSCache }
const kept = new Map<string, Kept>()
const MOST_KEPT = 200

const fetchOutside: client.CustomFetch = async (url, { method, headers, body, signal }) =>
  outboundFetch(url, { method, headers: Object.fromEntries(new Headers(headers)), body: body as string | URLSearchParams | Uint8Array | null | undefined, signal })

const insecure = () => (env().OUTBOUND_LOOPBACK === 'on' ? [client.allowInsecureRequests] : [])

/**
 * A client of the provider, with what the provider says of itself (OpenID Connect Discovery, RFC 8414): its issuer must be exactly the one
 * of the connection, ID tokens must be signed with RS256 or ES256 by a key of its own JWKS, and everything is asked through outboundFetch().
 * @throws OutboundError or an error of openid-client
 */
export async function oidcConfiguration(given: OidcClient): Promise<client.Configuration> {
  const metadata = await metadataOf(given.issuer, given.clientId)
  const configuration = new client.Configuration(
    { ...metadata, id_token_signing_alg_values_supported: algorithmsOf(metadata) },
    given.clientId, { [client.clockSkew]: clockSkewSeconds(given.readAt) }, await clientAuthOf(given))
  configuration.timeout = TIMEOUT_SECONDS
  configuration[client.customFetch] = fetchOutside
  for (const allow of insecure()) allow(configuration)
  // ID tokens are verified although they come straight from the provider: then nothing rests on the connection alone.
  client.enableNonRepudiationChecks(configuration)
  const keys = kept.get(given.issuer)?.keys
  if (keys) client.setJwksCache(configuration, keys)
  return configuration
}

/** Asks a provider anew what it is. @returns the signatures of ID tokens that it offers and we take @throws OutboundError or an error of openid-client */
export async function discover(issuer: string): Promise<string[]> {
  kept.delete(issuer)
  return algorithmsOf(await metadataOf(issuer, 'castellan'))
}

const algorithmsOf = ({ id_token_signing_alg_values_supported: offered = ['RS256'] }: client.ServerMetadata) => ID_TOKEN_ALGORITHMS.filter((algorithm) => offered.includes(algorithm))

/** Keeps the keys that a provider was just found to have; those it rotates in are asked for when a token names them. */
export function keepKeys(issuer: string, configuration: client.Configuration): void {
  const [entry, keys] = [kept.get(issuer), client.getJwksCache(configuration)]
  if (entry && keys && keys.uat !== entry.keys?.uat) entry.keys = { ...keys, uat: keys.uat - KEYS_ARE_OLD_AFTER_SECONDS }
}

async function metadataOf(issuer: string, clientId: string): Promise<client.ServerMetadata> {
  const known = kept.get(issuer)
  if (known && known.until > performance.now()) return known.metadata
  const found = await client.discovery(new URL(issuer), clientId, undefined, client.None(), { [client.customFetch]: fetchOutside, timeout: TIMEOUT_SECONDS, execute: insecure() })
  const metadata = found.serverMetadata()
  if (metadata.issuer !== issuer) throw new Error('the provider calls itself otherwise')
  if (!metadata.authorization_endpoint || !metadata.token_endpoint || !metadata.jwks_uri) throw new Error('the provider leaves out an endpoint')
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(issuer, { metadata: { ...metadata }, until: performance.now() + KEPT_MS })
  return metadata
}

async function clientAuthOf({ clientAuth, secret }: OidcClient): Promise<client.ClientAuth> {
  if (clientAuth === 'client_secret_basic') return client.ClientSecretBasic(secret)
  if (clientAuth === 'client_secret_post') return client.ClientSecretPost(secret)
  const { kid, ...jwk } = JSON.parse(secret) as JsonWebKey & { kid: string }
  return client.PrivateKeyJwt({ key: await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']), kid })
}
