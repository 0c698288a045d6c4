// What every answer says to a browser about itself, whatever kind of answer it is; and errors that tell nothing (T69, T71, T72, T78).
import net from 'node:net'
import { expect } from '@playwright/test'
import { NO_STORE, RESPONSE_HEADERS } from '../../lib/headers'
import { test } from './attack-world'
import { callAction, offeredActions } from './call-action'
import { sendRequest, type Answered } from './send-request'

const BASELINE = RESPONSE_HEADERS.find(({ key }) => key === 'Content-Security-Policy')!.value
const NONCE = /^default-src 'none'; script-src 'nonce-([A-Za-z0-9+/]{22}==)' 'strict-dynamic'; style-src 'self' 'nonce-\1'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'; report-uri \/api\/csp-report$/
const LEAKS = /\bat [\w.<>]+ \(|node_modules|\.next\/server|postgres(ql)?:\/\/|prisma|SELECT |TypeError|RangeError|ECONN/

type Kind = 'page' | 'other' | 'static' | 'stream'

/** @returns what is missing or wrong on an answer of this kind */
function complaints({ headers, text }: Answered, kind: Kind): string[] {
  const wrong = RESPONSE_HEADERS.filter(({ key, value }) => key !== 'Content-Security-Policy' && headers[key.toLowerCase()] !== value).map(({ key }) => `${key}: ${headers[key.toLowerCase()]?.toString()}`)
  const policy = headers['content-security-policy']?.toString() ?? ''
  const pageLike = kind === 'page'
  if (pageLike ? !NONCE.test(policy) : policy !== BASELINE && !NONCE.test(policy)) wrong.push(`policy: ${policy}`)
  const cached = headers['cache-control'] ?? ''
  if (kind === 'static' ? !cached.includes('immutable') : kind === 'stream' ? !/no-(cache|store)/.test(cached) : !cached.includes(NO_STORE[0]!.value)) wrong.push(`cache-control: ${cached}`)
  const type = headers['content-type'] ?? ''
  if (/^text\/|\+xml/.test(type) && !/; charset=utf-8$/i.test(type)) wrong.push(`content-type: ${type}`)
  if (headers['x-powered-by'] !== undefined || headers.server !== undefined) wrong.push('says what it runs on')
  if (headers['access-control-allow-origin'] !== undefined) wrong.push('open to other origins')
  if (kind !== 'static' && LEAKS.test(text.replace(/<script[\s\S]*?<\/script>/g, ''))) wrong.push(`leaks: ${LEAKS.exec(text)?.[0]}`)
  return wrong
}

test('[T72] the headers stand on every answer: pages, errors, redirects, readers, actions, files, streams', async ({ world }) => {
  const { token } = world.attackers.client_owner
  const cookie = `castellan=${token}`
  const signIn = await sendRequest(`/sign-in/${world.home.slug}`)
  const chunk = /\/_next\/static\/chunks\/[\w.-]+\.js/.exec(signIn.text)![0]
  const sheet = /\/_next\/static\/chunks\/[\w.-]+\.css/.exec(signIn.text)![0]
  const answers: [Kind, number, string, Parameters<typeof sendRequest>[1]?][] = [
    ['page', 307, '/sign-in'], ['page', 200, `/sign-in/${world.home.slug}`], ['page', 404, '/sign-in/nobody-is-here'], ['page', 200, '/activate'], ['page', 200, '/reset-password'],
    ['page', 307, '/audit'], ['page', 307, '/'], ['page', 200, '/', { headers: { cookie } }], ['page', 200, '/audit', { headers: { cookie } }], ['page', 200, '/administrators', { headers: { cookie } }],
    ['page', 404, '/nothing-here'], ['page', 404, '/audit/999999999', { headers: { cookie } }], ['page', 404, '/workspaces/nothing-here', { headers: { cookie } }],
    ['page', 404, '/%'], ['page', 404, '/%00'], ['page', 404, '/..%2f..%2fetc%2fpasswd'], ['page', 404, '/.env'], ['page', 404, '/.git/config'],
    ['other', 308, '//audit'], ['other', 308, '/audit/'], ['other', 308, '//evil.example/%2f..'],
    ['other', 404, '/_next/static/nothing.js'], ['other', 404, '/_next/image?url=%2Ficon.svg&w=64&q=75'], ['other', 404, '/_next/data/x/audit.json'], ['other', 404, '/api/nothing'],
    ['static', 200, chunk], ['static', 200, sheet], ['other', 200, '/icon.svg'],
    ['other', 200, '/api/health'], ['other', 200, '/api/ready'], ['other', 401, '/api/audit/events'], ['other', 200, '/api/audit/events?after=0', { headers: { cookie } }],
    ['other', 400, '/api/audit/events?after=x', { headers: { cookie } }], ['other', 403, '/api/audit/events', { headers: { cookie: `castellan=${world.attackers.requester.token}` } }],
    ['other', 404, '/api/audit/export?id=00000000-0000-4000-8000-000000000000', { headers: { cookie } }], ['other', 405, '/api/audit/events', { method: 'DELETE', headers: { cookie } }],
    ['other', 204, '/api/csp-report', { method: 'POST', body: '{}', headers: { 'content-type': 'application/csp-report' } }], ['other', 405, '/api/csp-report'],
    ['stream', 200, '/api/live', { headers: { cookie }, headOnly: true }], ['other', 303, '/signed-out'],
  ]
  const wrong: string[] = []
  for (const [kind, status, address, sending] of answers) {
    const answer = await sendRequest(address, sending)
    if (answer.status !== status && address !== '/_next/data/x/audit.json') wrong.push(`${address}: ${answer.status} in place of ${status}`)
    wrong.push(...complaints(answer, kind).map((complaint) => `${sending?.method ?? 'GET'} ${address} (${answer.status}): ${complaint}`))
  }
  const action = offeredActions().find(({ where }) => where.endsWith(' createWorkspace'))!
  const calls = { done: await callAction({ action, args: [{}], cookie: token }), foreign: await callAction({ action, args: [{}], cookie: token, headers: { origin: 'https://evil.example' } }), 'without origin': await callAction({ action, args: [{}], cookie: token, headers: {} }), unknown: await callAction({ action: { ...action, id: '7f'.padEnd(42, '0') }, args: [{}], cookie: token }) }
  for (const [how, answer] of Object.entries(calls)) wrong.push(...complaints(answer, 'page').map((complaint) => `action ${how} (${answer.status}): ${complaint}`))
  expect(wrong).toEqual([])
})

test('[T69] a nonce is new each time, is on every script of the page, and is never the one a client sends', async ({ world }) => {
  const cookie = `castellan=${world.attackers.client_owner.token}`
  const hostile = { 'x-nonce': 'evil', 'content-security-policy': "script-src 'nonce-evil' 'unsafe-inline'", 'content-security-policy-report-only': "script-src 'nonce-evil'" }
  const seen = new Set<string>()
  for (const address of ['/activate', '/nothing-here', '/', '/audit', '/administrators', '/roles', '/account']) {
    for (const headers of [{ cookie }, { cookie, ...hostile }]) {
      const { text, headers: answered } = await sendRequest(address, { headers })
      const nonce = NONCE.exec(answered['content-security-policy']!.toString())?.[1]
      expect(nonce, address).toBeDefined()
      expect(seen).not.toContain(nonce)
      seen.add(nonce!)
      expect(text).not.toMatch(/nonce="?evil|unsafe-inline/)
      if (!(answered['content-type'] ?? '').startsWith('text/html')) continue
      const tags = [...text.matchAll(/<(script|style)\b[^>]*>/g)].map(([tag]) => tag)
      expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`) && !tag.includes('type="application/json"'))).toEqual([])
      // Attributes that would need 'unsafe-inline', and scripts in addresses.
      expect(text.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/<[^>]+\s(style|on\w+)=|(href|src|action)="javascript:/i)
    }
  }
})

/** Sends bytes as they stand and reads until the server hangs up or says nothing more. */
async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(process.env.CASTELLAN_E2E_ORIGIN!)
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname, () => socket.write(bytes))
    let said = ''
    socket.setTimeout(15_000, () => socket.destroy())
    socket.on('data', (chunk) => (said += chunk.toString('latin1')))
    socket.on('close', () => resolve(said))
    // A server that refuses hangs up while there is still something to read for it: what it answered counts.
    socket.on('error', (error) => (said === '' ? reject(error) : resolve(said)))
  })
}

const statusOf = (said: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 0)

test('[T78] what is malformed is answered in the four hundreds, and tells nothing', async () => {
  const head = 'Host: localhost\r\nConnection: close\r\n'
  const requests: Record<string, string> = {
    'a huge header': `GET / HTTP/1.1\r\n${head}x-long: ${'x'.repeat(40_000)}\r\n\r\n`,
    'a huge cookie': `GET / HTTP/1.1\r\n${head}Cookie: a=${'x'.repeat(32_000)}\r\n\r\n`,
    'a huge address': `GET /${'x'.repeat(40_000)} HTTP/1.1\r\n${head}\r\n`,
    'no method': ` / HTTP/1.1\r\n${head}\r\n`,
    'an unknown method': `GRAB / HTTP/1.1\r\n${head}\r\n`,
    'a trace': `TRACE / HTTP/1.1\r\n${head}x-secret: canary\r\n\r\n`,
    'no protocol': 'hello\r\n\r\n',
    'two lengths': `POST /sign-in HTTP/1.1\r\n${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
    'length and chunks': `POST /sign-in HTTP/1.1\r\n${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a line break in a header': `GET / HTTP/1.1\r\n${head}x-a: b\rX-Injected: c\r\n\r\n`,
    'a null in a header': `GET / HTTP/1.1\r\n${head}x-a: b\0c\r\n\r\n`,
    'no host': 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
  }
  for (const [how, bytes] of Object.entries(requests)) {
    const said = await raw(bytes)
    expect(`${how}: ${Math.floor(statusOf(said) / 100)}`).toBe(`${how}: 4`)
    expect(said).not.toMatch(LEAKS)
  }
  // Many cookies are odd, not wrong.
  expect(statusOf(await raw(`GET /activate HTTP/1.1\r\n${head}Cookie: ${Array.from({ length: 200 }, (_, index) => `c${index}=x`).join('; ')}\r\n\r\n`))).toBe(200)
})

test('[T78] an error of ours is a page with a reference number and nothing else', async ({ world }) => {
  const tenant = await world.backstage('newTenant')
  const cookie = `castellan=${await world.backstage('plantSession', { email: tenant.people.olivia!.email })}`
  // No page knows what to do with a moment that never comes.
  await world.backstage('poisonWorkspaces', { tenantId: tenant.id })
  const page = await sendRequest('/workspaces', { headers: { cookie } })
  expect(complaints(page, 'page')).toEqual([])
  const drawn = page.text.replace(/<script[\s\S]*?<\/script>/g, '')
  expect(`${page.status} ${drawn}`).toMatch(/This page could not be shown|^500/)
  expect(page.text).not.toMatch(/Invalid time value|RangeError|infinity|at \w+ \(/)
})

test('[T71] a request for another server, or to change the protocol, goes nowhere', async () => {
  let visited = 0
  const elsewhere = net.createServer((socket) => {
    visited += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  const { port } = elsewhere.address() as net.AddressInfo
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  for (const request of [
    `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${upgrade}\r\n`, `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${upgrade}\r\n`, `GET /_next/image?url=${encodeURIComponent(`http://127.0.0.1:${port}/x.png`)}&w=64&q=75 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
  ]) {
    expect(statusOf(await raw(request))).not.toBe(101)
  }
  expect(visited).toBe(0)
  await new Promise((resolve) => elsewhere.close(resolve))
})
