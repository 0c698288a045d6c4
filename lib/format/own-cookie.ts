// Cookies of ours that a script may write: how this browser likes to be shown things. Browser-safe. Those that are secrets are set by the server alone (lib/authn).

/** @returns the name a cookie has: on https the browser itself holds it to this host, to its whole and to https (`__Host-`, RFC 6265bis) */
export function ownCookieName(name: string, https: boolean): string {
  return https ? `__Host-${name}` : name
}

interface OwnCookie {
  name: string
  value: string
  /** how long it is kept; 0 forgets it */
  seconds: number
  https: boolean
}

/** @returns what a script hands to the browser */
export function ownCookieLine({ name, value, seconds, https }: OwnCookie): string {
  return `${ownCookieName(name, https)}=${encodeURIComponent(value)}; Path=/; Max-Age=${seconds}; SameSite=Lax${https ? '; Secure' : ''}`
}
