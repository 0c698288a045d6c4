import 'server-only'
import type { AuditOrigin } from '@/lib/audit/record'
import { currentSession } from '@/lib/authn/current-session'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { giveSessionCookie, sentSessionToken } from '@/lib/authn/session-cookie'
import { giveStepCookie } from '@/lib/authn/step-cookie'
import { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { log, logBug } from '@/lib/log'
import { paths } from '@/lib/paths'
import { authnRequestField } from '@/lib/saml/authn-request'
import { postForm } from '@/lib/saml/post-form'
import { SamlRefused } from '@/lib/saml/saml-refused'
import { limitSignIns } from '@/lib/sign-in/limit-sign-ins'
import { rememberConnection } from '@/lib/sign-in/remembered-way'
import { beginTrip } from './begin-trip'
import { enterBySso } from './enter-by-sso'
import { keepForLinking } from './own-identities'
import { noteProof } from './prove-connection'
import { readSamlField } from './read-saml-field'
import { samlRequest } from './saml-request'
import { findWaitingTrip, requestIdOf } from './saml-trip'
import { SsoFailure, type SsoFailureReason } from './sso-failure'
import { takeAnswer, type Arrival } from './take-answer'
import { collectHandOver, takeSamlAnswer } from './take-saml-answer'
import { dropSsoCookie, giveSsoCookie, sentSsoCookie } from './trip-cookie'

const away = (location: string) => new Response(null, { status: 303, headers: { location } })

interface OnTheWay { tenantSlug: string; connectionId: string; query: URLSearchParams; origin: AuditOrigin }

/** Sends a browser to a provider, to sign in. Begins with a link, never a form: browsers hold a form to where it is redirected. @returns where to go */
export async function setOut({ tenantSlug, connectionId, query, origin }: OnTheWay): Promise<Response> {
  const [next, token] = [query.get('next') ?? '', query.get('trip')]
  return orBack({ tenantSlug, connectionId, next }, async () => {
    await limitSignIns(origin)
    if (token !== null) return handOn({ tenantSlug, connectionId, token })
    const { url, browserToken } = await beginTrip({ tenantSlug, connectionId, purpose: 'sign_in', traveller: null, next, browserToken: await sentSsoCookie('trip') })
    await giveSsoCookie('trip', browserToken)
    return away(url)
  })
}

/** The page of a trip whose provider wants to be asked by a form. @throws SsoFailure over */
async function handOn({ tenantSlug, connectionId, token }: { tenantSlug: string; connectionId: string; token: string }): Promise<Response> {
  const trip = await findWaitingTrip({ tenantSlug, connectionId, requestId: requestIdOf(token), browserToken: await sentSsoCookie('trip') })
  if (!trip) throw new SsoFailure('over')
  const { connection, purpose, now } = trip
  const field = authnRequestField(samlRequest(connection, { token, purpose, now }))
  return new Response(postForm({ signOnUrl: connection.signOnUrl, name: connection.name, field }), { headers: { 'content-type': 'text/html; charset=utf-8' } })
}

/**
 * Takes the answer of a SAML provider: the one POST of another site that changes anything here. It signs nobody in and answers nothing but where
 * to go on: cookies do not come along with it, and are looked at there.
 */
export async function takePosted({ tenantSlug, connectionId, request, origin }: Omit<OnTheWay, 'query'> & { request: Request }): Promise<Response> {
  return orBack({ tenantSlug, connectionId, next: '' }, async () => {
    await limitSignIns(origin)
    return away(paths.api.samlArrival(tenantSlug, connectionId, await takeSamlAnswer({ tenantSlug, connectionId, field: await readSamlField(request) })))
  })
}

/**
 * Takes a browser in whose answer of a SAML provider was verified: it was counted when that was posted. Whoever comes without one asks for one row
 * by its id, which is less than counting them would be.
 * @returns where to go on
 */
export async function arriveBySaml({ tenantSlug, connectionId, query, origin }: OnTheWay): Promise<Response> {
  return orBack({ tenantSlug, connectionId, next: '' }, async () => goOn(await collectHandOver({ tenantSlug, connectionId, id: query.get('trip'), browserToken: await sentSsoCookie('trip') }), origin))
}

/** Takes a browser in that comes back from an OpenID provider. @returns where to go on */
export async function comeBack({ tenantSlug, connectionId, query, origin }: OnTheWay): Promise<Response> {
  return orBack({ tenantSlug, connectionId, next: '' }, async () => {
    await limitSignIns(origin)
    return goOn(await takeAnswer({ tenantSlug, connectionId, query, browserToken: await sentSsoCookie('trip') }), origin)
  })
}

/** What comes of an arrival, whichever protocol it came by: what it was for says it. */
async function goOn(arrival: Arrival, origin: AuditOrigin): Promise<Response> {
  const { purpose, next, connection: { connectionId } } = arrival.trip
  if (purpose === 'prove') {
    await noteProof(arrival, await currentSession(true), origin)
    return away(paths.connection(connectionId))
  }
  if (purpose === 'link') {
    await keepForLinking(arrival, await currentSession(true))
    return away(paths.accountSignIns())
  }
  const entered = await enterBySso(arrival, origin, await sentSessionToken())
  await dropSsoCookie('trip')
  if ('checkMail' in entered) {
    await giveSsoCookie('link', entered.checkMail)
    return away(paths.checkMail)
  }
  await rememberConnection(connectionId)
  if ('secondStep' in entered) {
    await giveStepCookie(entered.secondStep)
    return away(paths.secondStep)
  }
  await giveSessionCookie(entered.session.token)
  return away(safeRedirect(next))
}

/** Whatever goes wrong, a browser on its way ends at the sign-in page, with a word for what it was. */
async function orBack({ tenantSlug, connectionId, next }: { tenantSlug: string; connectionId: string; next: string }, go: () => Promise<Response>): Promise<Response> {
  try {
    return await go()
  } catch (error) {
    const reason = reasonOf(error)
    const purpose = error instanceof SsoFailure ? error.purpose : 'sign_in'
    return away({ sign_in: paths.signInFailed(tenantSlug, reason, next), link: paths.accountSignIns(reason), prove: paths.connection(connectionId, error instanceof SsoFailure && error.cause instanceof SamlRefused ? error.cause.reason : reason) }[purpose])
  }
}

function reasonOf(error: unknown): SsoFailureReason {
  if (error instanceof SsoFailure) {
    // For whoever set the provider up: which of the checks it was. No token, code or claim is part of these messages.
    log().warn({ reason: error.reason, because: error.cause instanceof Error ? error.cause.name : undefined, code: error.cause instanceof SamlRefused ? error.cause.reason : (error.cause as { code?: string } | undefined)?.code }, 'single sign-on came to nothing')
    return error.reason
  }
  if (!(asAppError(error) instanceof AppError)) logBug(error, 'sso')
  return 'not_possible'
}
