import { NextRequest } from 'next/server'
import { expect, it } from 'vitest'
import { proxy } from '../proxy'
import { NO_STORE, pagePolicy, RESPONSE_HEADERS } from './headers'

const page = (headers: Record<string, string> = {}) => proxy(new NextRequest('http://localhost:3000/administrators', { headers }))
/** What Next hands on to the page in place of the request's own header. */
const handedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`)
const nonceOf = (policy: string | null) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1]

it('gives each page a nonce of its own, 16 random bytes, the same on request and response', () => {
  const nonces = new Set<string>()
  for (let time = 0; time < 200; time += 1) {
    const response = page()
    const policy = response.headers.get('content-security-policy')
    const nonce = nonceOf(policy)!
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    expect(policy).toBe(pagePolicy(nonce))
    expect(handedOn(response, 'content-security-policy')).toBe(policy)
    expect(handedOn(response, 'x-nonce')).toBe(nonce)
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(200)
})

it('T69 believes no nonce and no policy that a client sends', () => {
  const response = page({ 'x-nonce': 'evil', 'content-security-policy': "script-src 'nonce-evil'", 'content-security-policy-report-only': "script-src 'nonce-evil'" })
  expect([...response.headers].filter(([, value]) => value.includes('evil'))).toEqual([])
  expect(nonceOf(handedOn(response, 'content-security-policy'))).toBe(handedOn(response, 'x-nonce'))
  expect(handedOn(response, 'content-security-policy-report-only')).toBeNull()
})

it('T68 allows scripts only by nonce, and no style attribute, frame, plug-in or foreign base', () => {
  expect(pagePolicy('N').split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'nonce-N' 'strict-dynamic'",
    "style-src 'self' 'nonce-N'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
    'report-uri /api/csp-report',
  ])
  expect(pagePolicy('N')).not.toMatch(/unsafe|\*|https?:/)
})

it('T72 says on every answer what a browser may do with it', () => {
  expect(Object.fromEntries([...RESPONSE_HEADERS, ...NO_STORE].map(({ key, value }) => [key, value]))).toEqual({
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'X-Frame-Options': 'DENY',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
  })
})
