import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const ring = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const [first, second] = [ring('k1'), ring('k2')]

/** The module as a process with these settings would have it. */
async function withSettings(settings: Record<string, string>) {
  vi.resetModules()
  Object.entries({
    CASTELLAN_MODE: 'test', DATABASE_URL: 'postgresql://localhost/none', APP_ORIGIN: 'http://localhost:3000', AUTH_SECRET: 'x'.repeat(40), SMTP_URL: 'smtp://localhost',
    ENCRYPTION_KEYS: first, HASH_MEMORY_KIB: '19456', HASH_ITERATIONS: '2', ...settings,
  }).forEach(([name, value]) => vi.stubEnv(name, value))
  return import('./password-hash')
}

let usual: Awaited<ReturnType<typeof withSettings>>
beforeAll(async () => {
  usual = await withSettings({})
})
afterAll(() => vi.unstubAllEnvs())

describe('password hashes', () => {
  it('[T04] are PHC strings at the configured cost, salted for each person', async () => {
    const [one, two] = [await usual.hashPassword('correct horse battery'), await usual.hashPassword('correct horse battery')]
    expect(one.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one.hash).not.toBe(two.hash)
    expect(await usual.verifyPassword('correct horse battery', one)).toEqual({ correct: true, needsRehash: false })
    expect((await usual.verifyPassword('correct horse batterx', one)).correct).toBe(false)
  })

  it('[T03] differ at every character, spaces included; only the normal form is folded', async () => {
    const long = 'x'.repeat(99)
    const stored = await usual.hashPassword(`${long}a`)
    expect((await usual.verifyPassword(`${long}b`, stored)).correct).toBe(false)
    expect((await usual.verifyPassword(`${long}a `, stored)).correct).toBe(false)
    expect((await usual.verifyPassword(`${long}A`, stored)).correct).toBe(false)
    const accented = await usual.hashPassword('Ångström Ångström'.normalize('NFD'))
    expect((await usual.verifyPassword('Ångström Ångström'.normalize('NFC'), accented)).correct).toBe(true)
  })

  it('[T04] are nothing without the ring key', async () => {
    const stored = await usual.hashPassword('correct horse battery')
    const elsewhere = await withSettings({ ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}` })
    expect((await elsewhere.verifyPassword('correct horse battery', stored)).correct).toBe(false)
  })

  it('[T04] ask to be made anew when the cost rises or the key is an older one', async () => {
    const stored = await usual.hashPassword('correct horse battery')
    const dearer = await withSettings({ HASH_ITERATIONS: '3' })
    expect(await dearer.verifyPassword('correct horse battery', stored)).toEqual({ correct: true, needsRehash: true })
    const turned = await withSettings({ ENCRYPTION_KEYS: `${second},${first}` })
    expect(await turned.verifyPassword('correct horse battery', stored)).toEqual({ correct: true, needsRehash: true })
    expect(await turned.verifyPassword('wrong horse battery', stored)).toEqual({ correct: false, needsRehash: false })
  })

  it('[T80] never hash more than 1,024 bytes, and answer wrong for nobody, for too much and for a broken row alike', async () => {
    const stored = await usual.hashPassword('correct horse battery')
    for (const [password, credential] of [['x'.repeat(5_000_000), stored], ['ü'.repeat(600), stored], ['correct horse battery', null], ['correct horse battery', { ...stored, hash: 'plain' }]] as const) {
      expect(await usual.verifyPassword(password, credential)).toEqual({ correct: false, needsRehash: false })
    }
    await expect(usual.hashPassword('ü'.repeat(600))).rejects.toThrow(RangeError)
  })
})
