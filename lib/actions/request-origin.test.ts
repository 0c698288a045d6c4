import { describe, expect, it, vi } from 'vitest'
import { clientAddress, refuseForeignOrigin } from './request-origin'

vi.hoisted(() => {
  Object.assign(process.env, {
    CASTELLAN_MODE: 'test', DATABASE_URL: 'postgresql://localhost/none', APP_ORIGIN: 'http://localhost:3000', AUTH_SECRET: 'test-only-secret-that-production-refuses',
    ENCRYPTION_KEYS: `test-1:${Buffer.alloc(32, 'castellan').toString('base64')}`, SMTP_URL: 'smtp://localhost:1025',
  })
})

const head = (given: Record<string, string>) => new Headers(given)

describe('[T79] the client address', () => {
  it('is the hop our own process or proxies wrote, never what the client wrote before it', () => {
    const forged = head({ 'x-forwarded-for': '6.6.6.6, 10.0.0.9, 192.0.2.7' })
    expect(clientAddress(forged, 0)).toBe('192.0.2.7')
    expect(clientAddress(forged, 1)).toBe('10.0.0.9')
    expect(clientAddress(head({ 'x-forwarded-for': '::ffff:192.0.2.7' }), 0)).toBe('192.0.2.7')
    expect(clientAddress(head({}), 0)).toBe('unknown')
    expect(clientAddress(head({ 'x-forwarded-for': 'x'.repeat(9000) }), 0)).toHaveLength(64)
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
    await expect(refuseForeignOrigin(head(given as Record<string, string>))).rejects.toMatchObject({ code: 'wrong_origin' })
  })
  it.each([[{ origin: ours }], [{ origin: ours, 'sec-fetch-site': 'same-origin' }]])('ours is let through: %o', async (given) => {
    await expect(refuseForeignOrigin(head(given as Record<string, string>))).resolves.toBeUndefined()
  })
})
