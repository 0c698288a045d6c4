import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'

/** How long a trip to a provider may take. */
export const TRIP_SECONDS = 10 * 60
/** How long the mailed link that links an identity works, and the browser that waits for it remembers. */
export const LINK_SECONDS = 30 * 60

type Kind = 'trip' | 'link'
const SECONDS: Readonly<Record<Kind, number>> = { trip: TRIP_SECONDS, link: LINK_SECONDS }

const nameOf = (kind: Kind) => `${env().APP_ORIGIN.startsWith('https:') ? '__Host-' : ''}castellan-sso-${kind}`
const options = () => ({ httpOnly: true, secure: env().APP_ORIGIN.startsWith('https:'), sameSite: 'lax', path: '/' }) as const

/** Binds a trip, or a link that waits, to this browser. */
export async function giveSsoCookie(kind: Kind, token: string): Promise<void> {
  ;(await cookies()).set(nameOf(kind), token, { ...options(), maxAge: SECONDS[kind] })
}

/** @returns the token this browser sent, whatever it is worth */
export async function sentSsoCookie(kind: Kind): Promise<string | undefined> {
  return (await cookies()).get(nameOf(kind))?.value
}

export async function dropSsoCookie(kind: Kind): Promise<void> {
  ;(await cookies()).set(nameOf(kind), '', { ...options(), maxAge: 0 })
}
