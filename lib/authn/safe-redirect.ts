// Where to go after signing in: only ever a path of this console.
const BASE = 'https://castellan.invalid'
const LONGEST = 2000
// One slash first, then anything printable but a slash or backslash that would start another host.
const PATH = /^\/(?![/\\])[^\\\s\p{C}]*$/u

/**
 * @param next what came with the address: anything at all
 * @returns a path of this console with its query, or `/` for whatever is not exactly that (T70)
 */
export function safeRedirect(next: unknown): string {
  if (typeof next !== 'string' || next.length > LONGEST || !PATH.test(next) || !URL.canParse(next, BASE)) return '/'
  const url = new URL(next, BASE)
  const path = url.pathname + url.search
  return url.origin === BASE && PATH.test(path) ? path : '/'
}
