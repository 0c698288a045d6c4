import http from 'node:http'
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { AddressInfo } from 'node:net'

export interface Forged { header: Record<string, unknown>; claims: Record<string, unknown>; sign: (input: string) => string }

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Signatures as an attacker could make them, and the right one. */
export const es256 = (key: KeyObject) => (input: string) => createSign('sha256').update(input).sign({ key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
export const es384 = (key: KeyObject) => (input: string) => createSign('sha384').update(input).sign({ key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
export const hs256 = (secret: string | Buffer) => (input: string) => createHmac('sha256', secret).update(input).digest('base64url')

export interface ForgingPeer {
  issuer: string
  /** its real key, one for signatures that nobody here takes (`kid: longer`), and one that is not published */
  key: KeyObject
  longer: KeyObject
  publicPem: string
  foreign: { key: KeyObject; jwk: JsonWebKey }
  /** what the next ID token is */
  forge: (make: (right: Forged) => Forged) => void
  /** what discovery says besides */
  says: (more: Record<string, unknown>) => void
  nonce: (value: string) => void
  /** what it answers where its userinfo is asked */
  tells: (claims: Record<string, unknown>) => void
  stop: () => Promise<void>
}

/** An OpenID provider that answers every code with an ID token of the test's making. It publishes one key, and one for ES384. */
export async function startForgingPeer(): Promise<ForgingPeer> {
  const { privateKey, publicKey } = newKey()
  const foreign = newKey()
  const longer = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  let [make, more, nonce, told]: [(right: Forged) => Forged, Record<string, unknown>, string, Record<string, unknown>] = [(right) => right, {}, '', {}]
  const server = http.createServer((request, response) => {
    const answer = (body: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration') {
      answer({
        issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none', 'RS256'], ...more,
      })
    } else if (request.url === '/jwks' || request.url === '/evil-jwks') {
      const [key, kid] = request.url === '/jwks' ? [publicKey, 'real'] : [foreign.publicKey, 'evil']
      answer({ keys: [{ ...key.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }, { ...longer.publicKey.export({ format: 'jwk' }), kid: 'longer', alg: 'ES384', use: 'sig' }] })
    } else if (request.url === '/userinfo') {
      answer(told)
    } else {
      const seconds = Math.floor(Date.now() / 1000)
      const right: Forged = {
        header: { alg: 'ES256', kid: 'real', typ: 'JWT' }, sign: es256(privateKey),
        claims: { iss: issuer, sub: 'victim', aud: 'castellan', nonce, iat: seconds, exp: seconds + 300, email: 'victim@acme.example', email_verified: true },
      }
      const { header, claims, sign } = make(right)
      const input = `${part(header)}.${part(claims)}`
      answer({ access_token: 'a', token_type: 'Bearer', expires_in: 300, id_token: `${input}.${sign(input)}` })
    }
  })
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening) })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer, key: privateKey, longer: longer.privateKey, publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(), foreign: { key: foreign.privateKey, jwk: foreign.publicKey.export({ format: 'jwk' }) as JsonWebKey },
    forge: (next) => { make = next }, says: (next) => { more = next }, nonce: (next) => { nonce = next }, tells: (next) => { told = next },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => { server.close(closed) })
    },
  }
}
