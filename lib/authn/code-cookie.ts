import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'

/** How long a browser keeps what it asked for; the code runs out by the server's clock. */
const SECONDS = 10 * 60

/** The cookie of the browser that asked for a code by mail: it counts in no other. It says nothing about whether anybody was mailed. */
function codeCookieName(): string {
  return env().APP_ORIGIN.startsWith('https:') ? '__Host-castellan-code' : 'castellan-code'
}

const options = () => ({ httpOnly: true, secure: env().APP_ORIGIN.startsWith('https:'), sameSite: 'lax', path: '/' }) as const

/** Hands it to the browser, once the request is committed. */
export async function giveCodeCookie(token: string): Promise<void> {
  ;(await cookies()).set(codeCookieName(), token, { ...options(), maxAge: SECONDS })
}

/** @returns the token this browser sent, whatever it is worth */
export async function sentCodeToken(): Promise<string | undefined> {
  return (await cookies()).get(codeCookieName())?.value
}

/** Takes it out of the browser, with the attributes it was set with. */
export async function dropCodeCookie(): Promise<void> {
  ;(await cookies()).set(codeCookieName(), '', { ...options(), maxAge: 0 })
}
