import { describe, expect, it, vi } from 'vitest'
import { clientAddress, refuseForeignOrigin, requestOrigin } from './request-origin'

vi.hoisted(() => {
  Object.assign(process.env, {
    CASTELLAN_MODE: 'test', DATABASE_URL: 'postgresql://localhost/none', APP_ORIGIN: 'http://localhost:3000', AUTH_SECRET: 'test-only-secret-that-production-refuses',
    ENCRYPTION_KEYS: `test-1:${Buffer.alloc(32, 'castellan').toString('base64')}`, SMTP_URL: 'smtp://localhost:1025',
  })
})

const request = vi.hoisted(() => ({ head: new Headers(), refused: [] as unknown[] }))
vi.mock('@/lib/log-refused', () => ({ logRefused: (entry: unknown) => void request.refused.push(entry) }))
vi.mock('next/headers', () => ({ headers: async () => request.head }))

const head = (given: Record<string, string>) => new Headers(given)

describe('[T79] the client address', () => {
  it('is the hop our own process or proxies wrote, never what the client wrote before it', () => {
    const forged = head({ 'x-forwarded-for': '6.6.6.6, 10.0.0.9, 192.0.2.7' })
    expect(clientAddress(forged, 0)).toBe('192.0.2.7')
    expect(clientAddress(forged, 1)).toBe('10.0.0.9')
    expect(clientAddress(head({ 'x-forwarded-for': '::ffff:192.0.2.7' }), 0)).toBe('192.0.2.7')
    expect(clientAddress(head({}), 0)).toBe('unknown')
    expect(clientAddress(head({ 'x-forwarded-for': 'x'.repeat(9000) }), 0)).toHaveLength(64)
    expect(clientAddress(head({ 'x-forwarded-for': ' 10.0.0.9 ,, 192.0.2.7 ' }), 1)).toBe('10.0.0.9')
    // Fewer hops than proxies: what is there.
    expect(clientAddress(head({ 'x-forwarded-for': '192.0.2.7' }), 3)).toBe('192.0.2.7')
    expect(clientAddress(head({ 'x-forwarded-for': '2001:db8::ffff:1' }), 0)).toBe('2001:db8::ffff:1')
    expect(clientAddress(head({ 'x-forwarded-for': '::ffff:c000:207' }), 0)).toBe('::ffff:c000:207')
    expect(clientAddress(head({ 'x-forwarded-for': '1::ffff:192.0.2.7' }), 0)).toBe('1::ffff:192.0.2.7')
    expect(clientAddress(head({ 'x-forwarded-for': '::ffff:1234.0.2.7' }), 0)).toBe('1234.0.2.7')
  })
})

describe('where a request came from', () => {
  it('is told by the request in hand, or by the one that Next knows: address, device without control characters, a number of its own', async () => {
    const given = head({ 'x-forwarded-for': '6.6.6.6, 192.0.2.7' })
    const told = await requestOrigin(given)
    expect(told).toEqual({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), address: '192.0.2.7', userAgent: '' })
    expect((await requestOrigin(given)).requestId).not.toBe(told.requestId)
    request.head = head({ 'x-forwarded-for': '192.0.2.8', 'user-agent': 'a\tb' })
    expect(await requestOrigin()).toMatchObject({ address: '192.0.2.8', userAgent: 'a b' })
    expect((await requestOrigin(head({ 'user-agent': 'x'.repeat(9000) }))).userAgent).toBe('x'.repeat(500))
  })
})

describe('[T66] the origin', () => {
  const ours = 'http://localhost:3000'
  it.each([
    ['none', {}],
    ['null', { origin: 'null' }],
    ['a foreign one', { origin: 'https://evil.example' }],
    ['a foreign one with a matching forwarded host', { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }],
    ['a foreign one with a matching host', { origin: 'https://evil.example', host: 'evil.example' }],
    ['ours from another site', { origin: ours, 'sec-fetch-site': 'cross-site' }],
    ['ours from a sister host', { origin: ours, 'sec-fetch-site': 'same-site' }],
    ['ours typed in', { origin: ours, 'sec-fetch-site': 'none' }],
    ['ours with a path', { origin: `${ours}/` }],
    ['another port', { origin: 'http://localhost:3001' }],
  ])('%s is refused', async (_, given) => {
    request.refused = []
    await expect(refuseForeignOrigin(head({ ...(given as Record<string, string>), 'x-forwarded-for': '6.6.6.6, 192.0.2.7' }))).rejects.toMatchObject({ code: 'wrong_origin' })
    expect(request.refused).toEqual([{ what: 'foreign origin', address: '192.0.2.7' }])
  })
  it('is asked of the request that Next knows where none is given', async () => {
    request.head = head({ origin: 'https://evil.example' })
    await expect(refuseForeignOrigin()).rejects.toMatchObject({ code: 'wrong_origin' })
    request.head = head({ origin: ours })
    await expect(refuseForeignOrigin()).resolves.toBeUndefined()
  })
  it.each([[{ origin: ours }], [{ origin: ours, 'sec-fetch-site': 'same-origin' }]])('ours is let through: %o', async (given) => {
    request.refused = []
    await expect(refuseForeignOrigin(head(given as Record<string, string>))).resolves.toBeUndefined()
    expect(request.refused).toEqual([])
  })
})
