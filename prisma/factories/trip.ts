import { GET as callback } from '@/app/api/sso/[tenant]/[connection]/callback/route'
import { GET as start } from '@/app/api/sso/[tenant]/[connection]/start/route'
import { paths } from '@/lib/paths'
import { travel } from './oidc-peer'

const ORIGIN = 'http://localhost:3000'

interface Place { slug: string; connectionId: string }

const go = async (handler: typeof start, url: string, { slug, connectionId }: Place) => (await handler(new Request(url), { params: Promise.resolve({ tenant: slug, connection: connectionId }) })).headers.get('location')!

/** Sets out to a provider to sign in. @returns where the browser is sent */
export async function depart(place: Place, next = ''): Promise<string> {
  return go(start, ORIGIN + paths.api.ssoStart(place.slug, place.connectionId, next), place)
}

/** Comes back. @returns where it goes on */
export async function arrive(place: Place, url: URL | string): Promise<string> {
  return go(callback, String(url), place)
}

/** There and back. @returns where it goes on */
export async function roundTrip(place: Place, issuer: string, next = ''): Promise<string> {
  return arrive(place, await travel(await depart(place, next), issuer))
}
