import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'
import { FIRST_METHODS, type FirstMethod } from '@/lib/sign-in-methods/methods'

const SECONDS = 180 * 86_400

/** What stands before the id of a connection. */
const THROUGH = 'sso.'

/** Which way this browser was signed in by last, where that is not the tenant's own choice: the name of a method or of a connection and nothing else, about nobody. */
function wayCookieName(): string {
  return env().APP_ORIGIN.startsWith('https:') ? '__Host-castellan-way' : 'castellan-way'
}

const options = () => ({ httpOnly: true, secure: env().APP_ORIGIN.startsWith('https:'), sameSite: 'lax', path: '/' }) as const

const remembered = async () => (await cookies()).get(wayCookieName())?.value

/** @returns the method this browser remembers, if it is one */
export async function rememberedWay(): Promise<FirstMethod | null> {
  const value = await remembered()
  return FIRST_METHODS.find((method) => method === value) ?? null
}

/** @returns the id of the connection this browser remembers, whatever it is worth: it is compared with those that are shown */
export async function rememberedConnection(): Promise<string | null> {
  const value = await remembered()
  return value?.startsWith(THROUGH) ? value.slice(THROUGH.length) : null
}

export async function rememberConnection(connectionId: string): Promise<void> {
  ;(await cookies()).set(wayCookieName(), `${THROUGH}${connectionId}`, { ...options(), maxAge: SECONDS })
}

/** @param preferred the tenant's own first choice: that is not remembered, so that a browser keeps nothing it need not */
export async function rememberWay(method: FirstMethod, preferred: FirstMethod | undefined): Promise<void> {
  const jar = await cookies()
  if (method !== preferred) jar.set(wayCookieName(), method, { ...options(), maxAge: SECONDS })
  else if (jar.get(wayCookieName())) jar.set(wayCookieName(), '', { ...options(), maxAge: 0 })
}
