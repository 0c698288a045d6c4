import { HANDED_ON } from '../../lib/headers'
import { expect, test } from '../fixtures'
import { sendRequest, type Answered } from './send-request'

const ORIGIN = process.env.CASTELLAN_E2E_ORIGIN!
const cookiesOf = ({ headers }: Answered) => (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]!).join('; ')
/** What a browser says that comes from another site: no cookie of ours. */
const foreign = (from: string) => ({ 'content-type': 'application/x-www-form-urlencoded', origin: 'https://idp.example', 'sec-fetch-site': 'cross-site', 'x-forwarded-for': from })

test('[T43] [T44] [T45] [T66] whatever is posted to the consumer of assertions, only an honest answer goes on, once, and in the browser that set out', async ({ tenant, backstage, address }) => {
  const { email, id: administratorId } = tenant.people.vera!
  const { connectionId } = await backstage('startSaml', { tenantId: tenant.id, administratorId, email, name: 'Fabrikam' })
  const at = `/api/sso/${tenant.slug}/${connectionId}`
  let network = 0
  /** A network address for each trip: what is looked at here is not how many of them there may be. */
  const from = () => `${address.split('.').slice(0, 3).join('.')}.${(network += 1) % 250}`
  const setOut = async () => {
    const answer = await sendRequest(`${at}/start`, { headers: { 'x-forwarded-for': from() } })
    return { location: answer.headers.location!, cookie: cookiesOf(answer) }
  }
  const post = async (body: string, headers = foreign(from())) => sendRequest(`${at}/acs`, { method: 'POST', headers, body })
  const attacked = async (attack: string | null, location: string) => `SAMLResponse=${encodeURIComponent(await backstage('samlAnswer', { connectionId, slug: tenant.slug, origin: ORIGIN, email, location, attack }))}`
  const back = (reason: string) => `/sign-in/${tenant.slug}?sso=${reason}`

  const names = await backstage('samlAttacks', {})
  expect(names.length).toBeGreaterThan(20)
  const ends = []
  const tried = async (attack: string) => post(await attacked(attack, (await setOut()).location))
  for (const attack of names) {
    const answer = await tried(attack)
    ends.push([attack, answer.status, answer.headers.location, answer.headers['set-cookie'] ?? null])
    // What costs the server as much does so each time; a machine that stood still for a moment does not.
    const milliseconds = answer.milliseconds < 3000 ? answer.milliseconds : Math.min((await tried(attack)).milliseconds, (await tried(attack)).milliseconds)
    expect([attack, milliseconds < 3000]).toEqual([attack, true])
  }
  expect(ends).toEqual(names.map((attack) => [attack, 303, back(attack === 'begun by the provider' ? 'not_asked' : 'not_valid'), null]))

  const { location, cookie } = await setOut()
  const honest = await attacked(null, location)
  // Whoever is answered before all of it was read may hear no more than that the other end is gone.
  const huge = await post(`SAMLResponse=${'A'.repeat(10_000_000)}`).then(({ headers: { location } }) => location, (error: { code?: string }) => error.code)
  expect([back('not_valid'), 'ECONNRESET', 'EPIPE']).toContain(huge)
  for (const [body, headers] of [[`${honest}&${honest}`, foreign(from())], ['', foreign(from())], ['SAMLResponse=', foreign(from())], [honest, { ...foreign(from()), 'content-type': 'text/plain' }]] as const) {
    expect((await post(body, headers)).headers.location).toBe(back('not_valid'))
  }
  const taken = await post(honest)
  expect([taken.status, taken.headers['set-cookie'] ?? null, taken.headers.location]).toEqual([303, null, expect.stringMatching(new RegExp(`^${at}/arrival\\?trip=[0-9a-f-]{36}$`))])
  expect((await post(honest)).headers.location).toBe(back('over'))
  const arrive = async (headers: Record<string, string>) => sendRequest(taken.headers.location!, { headers: { 'x-forwarded-for': from(), ...headers } })
  for (const other of [{}, { cookie: (await setOut()).cookie }] as Record<string, string>[]) expect((await arrive(other)).headers.location).toBe(back('over'))
  expect(await backstage('sessionsThrough', { connectionId })).toBe(0)
  const arrived = await arrive({ cookie })
  expect([arrived.headers.location, cookiesOf(arrived)]).toEqual(['/', expect.stringMatching(/castellan=[A-Za-z0-9_-]{43}/)])
  expect((await arrive({ cookie })).headers.location).toBe(back('over'))
  expect(await backstage('sessionsThrough', { connectionId })).toBe(1)
  expect((await sendRequest(`${at}/acs`)).status).toBe(405)
})

test('[T68] [T72] the page that hands a request on runs one script and posts one form, and opens to the browser that set out alone', async ({ tenant, backstage, address }) => {
  const { email, id: administratorId } = tenant.people.vera!
  const { connectionId } = await backstage('startSaml', { tenantId: tenant.id, administratorId, email, name: '<script>alert(1)</script>', binding: 'post' })
  const headers = { 'x-forwarded-for': address }
  const begun = await sendRequest(`/api/sso/${tenant.slug}/${connectionId}/start`, { headers })
  const { pathname, search } = new URL(begun.headers.location!)
  const page = await sendRequest(pathname + search, { headers: { ...headers, cookie: cookiesOf(begun) } })
  expect([page.status, page.headers['content-security-policy'], page.headers['cache-control']]).toEqual([200, HANDED_ON[0]!.value, 'no-store'])
  expect(page.text.match(/<script>/g)).toHaveLength(1)
  expect((await sendRequest(pathname + search, { headers })).headers.location).toBe(`/sign-in/${tenant.slug}?sso=over`)
})
