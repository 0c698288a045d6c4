import 'server-only'
import { lookup as resolveName } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { env } from '@/lib/env'
import { isLoopbackAddress, isPublicAddress } from './public-address'

const LONGEST_MS = 5000
const MOST_BYTES = 1024 * 1024
/** Tests that are about something else wait longer on a busy machine (scripts/patient-server.mjs). */
type Patience = typeof globalThis & { castellanPatience?: { outbound?: number } }

export type OutboundProblem = 'address' | 'not_https' | 'private' | 'unknown_host' | 'redirect' | 'too_slow' | 'too_large' | 'unreachable' | 'certificate'

const SENTENCES: Readonly<Record<OutboundProblem, string>> = {
  address: 'This is no address that can be asked.',
  not_https: 'Only addresses that begin with https:// are asked.',
  private: 'This address leads into a private network. Only providers on the public internet are asked.',
  unknown_host: 'No server is known under this name.',
  redirect: 'The server sends us elsewhere. Give the address it leads to, if it is the right one.',
  too_slow: 'The server did not answer within 5 seconds.',
  too_large: 'The answer is larger than 1 MiB.',
  unreachable: 'The server could not be reached.',
  certificate: 'The certificate of the server is not valid for it.',
}

/** Why a server of somebody else was not asked, or its answer not taken. */
export class OutboundError extends Error {
  readonly problem: OutboundProblem
  readonly sentence: string
  constructor(problem: OutboundProblem) {
    super(`outbound: ${problem}`)
    this.problem = problem
    this.sentence = SENTENCES[problem]
  }
}

export interface OutboundRequest {
  method?: string | undefined
  headers?: Readonly<Record<string, string>> | undefined
  body?: string | URLSearchParams | Uint8Array | null | undefined
  signal?: AbortSignal | undefined
}

interface Outside {
  /** plain http and this very machine are allowed, for development only */
  loopback: boolean
  resolve: (host: string) => Promise<{ address: string; family: number }[]>
}

const outside = (): Outside => ({ loopback: env().OUTBOUND_LOOPBACK === 'on', resolve: async (host) => resolveName(host, { all: true }) })

/**
 * The one way to ask a server whose address somebody typed in (T46): https only; every address the name resolves to must be public, and
 * exactly those that were looked at are connected to, so a name that resolves differently the next moment gains nothing; no
 * redirects; 5 seconds and 1 MiB for all of it; no proxy, no cookies, no compression.
 * @throws OutboundError
 */
export async function outboundFetch(address: string | URL, request: OutboundRequest = {}, { loopback, resolve } = outside()): Promise<Response> {
  const url = URL.canParse(String(address)) ? new URL(address) : null
  if (!url || url.username !== '' || url.password !== '') throw new OutboundError('address')
  const within = (ip: string) => isPublicAddress(ip) || (loopback && isLoopbackAddress(ip))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const timeout = AbortSignal.timeout((globalThis as Patience).castellanPatience?.outbound ?? LONGEST_MS)
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await inTime(timeout, resolve(host).catch(() => { throw new OutboundError('unknown_host') }))
  const allHere = loopback && found.every((entry) => isLoopbackAddress(entry.address))
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allHere)) throw new OutboundError('not_https')
  if (found.length === 0) throw new OutboundError('unknown_host')
  if (!found.every((entry) => within(entry.address))) throw new OutboundError('private')
  return exchange(url, request, { found, within, timeout })
}

/** A name server that says nothing is waited for no longer than a server that says nothing. */
async function inTime<T>(timeout: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = deferred<never>()
  const late = () => reject(new OutboundError('too_slow'))
  timeout.addEventListener('abort', late)
  return Promise.race([work, promise]).finally(() => timeout.removeEventListener('abort', late))
}

interface Exchange { found: { address: string; family: number }[]; within: (ip: string) => boolean; timeout: AbortSignal }

function exchange(url: URL, { method = 'GET', headers = {}, body, signal }: OutboundRequest, { found, within, timeout }: Exchange): Promise<Response> {
  const lookup: LookupFunction = (_name, options, done) => (options.all ? done(null, found) : done(null, found[0]!.address, found[0]!.family))
  const { promise, resolve, reject } = deferred<Response>()
  const sent = (url.protocol === 'https:' ? https : http).request(url, {
    method, lookup, agent: false, signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    headers: { ...headers, 'accept-encoding': 'identity' },
  })
  sent.on('socket', (socket) => socket.once('connect', () => {
    if (!within(socket.remoteAddress?.replace(/^::ffff:/, '') ?? '')) sent.destroy(new OutboundError('private'))
  }))
  sent.on('error', (error) => reject(problemOf(error, timeout)))
  sent.on('response', (answer) => {
    answer.on('error', (error) => reject(problemOf(error, timeout)))
    read(answer).then(resolve, (error: unknown) => {
      sent.destroy()
      reject(problemOf(error, timeout))
    })
  })
  sent.end(body instanceof URLSearchParams ? body.toString() : (body ?? undefined))
  return promise
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void } {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((yes, no) => { [resolve, reject] = [yes, no] })
  return { promise, resolve, reject }
}

async function read(answer: http.IncomingMessage): Promise<Response> {
  const status = answer.statusCode ?? 0
  if (status >= 300 && status < 400) throw new OutboundError('redirect')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) throw new OutboundError('too_large')
    chunks.push(chunk)
  }
  const headers = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
  const empty = status === 204 || status === 205 || status < 200
  return new Response(empty ? null : Buffer.concat(chunks), { status: status < 200 ? 502 : status, headers })
}

function problemOf(error: unknown, timeout: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error
  if (timeout.aborted) return new OutboundError('too_slow')
  const { code = '' } = error as { code?: string }
  return new OutboundError(/CERT|TLS|SSL|SIGNED|ISSUER/.test(code) ? 'certificate' : 'unreachable')
}
