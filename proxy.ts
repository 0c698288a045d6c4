import { NextResponse, type NextRequest } from 'next/server'
import { pagePolicy } from './lib/headers'

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico|api/).*)'] }

/**
 * Gives every page its own nonce, on the request (Next reads it from there) and on the response.
 * It decides nothing about who may see what: that is done in lib, and holds with this file deleted.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = pagePolicy(nonce)
  // `set` overwrites: whatever a client sends under these names is never believed.
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  headers.delete('content-security-policy-report-only')
  // Where to come back to after signing in; judged again there.
  headers.set('x-castellan-path', request.nextUrl.pathname + request.nextUrl.search)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}
