import { POST as acs } from '@/app/api/sso/[tenant]/[connection]/acs/route'
import { GET as arrival } from '@/app/api/sso/[tenant]/[connection]/arrival/route'
import { GET as start } from '@/app/api/sso/[tenant]/[connection]/start/route'
import { paths } from '@/lib/paths'
import { readForm, visitProvider } from './saml-provider'

const ORIGIN = 'http://localhost:3000'

interface Place { slug: string; connectionId: string }
type Form = ReturnType<typeof readForm>

const ask = async (handler: typeof start, request: Request, { slug, connectionId }: Place) => handler(request, { params: Promise.resolve({ tenant: slug, connection: connectionId }) })
const whereTo = (answer: Response) => answer.headers.get('location')!

/** Sets out to sign in. @returns where the browser is sent, or the form that the page holds */
export async function departBySaml(place: Place, next = ''): Promise<string | Form> {
  return follow(place, whereTo(await ask(start, new Request(ORIGIN + paths.api.ssoStart(place.slug, place.connectionId, next)), place)))
}

/** @param to where an action or the start leads: to the provider, or to the page of ours that holds a form */
export async function follow(place: Place, to: string): Promise<string | Form> {
  return to.startsWith(`${ORIGIN}/api/`) ? readForm(await (await ask(start, new Request(to), place)).text()) : to
}

/** Posts an answer, as a browser does that comes from another site: without cookies. @returns where it goes on */
export async function postAnswer(place: Place, fields: URLSearchParams | string): Promise<string> {
  return whereTo(await ask(acs, new Request(ORIGIN + paths.api.samlAnswer(place.slug, place.connectionId), { method: 'POST', body: fields, headers: { 'content-type': 'application/x-www-form-urlencoded' } }), place))
}

/** Goes on from there. @returns where it ends */
export async function goOnFrom(place: Place, location: string): Promise<string> {
  return location.startsWith('/api/') ? whereTo(await ask(arrival, new Request(ORIGIN + location), place)) : location
}

/** There and back. @returns where it ends */
export async function samlRoundTrip(place: Place, next = ''): Promise<string> {
  return comeBack(place, await departBySaml(place, next))
}

export async function comeBack(place: Place, departure: string | Form): Promise<string> {
  return goOnFrom(place, await postAnswer(place, (await visitProvider(departure)).fields))
}
