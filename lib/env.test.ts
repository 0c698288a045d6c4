import { describe, expect, it } from 'vitest'
import { parseEnv } from './env'

const key = (fill: string) => Buffer.from(`${fill}-0123456789abcdefghijklmnopqrstuv`.slice(0, 32)).toString('base64')
const production = {
  CASTELLAN_MODE: 'production',
  DATABASE_URL: 'postgresql://castellan_app:x@db.example/castellan?sslmode=verify-full',
  APP_ORIGIN: 'https://console.example.com',
  AUTH_SECRET: 'Zq3v8y/B?E(H+MbQeThWmZq4t7w!z%C*F-J',
  ENCRYPTION_KEYS: `k1:${key('a')}`,
  SMTP_URL: 'smtps://mail.example.com:465',
}
const demo = { ...production, CASTELLAN_MODE: 'demo', APP_ORIGIN: 'http://localhost:3000', AUTH_SECRET: `demo-${'x'.repeat(40)}`, ENCRYPTION_KEYS: `demo-1:${key('d')}` }

function refusal(source: Record<string, string | undefined>): string[] {
  try {
    parseEnv(source)
    return []
  } catch (error) {
    return error instanceof Error ? error.message.split('\n').slice(1, -1).map((line) => line.trim()) : []
  }
}

describe('the settings', () => {
  it('take what production needs, and fill in the rest', () => {
    expect(parseEnv(production)).toMatchObject({ CASTELLAN_MODE: 'production', TRUSTED_PROXIES: 0, HASH_MEMORY_KIB: 65_536, HASH_ITERATIONS: 3, LOG_LEVEL: 'info' })
  })

  it('list everything missing or wrong in one message, and no value', () => {
    const source = { CASTELLAN_MODE: 'production', APP_ORIGIN: 'http://console.example.com', AUTH_SECRET: 'short', SMTP_URL: '', HASH_ITERATIONS: '1' }
    expect(refusal(source)).toEqual([
      'DATABASE_URL: is missing',
      'AUTH_SECRET: must have at least 32 characters',
      'ENCRYPTION_KEYS: is missing',
      'SMTP_URL: is missing',
      'APP_ORIGIN: must be https unless the host is this machine',
      'AUTH_SECRET: is a default secret; make one of your own',
      'HASH_ITERATIONS: is below 2, the least that production accepts',
    ])
    expect(() => parseEnv({})).toThrow('CASTELLAN_MODE: is missing')
  })

  it.each([
    ['the secret of a demo', { AUTH_SECRET: `demo-${'Zq3v8yBEHMbQeThWmZq4t7wzC'.repeat(2)}` }, 'AUTH_SECRET'],
    ['a secret to be changed', { AUTH_SECRET: 'change-me-change-me-change-me-change-me' }, 'AUTH_SECRET'],
    ['a secret of one letter', { AUTH_SECRET: 'a'.repeat(40) }, 'AUTH_SECRET'],
    ['a key of a demo', { ENCRYPTION_KEYS: `k1:${key('a')},demo-1:${key('b')}` }, 'ENCRYPTION_KEYS'],
    ['a key of zeros', { ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }, 'ENCRYPTION_KEYS'],
    ['a key of 16 bytes', { ENCRYPTION_KEYS: `k1:${Buffer.alloc(16, 'abcdefghij').toString('base64')}` }, 'ENCRYPTION_KEYS'],
    ['a key named twice', { ENCRYPTION_KEYS: `k1:${key('a')},k1:${key('b')}` }, 'ENCRYPTION_KEYS'],
    ['an origin with a path', { APP_ORIGIN: 'https://console.example.com/castellan' }, 'APP_ORIGIN'],
    ['a cheap password hash (T04)', { HASH_MEMORY_KIB: '8192' }, 'HASH_MEMORY_KIB'],
    ['a breach service that is asked in the clear', { BREACH_RANGE_URL: 'http://range.example/' }, 'BREACH_RANGE_URL'],
    ['a breach service that is no address', { BREACH_RANGE_URL: 'range.example' }, 'BREACH_RANGE_URL'],
    ['another database', { DATABASE_URL: 'mysql://db/castellan' }, 'DATABASE_URL'],
  ])('production refuses %s', (_what, change, name) => {
    expect(refusal({ ...production, ...change })).toEqual([expect.stringContaining(`${name}: `)])
  })

  it('production on this machine may do without TLS', () => {
    expect(refusal({ ...production, APP_ORIGIN: 'http://localhost:3000' })).toEqual([])
  })

  it.each(['', '?sslmode=prefer', '?sslmode=no-verify', '?host=db.example'])('production refuses a database elsewhere that is reached without TLS: %s', (how) => {
    expect(refusal({ ...production, DATABASE_URL: `postgresql://castellan_app:x@db.example/castellan${how}` })).toEqual([expect.stringContaining('DATABASE_URL: leads to another machine')])
  })

  it.each(['localhost', '127.0.0.1:5433', '[::1]', '%2Frun%2Fpostgresql', ''])('but not one on this machine (%s), nor where the network encrypts and the operator says so', (host) => {
    expect(refusal({ ...production, DATABASE_URL: `postgresql://${host}/castellan?${host === '' ? 'host=/run/postgresql' : ''}` })).toEqual([])
    expect(refusal({ ...production, DATABASE_URL: 'postgresql://db.example/castellan?sslmode=disable' })).toEqual([])
  })

  it.each(['demo', 'test'])('%s mode takes its own secrets, and no origin but this machine (T10)', (mode) => {
    expect(refusal({ ...demo, CASTELLAN_MODE: mode })).toEqual([])
    expect(refusal({ ...demo, CASTELLAN_MODE: mode, APP_ORIGIN: 'https://console.example.com' })).toEqual([`APP_ORIGIN: must be on this machine in ${mode} mode`])
    expect(refusal({ ...demo, CASTELLAN_MODE: mode, APP_ORIGIN: 'http://localhost.example.com' })).toEqual(expect.arrayContaining([`APP_ORIGIN: must be on this machine in ${mode} mode`]))
  })
})
