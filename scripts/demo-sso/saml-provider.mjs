/** A SAML 2.0 identity provider for the demo, on loopback alone. Whoever comes chooses a person and is signed in as them. */
import http from 'node:http'
import { choosePersonPage, readForm } from './choose-person.mjs'
import { SAML, samlAddresses } from './identity-providers.mjs'
import { PEOPLE, subjectOf } from './people.mjs'

const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'
const LIFETIME_SECONDS = 300

/** How samlp reads somebody. */
const profileMapper = (person) => ({
  getClaims: () => ({ mail: person.email, givenName: person.givenName, sn: person.familyName, groups: person.groups }),
  getNameIdentifier: () => ({ nameIdentifier: subjectOf(person), nameIdentifierFormat: PERSISTENT }),
})

/**
 * @param {{ port: number, key: string, certificate: string, acsUrl: string }} options the key and its certificate as PEM; the only address that answers are sent to
 * @returns {Promise<{ entityId: string, stop: () => Promise<void> }>}
 */
export async function startSamlProvider({ port, key, certificate, acsUrl }) {
  const { default: samlp } = await import('samlp')
  const { entityId, signOnUrl } = samlAddresses(port)

  async function serve(incoming, outgoing) {
    const url = new URL(incoming.url, signOnUrl)
    const form = incoming.method === 'POST' ? await readForm(incoming) : new URLSearchParams()
    // samlp is written for express; this much of it is asked for.
    const request = Object.assign(incoming, { protocol: 'http', query: Object.fromEntries(url.searchParams), body: Object.fromEntries(form) })
    const response = Object.assign(outgoing, { set: (name, value) => outgoing.setHeader(name, value), send: (body) => outgoing.end(body) })
    const failed = (error) => response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`This sign-in cannot go on: ${error?.message ?? 'nothing was asked for'}. Begin again in the console.`)
    if (url.pathname === '/metadata') return samlp.metadata({ issuer: entityId, cert: certificate, redirectEndpointPath: '/sso', postEndpointPath: '/sso', logoutEndpointPaths: {} })(request, response, failed)
    if (url.pathname !== '/sso') return response.writeHead(404).end()
    const person = PEOPLE.find((one) => subjectOf(one) === form.get('subject'))
    if (!person) {
      const hidden = Object.fromEntries([...form].filter(([name]) => name === 'SAMLRequest' || name === 'RelayState'))
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(choosePersonPage({ provider: SAML.name, action: url.pathname + url.search, hidden }))
    }
    request.user = person
    samlp.auth({
      issuer: entityId, key, cert: certificate, getPostURL: (_audience, _request, _asked, done) => done(null, acsUrl), profileMapper, recipient: acsUrl, destination: acsUrl,
      lifetimeInSeconds: LIFETIME_SECONDS, authnContextClassRef: form.get('factor') ? SAML.strongContext : PASSWORD, signAssertion: true, signResponse: false,
    })(request, response, failed)
  }

  const server = http.createServer((request, response) => void serve(request, response).catch((error) => response.writeHead(400, { 'content-type': 'text/plain' }).end(error.message)))
  await new Promise((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening))
  return {
    entityId,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
