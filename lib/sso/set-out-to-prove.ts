import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { AppError } from '@/lib/errors/app-error'
import { beginTrip } from './begin-trip'
import { getConnectionForChange } from './connections-data'
import { SsoFailure } from './sso-failure'
import { giveSsoCookie, sentSsoCookie } from './trip-cookie'

/** Prepares a round trip through a connection, also a disabled one: it signs nobody in. @param withNext with what is staged @returns where the browser goes, or what kept us: said only to whoever may */
export async function setOutToProve({ connectionId, withNext }: { connectionId: string; withNext: boolean }, { actor, tenant }: SessionFacts): Promise<string | AppError> {
  try {
    const { administratorId, sessionId } = actor
    const { url, browserToken } = await beginTrip({ tenantSlug: tenant.slug, connectionId, purpose: 'prove', traveller: { administratorId, sessionId }, next: '', withNext, browserToken: await sentSsoCookie('trip') })
    await giveSsoCookie('trip', browserToken)
    return url
  } catch (error) {
    if (!(error instanceof SsoFailure)) throw error
    return new AppError('wrong_state', { reason: error.reason, sentence: error.reason === 'unreachable' ? 'The identity provider could not be reached. Check its issuer, or try again in a moment.' : 'The identity provider did not answer as one. Check its issuer.' })
  }
}

/** Writes down that somebody set out. @param url where the browser goes, as setOutToProve() made it @throws AppError not_found · wrong_state */
export async function noteSetOut({ tx, tenantId, record }: Work, { connectionId }: { connectionId: string }, url: string | AppError): Promise<{ url: string }> {
  await getConnectionForChange(tx, tenantId, connectionId)
  if (url instanceof AppError) throw url
  record({ target: { type: 'sso_connection', id: connectionId } })
  return { url }
}
