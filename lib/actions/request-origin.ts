import 'server-only'
import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import type { AuditOrigin } from '@/lib/audit/record'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'

const LONGEST_USER_AGENT = 500
const LONGEST_ADDRESS = 64

type ReadHeaders = Pick<Headers, 'get'>

/**
 * The client's address: the right-most hop that is not a proxy of ours. This process appends the socket's own address to
 * the header (peer-address.ts), so what a client writes there itself is never reached.
 */
export function clientAddress(head: ReadHeaders, trustedProxies: number): string {
  const hops = (head.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim()).filter(Boolean)
  const hop = hops.at(-1 - trustedProxies) ?? hops[0] ?? 'unknown'
  return hop.replace(/^::ffff:(?=\d+\.)/, '').slice(0, LONGEST_ADDRESS)
}

/** @param head the request's own headers, where there is a request in hand @returns where it came from, for the audit and the limits */
export async function requestOrigin(head?: ReadHeaders): Promise<AuditOrigin> {
  const from = head ?? (await headers())
  return {
    requestId: randomUUID(),
    address: clientAddress(from, env().TRUSTED_PROXIES),
    userAgent: (from.get('user-agent') ?? '').replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_USER_AGENT),
  }
}

/**
 * Refuses what did not come from a page of ours: the origin is pinned by configuration, so that neither a missing nor a
 * foreign Origin, nor one that matches a forged host, gets through. @throws AppError wrong_origin
 */
export async function refuseForeignOrigin(head?: ReadHeaders): Promise<void> {
  const from = head ?? (await headers())
  const site = from.get('sec-fetch-site')
  if (from.get('origin') === env().APP_ORIGIN && (site === null || site === 'same-origin')) return
  logRefused({ what: 'foreign origin', address: clientAddress(from, env().TRUSTED_PROXIES) })
  throw new AppError('wrong_origin')
}
