import http from 'node:http'
import type { AddressInfo } from 'node:net'
import samlp, { type Answering, type Asked } from 'samlp'
import { makeSamlKey, type SamlKey } from './saml-peer'

interface Person { nameId: string; nameIdFormat?: string; attributes?: Readonly<Record<string, string | readonly string[]>>; authnContext?: string }

/** How it answers from now on. */
interface Manner {
  signAssertion?: boolean
  signResponse?: boolean
  /** PEM of a certificate of ours: assertions are encrypted for it */
  encryptFor?: string
  /** PEM: only requests signed with this one's key are answered */
  requestsSignedBy?: string
}

export interface SamlProvider {
  entityId: string
  signOnUrl: string
  metadataUrl: string
  key: () => SamlKey
  signsIn: (person: Person) => void
  answers: (manner: Manner) => void
  /** signs with a new key from now on */
  rollOver: () => SamlKey
  /** what was asked of it: method and path */
  asked: string[]
  stop: () => Promise<void>
}

/** A SAML 2.0 identity provider that we did not write, on loopback. Whoever comes, by redirect or form, is signed in as the person set last. */
export async function startSamlProvider(port = 0): Promise<SamlProvider> {
  const asked: string[] = []
  const server = http.createServer((request, response) => void serve(request, response).catch(() => response.writeHead(500).end()))
  await new Promise<void>((listening) => { server.listen(port, '127.0.0.1', listening) })
  // An address with a name: ours sends browsers over plain http to this very machine only.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const entityId = `${origin}/metadata`
  let key = makeSamlKey(new Date(), 'provider of the tests')
  let person: Person = { nameId: 'nobody' }
  let manner: Manner = {}

  async function serve(incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> {
    const url = new URL(incoming.url!, origin)
    // A browser that stays for a moment asks for it by itself, and notes in its console what is not found.
    if (url.pathname === '/favicon.ico') return void outgoing.writeHead(204).end()
    asked.push(`${incoming.method} ${url.pathname}`)
    const request = Object.assign(incoming, { protocol: 'http', query: Object.fromEntries(url.searchParams), body: Object.fromEntries(new URLSearchParams(await bodyOf(incoming))), user: person }) as Asked
    const response = Object.assign(outgoing, { set: (name: string, value: string) => { outgoing.setHeader(name, value) }, send: (body: unknown) => { outgoing.end(typeof body === 'string' ? body : '') } }) as Answering
    const failed = (error?: unknown) => { response.writeHead(400).end(String(error)) }
    if (url.pathname === '/metadata') samlp.metadata({ issuer: entityId, cert: key.certificate, redirectEndpointPath: '/sso', postEndpointPath: '/sso', logoutEndpointPaths: {} })(request, response, failed)
    else if (url.pathname === '/sso') answer(request, response, failed)
    else response.writeHead(404).end()
  }

  function answer(request: Asked, response: Answering, failed: (error?: unknown) => void): void {
    samlp.parseRequest(request, {}, (error, data) => {
      if (error || !data?.assertionConsumerServiceURL) return failed(error ?? 'no request')
      const acsUrl = data.assertionConsumerServiceURL
      samlp.auth({
        issuer: entityId, key: key.pem, cert: key.certificate, getPostURL: (_audience: string, _request: Document, _asked: Asked, done: (none: null, url: string) => void) => done(null, acsUrl),
        profileMapper: ({ nameId, nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', attributes = {} }: Person) => ({
          getClaims: () => attributes, getNameIdentifier: () => ({ nameIdentifier: nameId, nameIdentifierFormat: nameIdFormat }),
        }),
        recipient: acsUrl, destination: acsUrl, lifetimeInSeconds: 300, authnContextClassRef: person.authnContext,
        signAssertion: manner.signAssertion ?? true, signResponse: manner.signResponse ?? false,
        ...(manner.encryptFor ? { encryptionCert: manner.encryptFor, encryptionPublicKey: manner.encryptFor } : {}),
        ...(manner.requestsSignedBy ? { signingCert: manner.requestsSignedBy } : {}),
      })(request, response, failed)
    })
  }

  return {
    entityId, signOnUrl: `${origin}/sso`, metadataUrl: entityId, asked, key: () => key,
    signsIn: (someone) => { person = someone },
    answers: (how) => { manner = how },
    rollOver: () => { key = makeSamlKey(new Date(), 'provider of the tests'); return key },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => { server.close(closed) })
    },
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A form as a browser would post it: where to, and its hidden fields. */
export function readForm(html: string): { action: string; fields: URLSearchParams } {
  const plain = (text: string) => text.replaceAll('&#34;', '"').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const fields = [...html.matchAll(/<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"/g)].map(([, name, value]): [string, string] => [name!, plain(value!)])
  return { action: plain(/<form[^>]*\saction="([^"]*)"/.exec(html)![1]!), fields: new URLSearchParams(fields) }
}

/** Goes where a request leads, by redirect or by form. @returns the form that comes back from there */
export async function visitProvider(to: string | ReturnType<typeof readForm>): Promise<ReturnType<typeof readForm>> {
  const answer = typeof to === 'string' ? await fetch(to) : await fetch(to.action, { method: 'POST', body: to.fields })
  if (!answer.ok) throw new Error(`the provider answers ${answer.status}: ${await answer.text()}`)
  return readForm(await answer.text())
}
