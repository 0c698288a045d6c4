import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outboundFetch, OutboundError, type OutboundRequest } from './outbound-fetch'
import { isPublicAddress } from './public-address'

let server: http.Server
let here: string
let asked: string[] = []
beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked.push(request.url!)
    if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    else if (request.url === '/long') response.end(Buffer.alloc(1024 * 1024 + 1))
    else if (request.url === '/never') request.socket.once('close', () => response.destroy())
    else response.writeHead(200, { 'content-type': 'application/json', 'x-method': request.method }).end('{"ok":true}')
  })
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening) })
  here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const resolving = (...addresses: string[]) => () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
const outside = { loopback: false, resolve: resolving('93.184.215.14') }
const inside = { loopback: true, resolve: resolving('127.0.0.1') }
const problem = async (address: string, from = outside, request?: OutboundRequest) => outboundFetch(address, request, from).then(() => 'answered', (error: unknown) => (error instanceof OutboundError ? error.problem : String(error)))

describe('asking a server whose address somebody typed in', () => {
  it.each([
    ['http://login.example/', 'not_https'], ['ftp://login.example/', 'not_https'], ['file:///etc/passwd', 'not_https'], ['login.example', 'address'], ['https://user@login.example/', 'address'], ['https://:secret@login.example/', 'address'],
    ['https://127.0.0.1/', 'private'], ['https://127.1/', 'private'], ['https://2130706433/', 'private'], ['https://0x7f000001/', 'private'], ['https://0177.0.0.1/', 'private'], ['https://0/', 'private'],
    ['https://169.254.169.254/latest/meta-data/', 'private'], ['https://10.0.0.1/', 'private'], ['https://172.31.255.255/', 'private'], ['https://192.168.1.1/', 'private'], ['https://100.64.0.1/', 'private'],
    ['https://[::1]/', 'private'], ['https://[::]/', 'private'], ['https://[::ffff:127.0.0.1]/', 'private'], ['https://[::ffff:a9fe:a9fe]/', 'private'], ['https://[64:ff9b::7f00:1]/', 'private'],
    ['https://[2002:7f00:1::]/', 'private'], ['https://[fe80::1]/', 'private'], ['https://[fd00::1]/', 'private'], ['https://[fc00::1]/', 'private'], ['https://[2001:db8::1]/', 'private'],
  ])('[T46] refuses %s before anything is sent: %s', async (address, expected) => {
    expect(await problem(address, { loopback: false, resolve: () => Promise.resolve([]) })).toBe(expected)
  })

  it('[T46] refuses a name when any address it resolves to is not public, and one that resolves to none', async () => {
    for (const inner of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fe80::1', '0.0.0.0']) expect([inner, await problem('https://login.example/', { loopback: false, resolve: resolving('93.184.215.14', inner) })]).toEqual([inner, 'private'])
    expect(await problem('https://login.example/', { loopback: false, resolve: () => Promise.reject(new Error('ENOTFOUND')) })).toBe('unknown_host')
  })

  it('[T46] connects to what was looked at: a name that resolves differently the second time is not asked again', async () => {
    let times = 0
    const rebinding = { loopback: true, resolve: () => Promise.resolve([{ address: times++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }]) }
    const answer = await outboundFetch(here.replace('127.0.0.1', 'rebinding.example'), {}, rebinding)
    expect([answer.status, times]).toEqual([200, 1])
  })

  it('[T46] where loopback is allowed, plain http is so only there', async () => {
    expect(await problem('http://login.example/', { loopback: true, resolve: resolving('93.184.215.14') })).toBe('not_https')
    expect(await problem('http://10.0.0.1/', inside)).toBe('not_https')
    expect(await problem('https://10.0.0.1/', inside)).toBe('private')
    expect(await problem(here, outside)).toBe('not_https')
    expect(await problem(here, inside)).toBe('answered')
  })

  it('[T46] follows no redirect and reads no more than 1 MiB', async () => {
    asked = []
    expect(await problem(`${here}/away`, inside)).toBe('redirect')
    expect(await problem(`${here}/long`, inside)).toBe('too_large')
    expect(asked).toEqual(['/away', '/long'])
  })

  it('[T46] waits five seconds for all of it, or until it is called off', async () => {
    expect(await problem(`${here}/never`, inside, { signal: AbortSignal.timeout(20) })).toBe('unreachable')
    const aNameServerThatSaysNothing = { loopback: false, resolve: () => new Promise<never>(() => undefined) }
    expect(await Promise.all([problem(`${here}/never`, inside), problem('https://login.example/', aNameServerThatSaysNothing)])).toEqual(['too_slow', 'too_slow'])
  })

  it('sends method, headers and body, and hands back what came', async () => {
    const answer = await outboundFetch(here, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams({ a: '1' }) }, inside)
    expect([answer.status, answer.headers.get('x-method'), await answer.json()]).toEqual([200, 'POST', { ok: true }])
    expect(await problem('http://127.0.0.1:1/', inside)).toBe('unreachable')
  })

  it('knows what is public', () => {
    expect(['8.8.8.8', '172.32.0.1', '2606:4700::1111'].map(isPublicAddress)).toEqual([true, true, true])
    expect(['', 'localhost', '8.8.8.8/0'].map(isPublicAddress)).toEqual([false, false, false])
  })
})
