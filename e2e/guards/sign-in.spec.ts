import { createHash } from 'node:crypto'
import { freePort } from '../../scripts/embedded-postgres.mjs'
import { serve } from '../../scripts/serve.mjs'
import { stopChild } from '../../scripts/child.mjs'
import { expect, test } from '../fixtures'
import { letterTo, lettersTo } from '../helpers/read-mailbox'
import { postForm, postSignIn, sessionSet, type Visit } from './post-form'
import { sendRequest } from './send-request'

const REFUSED = 'The e-mail address or the password is wrong, or sign-in is not possible right now.'
const cookieOf = (token: string) => `castellan=${token}`
/** Where a page behind a session leads: itself, or the way in. */
const asks = async (cookie: string, server?: string) => (await sendRequest('/account', { headers: { cookie }, server })).status

/** One more server of the same build on the same database. Letters are left to the first one: their links lead where it is. */
async function anotherServer(settings: Record<string, string> = {}): Promise<{ server: string; stop: () => Promise<void> }> {
  const PORT = String(await freePort())
  const server = `http://localhost:${PORT}`
  const app = await serve({ ...(process.env as Record<string, string>), PORT, APP_ORIGIN: server, JOB_WORKER: 'off', ...settings }, '.data/test/another-server.log')
  return { server, stop: async () => stopChild(app) }
}

test('[T24] the session is in one cookie that no script reads and no other site sends, and nowhere else', async ({ tenant, address, page }) => {
  const credentials = { tenant: tenant.slug, email: tenant.people.vera!.email, password: tenant.password }
  const answer = await postSignIn(credentials, { from: address })
  expect(answer.status).toBe(303)
  expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^castellan=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=lax$/)])

  await page.goto(`/sign-in/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(credentials.email)
  await page.keyboard.press('Enter')
  await page.getByLabel('Password', { exact: true }).fill(credentials.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('/')
  const token = (await page.context().cookies()).find(({ name }) => name === 'castellan')!.value
  const readable = await page.evaluate(async () => [document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.documentElement.outerHTML, await (await fetch('/', { headers: { rsc: '1' } })).text()].join(' '))
  expect(readable).not.toContain(token)
  expect(readable).not.toContain(createHash('sha256').update(`session:${token}`).digest('hex'))
})

test('[T24] on https the cookie is the host’s alone and travels only encrypted', async ({ tenant, address }) => {
  const PORT = String(await freePort())
  const [server, origin] = [`http://localhost:${PORT}`, `https://localhost:${PORT}`]
  const { stop } = await anotherServer({ PORT, APP_ORIGIN: origin })
  try {
    const answer = await postSignIn({ tenant: tenant.slug, email: tenant.people.vera!.email, password: tenant.password }, { from: address, server, origin })
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-castellan=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=lax$/)])
    // The plain name counts for nothing there.
    const token = sessionSet(answer)!
    expect([await asks(`__Host-castellan=${token}`, server), await asks(cookieOf(token), server)]).toEqual([200, 307])
  } finally {
    await stop()
  }
})

test('[T22] signing in makes a new reference: one that was planted stays nobody’s, the one before is dead', async ({ tenant, address }) => {
  const credentials = { tenant: tenant.slug, email: tenant.people.rex!.email, password: tenant.password }
  const planted = 'P'.repeat(43)
  const first = sessionSet(await postSignIn(credentials, { from: address, cookie: cookieOf(planted) }))!
  expect(first).not.toBe(planted)
  expect([await asks(cookieOf(planted)), await asks(cookieOf(first))]).toEqual([307, 200])
  const second = sessionSet(await postSignIn(credentials, { from: address, cookie: cookieOf(first) }))!
  expect(second).not.toBe(first)
  expect([await asks(cookieOf(first)), await asks(cookieOf(second))]).toEqual([307, 200])
})

test('[T23] what the database holds of a session is no session', async ({ tenant, backstage }) => {
  const token = await backstage('plantSession', { email: tenant.people.rex!.email })
  expect(await asks(cookieOf(token))).toBe(200)
  const stored = createHash('sha256').update(`session:${token}`).digest()
  for (const value of [stored.toString('base64url'), stored.toString('hex'), stored.toString('base64'), token.slice(0, -1), `${token}A`, `"${token}"; castellan=${token.replace(/^./, '!')}`, '']) expect(await asks(cookieOf(value))).toBe(307)
})

