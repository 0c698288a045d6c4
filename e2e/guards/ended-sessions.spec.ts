import { expect, test } from '../fixtures'
import { letterTo } from '../helpers/read-mailbox'
import { callAction, honest, offeredActions } from './call-action'
import { sendRequest, type Answered, type Headers } from './send-request'

const offered = (name: string) => offeredActions().find(({ where }) => where === name)!

interface Answers { page: string; navigation: string; prefetch: string; reader: string; action: string }

/** What a page, the router's way to it, a prefetch of it, a reader and an action answer to a session's cookie. @param own what only its holder may read */
async function answersTo(token: string, own: string): Promise<Answers> {
  const cookie = `castellan=${token}`
  const led = ({ status, headers, text }: Answered) => (String(headers.location).startsWith('/sign-in') || text.includes('NEXT_REDIRECT;replace;/sign-in') ? 'sign-in' : `${status}${text.includes(own) ? ' theirs' : ''}`)
  const { result, status } = await callAction({ action: offered('lib/account/actions.ts rename'), args: [{ version: 1, givenName: 'Still', familyName: 'Here' }], cookie: token, headers: honest() })
  return {
    page: led(await sendRequest('/account', { headers: { cookie } })),
    navigation: led(await fetchRsc('/account', { cookie, rsc: '1' })),
    prefetch: led(await fetchRsc('/account', { cookie, rsc: '1', 'next-router-prefetch': '1' })),
    reader: String((await sendRequest('/api/live/state', { headers: { cookie } })).status),
    action: result?.ok ? 'done' : (result?.error?.code ?? String(status)),
  }
}

/** Next names each kind of such a request in the address, and says how. */
async function fetchRsc(address: string, headers: Headers): Promise<Answered> {
  const first = await sendRequest(address, { headers })
  return first.headers.location?.startsWith(`${address}?_rsc`) ? sendRequest(first.headers.location, { headers }) : first
}

/** A prefetch draws no page that is made for each request: before or after, nothing of anybody is in it. */
const RUNS = { page: '200 theirs', navigation: '200 theirs', prefetch: '200', reader: '200', action: 'done' }
const OVER = { page: 'sign-in', navigation: 'sign-in', prefetch: '200', reader: '401', action: 'signed_out' }

test('[T20] whatever ends a session ends it for the next request: page, prefetch, reader and action', async ({ tenant, backstage }) => {
  const olivia = await backstage('plantSession', { email: tenant.people.olivia!.email })
  const act = async (where: string, input: object) => {
    const { result } = await callAction({ action: offered(`lib/administrators/actions.ts ${where}`), args: [input], cookie: olivia })
    expect([where, result?.error ?? 'done']).toEqual([where, 'done'])
  }
  interface Victim { id: string; email: string; token: string }
  const endings: Record<string, (victim: Victim) => Promise<unknown>> = {
    'set inactive': async ({ id }) => act('setStatus', { administratorId: id, version: 2, status: 'inactive' }),
    'set deleted': async ({ id }) => act('setStatus', { administratorId: id, version: 2, status: 'deleted' }),
    'deleted for good': async ({ id, email }) => act('deleteForGood', { administratorId: id, version: 2, typedEmail: email }),
    'ended by an administrator': async ({ id }) => act('endSessionsOf', { administratorId: id }),
    'password must be reset': async ({ id }) => act('requirePasswordReset', { administratorId: id, meaning: 'must_reset' }),
    'password must be changed': async ({ id }) => act('requirePasswordReset', { administratorId: id, meaning: 'must_change' }),
    'a reset link was sent': async ({ id }) => act('requirePasswordReset', { administratorId: id, meaning: 'send_link' }),
    'rested too long': async ({ token }) => backstage('restSession', { token, seconds: 1801 }),
    'address changed': async ({ email }) => {
      await backstage('changeAddress', { email, to: `moved@${tenant.slug}.example` })
      const { link } = await letterTo(`moved@${tenant.slug}.example`, /Confirm/)
      const form = new FormData()
      form.append('token', new URL(link).hash.slice(1))
      const { result } = await callAction({ action: offered('lib/sign-in/actions.ts confirmNewAddress'), args: [{}, form] })
      expect(result).toMatchObject({ done: expect.any(String) })
    },
  }
  const people = ['gus', 'april', 'rex', 'vera', 'audrey', 'bea', 'carla', 'max', 'wanda'].map((name) => tenant.people[name]!)
  for (const [how, end] of Object.entries(endings)) {
    const { id, email } = people.shift()!
    const token = await backstage('plantSession', { email })
    expect([how, await answersTo(token, email)]).toEqual([how, RUNS])
    // The victim goes on asking while it happens: nothing of that keeps the session alive.
    let over = how === 'rested too long'
    const asking = (async () => {
      while (!over) await sendRequest('/api/live/state', { headers: { cookie: `castellan=${token}` } })
    })()
    await end({ id, email, token })
    const after = await answersTo(token, email)
    over = true
    await asking
    expect([how, after]).toEqual([how, OVER])
  }
})
