/** A certified OpenID provider for the demo, on loopback alone. Whoever comes chooses a person and is signed in as them. */
import http from 'node:http'
import { choosePersonPage, readForm } from './choose-person.mjs'
import { OPENID, openidIssuer } from './identity-providers.mjs'
import { PEOPLE, subjectOf } from './people.mjs'

/** It warns of keeping everything in memory, which is what a demo wants, and of versions of Node on which it works all the same. */
async function quietly(work) {
  const { info, warn } = console
  console.info = console.warn = () => undefined
  try {
    return await work()
  } finally {
    Object.assign(console, { info, warn })
  }
}

const claimsOf = (subject, person) => ({ sub: subject, email: person.email, email_verified: true, given_name: person.givenName, family_name: person.familyName, groups: person.groups })

/**
 * @param {{ port: number, redirectUri: string, secret: string, key: object }} options `secret` is the client's; `key` (a private JWK) signs ID tokens
 * @returns {Promise<{ issuer: string, stop: () => Promise<void> }>}
 */
export async function startOpenidProvider({ port, redirectUri, secret, key }) {
  const { default: Provider, interactionPolicy: { base, Check } } = await quietly(async () => import('oidc-provider'))
  const issuer = openidIssuer(port)
  const policy = base()
  // A visitor wants to be somebody else each time: a session here is asked about again.
  policy.get('login').checks.add(new Check('choose', 'Choose a person', ({ oidc }) => (oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT)))
  const provider = await quietly(() => new Provider(issuer, {
    clients: [{ client_id: OPENID.clientId, client_secret: secret, redirect_uris: [redirectUri], id_token_signed_response_alg: 'ES256' }],
    jwks: { keys: [key] },
    cookies: { keys: [secret] },
    claims: { acr: null, amr: null, openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name', 'groups'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    interactions: { policy, url: (_context, { uid }) => `/choose/${uid}` },
    findAccount: (_context, id) => {
      const person = PEOPLE.find((one) => subjectOf(one) === id)
      return person && { accountId: id, claims: () => claimsOf(id, person) }
    },
    // Castellan is the only client there is; whoever chose a person has agreed to it.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  }))
  const callback = provider.callback()
  const choose = async (request, response) => {
    if (request.method !== 'POST') return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(choosePersonPage({ provider: OPENID.name, action: request.url }))
    const form = await readForm(request)
    const factor = form.get('factor')
    await provider.interactionFinished(request, response, { login: { accountId: form.get('subject') ?? '', amr: ['pwd', ...(factor ? [factor] : [])] } })
  }
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith('/choose/')) return callback(request, response)
    choose(request, response).catch((error) => response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`This sign-in is over: ${error.message}. Begin again in the console.`))
  })
  await new Promise((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening))
  return {
    issuer,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