test('[T66] a form that comes from anywhere else is not run, whatever it says about its host', async ({ tenant, address }) => {
  const credentials = { tenant: tenant.slug, email: tenant.people.vera!.email, password: tenant.password }
  const evil: Visit['headers'][] = [
    { origin: undefined }, { origin: 'null' }, { origin: 'https://evil.example' },
    { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }, { origin: 'https://evil.example', host: 'evil.example' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' },
  ]
  for (const headers of evil) {
    const answer = await postSignIn(credentials, { from: address, headers })
    expect([headers, answer.status >= 400, sessionSet(answer)]).toEqual([headers, true, undefined])
  }
  expect(sessionSet(await postSignIn(credentials, { from: address }))).toHaveLength(43)
})

test('[T09] what is not plain text in plain fields gets no further than the form', async ({ tenant, address }) => {
  const { text } = await sendRequest(`/sign-in/${tenant.slug}`)
  const second = await postForm(`/sign-in/${tenant.slug}`, text, { email: tenant.people.vera!.email }, { from: address })
  for (const typed of [{ 'password[not]': '', password: tenant.password }, { password: tenant.password, role: 'client_owner' }, { 'email[contains]': '@', password: tenant.password }, { password: '' }] as Record<string, string>[]) {
    const answer = await postForm(`/sign-in/${tenant.slug}`, second.text, typed, { from: address })
    expect([typed, answer.status, sessionSet(answer)]).toEqual([typed, 200, undefined])
  }
  const json = JSON.stringify({ email: { contains: '@' }, password: { not: '' } })
  for (const where of [`/sign-in/${tenant.slug}`, '/api/auth/callback/credentials', '/sign-in']) {
    for (const contentType of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await sendRequest(where, { method: 'POST', body: json, headers: { origin: process.env.CASTELLAN_E2E_ORIGIN!, 'sec-fetch-site': 'same-origin', 'content-type': contentType } })
      expect([where, contentType, answer.status < 500, sessionSet(answer)]).toEqual([where, contentType, true, undefined])
    }
  }
})

test('[T05] two servers count together, and a new one goes on counting', async ({ tenant, address }) => {
  const attempt = async (password: string, server?: string) => {
    const answer = await postSignIn({ tenant: tenant.slug, email: tenant.people.sam!.email, password }, { from: address, ...(server ? { server } : {}) })
    return { words: answer.text.includes(REFUSED), session: sessionSet(answer) }
  }
  const refused = { words: true, session: undefined }
  const other = await anotherServer()
  try {
    for (const server of [undefined, other.server, undefined, other.server, other.server]) expect(await attempt('not the password of anyone', server)).toEqual(refused)
    expect([await attempt(tenant.password), await attempt(tenant.password, other.server)]).toEqual([refused, refused])
  } finally {
    await other.stop()
  }
  const later = await anotherServer()
  try {
    expect(await attempt(tenant.password, later.server)).toEqual(refused)
  } finally {
    await later.stop()
  }
  // From elsewhere the same person is let in at once (T06).
  expect(sessionSet(await postSignIn({ tenant: tenant.slug, email: tenant.people.sam!.email, password: tenant.password }, { from: '198.51.100.9' }))).toHaveLength(43)
})

test('[T08] refused is refused: status, headers and words are the same for everybody', async ({ tenant, address }) => {
  const answers = new Set<string>()
  for (const email of [tenant.people.adam!.email, `nobody@${tenant.slug}.example`, tenant.people.ines!.email, tenant.people.noor!.email]) {
    const { status, headers, text } = await postSignIn({ tenant: tenant.slug, email, password: 'not the password of anyone' }, { from: address })
    const { date: _date, 'content-security-policy': policy, etag: _etag, ...others } = headers
    const nonce = /'nonce-([^']+)'/.exec(policy as string)![1]!
    // What differs between any two answers: the nonce, the address that was typed, and where the page's data was cut for sending.
    const page = text.replaceAll(/"\]\)<\/script><script[^>]*>self\.__next_f\.push\(\[1,"/g, '')
    answers.add(JSON.stringify([status, others, page]).replaceAll(nonce, 'NONCE').replaceAll(email, 'ADDRESS'))
  }
  expect(answers.size).toBe(1)
})

test('[T35] the links in letters lead to the configured origin, whatever host a request names', async ({ tenant, address }) => {
  const { email } = tenant.people.gus!
  const page = await sendRequest(`/forgot-password/${tenant.slug}`)
  for (const headers of [{ 'x-forwarded-host': 'evil.example' }, { host: 'evil.example' }, { forwarded: 'host=evil.example;proto=https' }, {}] as Record<string, string>[]) {
    await postForm(`/forgot-password/${tenant.slug}`, page.text, { email }, { from: address, headers })
  }
  await letterTo(email, /Set a new password/)
  const letters = await lettersTo(email)
  expect(letters.length).toBeGreaterThan(0)
  for (const { link, text, html } of letters) {
    expect(new URL(link).origin).toBe(process.env.CASTELLAN_E2E_ORIGIN)
    expect(text + html).not.toContain('evil.example')
  }
})

test('[T27] [T72] no page before sign-in may be kept, framed, or read by another site', async () => {
  for (const where of ['/sign-in', '/sign-in/acme', '/forgot-password/acme', '/reset-password', '/activate', '/confirm-address', '/undo-address', '/sign-in/no-such-tenant']) {
    const { headers } = await sendRequest(where)
    expect([where, headers['cache-control'], headers['referrer-policy'], headers['x-frame-options']]).toEqual([where, expect.stringContaining('no-store'), 'same-origin', 'DENY'])
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  }
})
