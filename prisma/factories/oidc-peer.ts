import http from 'node:http'
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export type PeerClaims = Readonly<Record<string, unknown>>

interface PeerOptions {
  redirectUris: readonly string[]
  clientAuth?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  /** the public key of a client that signs what it sends */
  clientKey?: JsonWebKey
  secret?: string
  /** what ID tokens are signed with */
  algorithm?: 'RS256' | 'ES256'
  /** claims of the scopes in the ID token, or only where they are asked for */
  inIdToken?: boolean
  /** by account: whom its own page lets a visitor sign in as; where there are none nobody is asked, and whoever comes is the person set last */
  people?: Readonly<Record<string, PeerClaims>>
}

export interface OidcPeer {
  issuer: string
  /** who signs in there from now on; everybody says yes */
  signsIn: (subject: string, claims: PeerClaims) => void
  /** signs with a new key from now on, and publishes no other */
  rotateKeys: () => void
  /** what was asked of it: method and path */
  asked: string[]
  stop: () => Promise<void>
}

const LOGIN_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Another house</title>
<main><h1>Another house</h1><form method="post"><label>Account <input name="account" autocomplete="off"></label> <button>Log in there</button></form></main></html>`

/** A certified OpenID provider on loopback, with one client. */
export async function startOidcPeer({ redirectUris, clientAuth = 'client_secret_basic', clientKey, secret = 'a-secret-of-the-tests', algorithm = 'ES256', inIdToken = true, people }: PeerOptions): Promise<OidcPeer> {
  const asked: string[] = []
  let handle: http.RequestListener = (_request, response) => response.end()
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url!.split('?')[0]!}`)
    handle(request, response)
  })
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening) })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let person: { subject: string; claims: PeerClaims } = { subject: 'nobody', claims: {} }
  let keys = 0

  const make = () => {
    const { privateKey } = algorithm === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })
    keys += 1
    const provider: Provider = new Provider(issuer, {
      clients: [{
        client_id: 'castellan', redirect_uris: [...redirectUris], token_endpoint_auth_method: clientAuth, id_token_signed_response_alg: algorithm,
        ...(clientAuth === 'private_key_jwt' ? { jwks: { keys: [clientKey] }, token_endpoint_auth_signing_alg: 'ES256' } : { client_secret: secret }),
      }],
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: `key-${keys}`, alg: algorithm, use: 'sig' }] },
      cookies: { keys: ['of the tests'] },
      claims: { amr: null, openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name', 'groups'] },
      conformIdTokenClaims: !inIdToken,
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...(people ? people[id] : person.claims) }) }),
      loadExistingGrant: async ({ oidc }: { oidc: { client: { clientId: string }; session: { accountId: string } } }) => {
        const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
        grant.addOIDCScope('openid profile email')
        await grant.save()
        return grant
      },
    })
    const callback = provider.callback()
    const login = async (request: http.IncomingMessage, response: http.ServerResponse) => {
      const account = people ? await typedAccount(request) : person.subject
      if (account === null) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(LOGIN_PAGE)
      else await provider.interactionFinished(request, response, { login: { accountId: account, ...(Array.isArray(person.claims.amr) ? { amr: person.claims.amr as string[] } : {}) } })
    }
    handle = (request, response) => {
      if (request.url!.startsWith('/interaction/')) void login(request, response)
      else callback(request, response)
    }
  }
  make()
  return {
    issuer, asked, rotateKeys: make,
    signsIn: (subject, claims) => { person = { subject, claims } },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => { server.close(closed) })
    },
  }
}

/** @returns what was typed into the provider's page; null where it was only looked at */
async function typedAccount(request: http.IncomingMessage): Promise<string | null> {
  if (request.method !== 'POST') return null
  let body = ''
  for await (const part of request.setEncoding('utf8')) body += part as string
  return new URLSearchParams(body).get('account') ?? ''
}

/** What a browser does at a provider: follows it, keeping its cookies, until it leads back. @returns where to */
export async function travel(url: string, issuer: string): Promise<URL> {
  const jar = new Map<string, string>()
  for (let at = url, hops = 0; hops < 10; hops += 1) {
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value) jar.set(name!, value)
      else jar.delete(name!)
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`the provider answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
    const to = new URL(location, at)
    if (to.origin !== issuer) return to
    at = to.href
  }
  throw new Error('the provider leads in circles')
}
