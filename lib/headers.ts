/** What every answer says to the browser about itself. Numbers and reasons stand in docs/security.md. */

/** For all paths; proxy.ts overrides the content security policy of pages with one that carries a nonce. */
export const RESPONSE_HEADERS = [
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'" },
]

/** For all paths but the build's own hashed files. */
export const NO_STORE = [{ key: 'Cache-Control', value: 'no-store' }]

/** For what is sent bit by bit: nothing on the way, our own compression included, may gather or repack it. */
export const AS_IT_COMES = [{ key: 'Cache-Control', value: 'no-store, no-transform' }]

/**
 * For the page that hands a request on to an identity provider by a form: one script and one style, which never change (lib/saml/post-form.ts).
 * Browsers hold the form also to where the provider redirects it, which nobody here can know.
 */
export const HANDED_ON = [{
  key: 'Content-Security-Policy',
  value: "default-src 'none'; script-src 'sha256-ePniVEkSivX/c7XWBGafqh8tSpiRrKiqYeqbG7N1TOE='; style-src 'sha256-6/O5N2vl8coDHbTioP7FD2OJ51fVHuiJ0b21sXdlYes='; form-action https: http://localhost:*; frame-ancestors 'none'; base-uri 'none'",
}]

/** @param nonce base64 of 16 random bytes, new for each request @returns the content security policy of one page */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
    'report-uri /api/csp-report',
  ].join('; ')
}
