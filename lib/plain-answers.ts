import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { env } from './env'
import { BUSY_DIGEST } from './errors/app-error'
import { isUnavailable } from './errors/database-failure'
import { NO_STORE, RESPONSE_HEADERS } from './headers'

const held = globalThis as { castellanPlainAnswers?: true; castellanAwayAt?: number }

const RETRY_SECONDS = '5'
/** As next.config.ts has it: what an action takes at most, in bytes. */
const LARGEST_ACTION = 102_400

/**
 * What Next leaves out, put right on every answer of this process before its first byte. Headers: answers that Next gives before
 * it has looked at the route (a redirect that takes away a second slash) carry the ones of all others too, and text says in which
 * letters it is written (T72). Status: a
 * request for an action that Next refuses to run, because it is too large, from elsewhere, or no encoding of anything, is the
 * sender's mistake and not an error of ours (T66, T67, T78). This refuses nothing by itself: lib/actions does that.
 */
export function answerPlainly(): void {
  if (held.castellanPlainAnswers) return
  held.castellanPlainAnswers = true
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const begun = performance.now()
    // Node calls this for every answer, also when a handler only sets the status and writes.
    const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse
    response.writeHead = ((status: number, ...rest: unknown[]) => {
      for (const { key, value } of [...RESPONSE_HEADERS, ...NO_STORE]) if (!response.hasHeader(key)) response.setHeader(key, value)
      const typed = withCharset(response.getHeader('content-type'))
      if (typed !== null) response.setHeader('content-type', typed)
      if (status !== 500) return writeHead(status, ...rest)
      if ((held.castellanAwayAt ?? -1) < begun) return writeHead(mistakeOf(request, env().APP_ORIGIN) ?? 500, ...rest)
      response.setHeader('retry-after', RETRY_SECONDS)
      return writeHead(503, ...rest)
    }) as typeof response.writeHead
  })
}

/** @returns the type of text with its encoding, which everything here is written in; null where it is said already, or is no text */
export function withCharset(type: unknown): string | null {
  return typeof type === 'string' && /^(text\/[\w.+-]+|[\w.-]+\/[\w.-]+\+xml)$/.test(type) ? `${type}; charset=utf-8` : null
}

/** A page that failed because the database was away answers 503 with Retry-After: it is nobody's fault, and comes back by itself (F07). */
export function notePageError(error: unknown): void {
  // By its mark, not by its class: Next builds the pages apart from this file, with a copy of the class of their own.
  if ((error as { digest?: unknown } | null)?.digest === BUSY_DIGEST || isUnavailable(error)) held.castellanAwayAt = performance.now()
}

/**
 * Our actions answer every failure of their own with a typed result (lib/actions/answer.ts), so a 500 to one means that Next did not run it.
 * @returns the status that says whose mistake it was; null when the request is none of an action
 */
export function mistakeOf({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>, origin: string): 400 | 403 | 405 | 413 | null {
  // What Next cannot even make a request of.
  if (method === 'TRACE') return 405
  if (method !== 'POST') return null
  if (headers.origin !== origin) return 403
  if (Number(headers['content-length']) > LARGEST_ACTION) return 413
  return headers['next-action'] === undefined ? null : 400
}
