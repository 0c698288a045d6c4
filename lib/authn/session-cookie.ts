import 'server-only'
import { env } from '@/lib/env'

/** The session's cookie. On https with the __Host- prefix; on plain-http loopback prefix and Secure are dropped. */
export function sessionCookieName(): string {
  return env().APP_ORIGIN.startsWith('https:') ? '__Host-castellan' : 'castellan'
}

/** What the cookie is set with: no date (the limits are the server's), never readable by script. */
export function sessionCookieOptions() {
  return { httpOnly: true, secure: env().APP_ORIGIN.startsWith('https:'), sameSite: 'lax', path: '/' } as const
}
