import 'server-only'
import { cookies } from 'next/headers'
import { isOnHttps } from '@/lib/env'
import { findSession } from './session-facts'

/** The session's cookie. On https with the __Host- prefix; on plain-http loopback prefix and Secure are dropped. */
export function sessionCookieName(): string {
  return isOnHttps() ? '__Host-castellan' : 'castellan'
}

/** What the cookie is set with: no date (the limits are the server's), never readable by script. */
function sessionCookieOptions() {
  return { httpOnly: true, secure: isOnHttps(), sameSite: 'lax', path: '/' } as const
}

/** Hands a session to the browser, once it is committed. */
export async function giveSessionCookie(token: string): Promise<void> {
  ;(await cookies()).set(sessionCookieName(), token, sessionCookieOptions())
}

/** The same where nobody knows whether this is the second of two submits: a token that no session stands behind is left alone. */
export async function keepSessionCookie(token: string): Promise<void> {
  if (await findSession(token, { touch: false })) await giveSessionCookie(token)
}

/** @returns the token this browser sent, whatever it is worth */
export async function sentSessionToken(): Promise<string | undefined> {
  return (await cookies()).get(sessionCookieName())?.value
}

/** Takes the session's reference out of the browser, with the attributes it was set with: a __Host- cookie goes only so. */
export async function dropSessionCookie(): Promise<void> {
  ;(await cookies()).set(sessionCookieName(), '', { ...sessionCookieOptions(), maxAge: 0 })
}
