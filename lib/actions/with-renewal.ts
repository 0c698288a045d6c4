import 'server-only'
import { newRenewal, type Renewal } from '@/lib/authn/next-reference'
import { giveSessionCookie, keepSessionCookie, sentSessionToken } from '@/lib/authn/session-cookie'

/**
 * Hands the next reference of the session, where the work brings one (T22), to the browser: it is never lost with what comes after the work.
 * @param key of the submission
 */
export async function withRenewal<T>(key: string | undefined, work: (renewal: Renewal) => Promise<T>): Promise<T> {
  const renewal = newRenewal(await sentSessionToken(), key)
  let done: T
  try {
    done = await work(renewal)
  } catch (error) {
    // It may stand nevertheless, where the connection went at the commit or something failed after it; then the old one is nobody's.
    if (renewal.token !== null) await keepSessionCookie(renewal.token).catch(() => undefined)
    throw error
  }
  if (renewal.token !== null) await giveSessionCookie(renewal.token)
  return done
}
