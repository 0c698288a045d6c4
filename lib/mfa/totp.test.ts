import { generateSync } from 'otplib'
import { describe, expect, it } from 'vitest'
import { newTotpSecret, totpStepOf, totpUri } from './totp'

// "12345678901234567890" in base32: the secret of RFC 6238, Appendix B, for SHA-1.
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
// Its eight digits end in the six that a shorter code has.
const RFC_VECTORS = [[59, '94287082'], [1_111_111_109, '07081804'], [1_111_111_111, '14050471'], [1_234_567_890, '89005924'], [2_000_000_000, '69279037'], [20_000_000_000, '65353130']] as const

const NOW = 1_790_000_010_000
const STEP = Math.floor(NOW / 30_000)
const codeAt = (now: number, secret = RFC_SECRET) => generateSync({ secret, epoch: Math.floor(now / 1000) })

describe('codes of an authenticator app', () => {
  it.each(RFC_VECTORS)('RFC 6238, Appendix B: at %i s the last six digits of %s', (seconds, code) => {
    expect(totpStepOf(RFC_SECRET, code.slice(2), seconds * 1000)).toBe(Math.floor(seconds / 30))
  })

  it('[T13] the present step and the one before, at the first and the last millisecond of a period; not two before, not the next', () => {
    const begin = STEP * 30_000
    for (const now of [begin, begin + 29_999]) {
      expect(totpStepOf(RFC_SECRET, codeAt(begin), now)).toBe(STEP)
      expect(totpStepOf(RFC_SECRET, codeAt(begin - 1), now)).toBe(STEP - 1)
      expect(totpStepOf(RFC_SECRET, codeAt(begin - 30_001), now)).toBeNull()
      expect(totpStepOf(RFC_SECRET, codeAt(begin + 30_000), now)).toBeNull()
    }
  })

  it.each(['', ' ', '12345', '1234567', '１２３４５６', '١٢٣٤٥٦', '000000\n', '\n000000', '12 345', '+12345', '1e5', '12345\0', 'abcdef', 'undefined', null, undefined, 123_456, ['123456'], { length: 6 }, true])('[T14] %j is a wrong code, not a fault', (code) => {
    expect(totpStepOf(RFC_SECRET, code, NOW)).toBeNull()
  })

  it('[T14] the right code with anything around it is a wrong one', () => {
    const code = codeAt(NOW)
    expect(totpStepOf(RFC_SECRET, code, NOW)).toBe(STEP)
    for (const twisted of [`${code}\n`, ` ${code}`, `${code} `, `0${code}`, [code]]) expect(totpStepOf(RFC_SECRET, twisted, NOW)).toBeNull()
  })

  it('a secret has 160 bits, and no two are alike', () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret)
    expect(new Set(secrets).size).toBe(50)
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  })

  it('the picture names tenant and person, and what the codes are made of', () => {
    const uri = new URL(totpUri(RFC_SECRET, { issuer: 'Acme & Söhne', account: 'olivia@acme.example' }))
    expect(uri.protocol).toBe('otpauth:')
    expect(decodeURIComponent(uri.pathname)).toContain('Acme & Söhne:olivia@acme.example')
    expect(uri.searchParams.get('secret')).toBe(RFC_SECRET)
    expect(uri.searchParams.get('issuer')).toBe('Acme & Söhne')
  })
})
