import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'
import { FIRST_METHODS, type FirstMethod } from '@/lib/sign-in-methods/methods'

const SECONDS = 180 * 86_400

/** Which way this browser was signed in by last, where that is not the tenant's own choice: the name of a method and nothing else, about nobody. */
function wayCookieName(): string {
  return env().APP_ORIGIN.startsWith('https:') ? '__Host-castellan-way' : 'castellan-way'
}

const options = () => ({ httpOnly: true, secure: env().APP_ORIGIN.startsWith('https:'), sameSite: 'lax', path: '/' }) as const

/** @returns the method this browser remembers, if it is one */
export async function rememberedWay(): Promise<FirstMethod | null> {
  const value = (await cookies()).get(wayCookieName())?.value
  return FIRST_METHODS.find((method) => method === value) ?? null
}

/** @param preferred the tenant's own first choice: that is not remembered, so that a browser keeps nothing it need not */
export async function rememberWay(method: FirstMethod, preferred: FirstMethod | undefined): Promise<void> {
  const jar = await cookies()
  if (method !== preferred) jar.set(wayCookieName(), method, { ...options(), maxAge: SECONDS })
  else if (jar.get(wayCookieName())) jar.set(wayCookieName(), '', { ...options(), maxAge: 0 })
}
