import 'server-only'
import { cookies } from 'next/headers'
import { isOnHttps } from '@/lib/env'

/** How long the second step may take. */
export const STEP_SECONDS = 10 * 60

/** The cookie of a sign-in that still owes its second step. It is no session's: nothing but the second step reads it. */
function stepCookieName(): string {
  return isOnHttps() ? '__Host-castellan-step' : 'castellan-step'
}

const options = () => ({ httpOnly: true, secure: isOnHttps(), sameSite: 'lax', path: '/' }) as const

/** Hands a pending sign-in to the browser, once it is committed. */
export async function giveStepCookie(token: string): Promise<void> {
  ;(await cookies()).set(stepCookieName(), token, { ...options(), maxAge: STEP_SECONDS })
}

/** @returns the token this browser sent, whatever it is worth */
export async function sentStepToken(): Promise<string | undefined> {
  return (await cookies()).get(stepCookieName())?.value
}

/** Takes it out of the browser, with the attributes it was set with. */
export async function dropStepCookie(): Promise<void> {
  ;(await cookies()).set(stepCookieName(), '', { ...options(), maxAge: 0 })
}
