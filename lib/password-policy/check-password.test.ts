import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dictionary } from '@zxcvbn-ts/language-common'
import { checkPassword, reusedFault } from './check-password'
import { commonPasswords } from './common-passwords'
import { loadPasswordJudge, type PasswordJudge } from './password-judge'
import { passwordPolicyOf, type PasswordContext } from './policy-terms'

const policy = passwordPolicyOf({ passwordMinimumLength: 15, passwordMinimumStrength: 3, passwordHistoryLength: 5, mfaRequiredForEveryone: false })
const context: PasswordContext = { givenName: 'Olivia', familyName: 'Okafor', email: 'olivia@acme.example', tenantName: 'Tenant Name' }
let judge: PasswordJudge
beforeAll(async () => {
  judge = await loadPasswordJudge()
})
const codes = (password: string, at = policy) => checkPassword(password, at, context, judge).faults.map(({ code }) => code)

describe('the password policy at its defaults', () => {
  it('[T01] counts code points: 14 refused, 15 taken, 128 the last', () => {
    expect(codes('wq fjord miyzk')).toEqual(['too_short'])
    expect(codes('wq fjord miyzks')).toEqual([])
    expect(codes('🐴 🔋📎  🏰🌊🗝🪁🧭🦉🪵🎏🪗')).toEqual([])
    expect(codes('🐴 🔋📎  🏰🌊🗝🪁🧭🦉🪵')).toContain('too_short')
    const letters = 'quvx tolk brimnyd '.repeat(8)
    expect(codes(letters.slice(0, 64))).toEqual([])
    expect(codes(letters.slice(0, 128))).toEqual([])
    expect(codes(letters.slice(0, 129))).toEqual(['too_long'])
    expect(codes('x'.repeat(5_000_000))).toContain('too_long')
    expect(codes('aaaaaaaaaaaaaaa')).toEqual(['too_common'])
    expect(codes('tangerine lantern gravel')).toEqual([])
  })

  it('[T01] goes below 15 only while a second factor is required of everyone', () => {
    const asked = { passwordMinimumLength: 8, passwordMinimumStrength: 3, passwordHistoryLength: 5 }
    expect(passwordPolicyOf({ ...asked, mfaRequiredForEveryone: false }).minimumLength).toBe(15)
    expect(passwordPolicyOf({ ...asked, mfaRequiredForEveryone: true }).minimumLength).toBe(8)
  })

  it('[T02] refuses every entry of the bundled list, as a whole and in any case, and says why', () => {
    const entries = [...commonPasswords(dictionary['passwords-common']).entries]
    const meeting = entries.filter((entry) => [...entry].length >= policy.minimumLength)
    expect(entries.length).toBeGreaterThan(90_000)
    expect(meeting.length).toBeGreaterThan(3000)
    for (let n = 0; n < 200; n++) {
      const entry = meeting[Math.floor((n * meeting.length) / 200)]!
      const shouted = n % 2 ? entry : entry.toUpperCase()
      const { faults } = checkPassword(shouted, policy, context, judge)
      expect([shouted, faults.map(({ code }) => code)]).toEqual([shouted, ['too_common']])
      expect(faults[0]?.sentence).toMatch(/attackers try first/)
    }
    // The list refuses what no estimate would: enough entries are strong enough by zxcvbn.
    expect(meeting.filter((_, index) => index % 250 === 0).filter((entry) => judge.strength(entry, []) >= 3).length * 250).toBeGreaterThan(3000)
  })

  it('[T02] refuses the words of the person, the tenant and the product, not a phrase that holds one', () => {
    for (const own of ['TenantName2026!!', 'tenant-name-2026!', 'OliviaOkafor2026', 'okafor.olivia.1990', 'olivia@acme.example', 'CastellanCastellan', 'acme-castellan-2026', '2026 Castellan 2026']) {
      expect([own, codes(own)]).toEqual([own, ['own_words']])
    }
    expect(codes('olivia walks over gravel at dusk')).toEqual([])
    expect(codes('my password is a brittle umbrella')).toEqual([])
  })

  it('asks for strength, and only for what the tenant asks', () => {
    expect(codes('understanding-12')).toEqual(['too_guessable'])
    expect(codes('understanding-12', { ...policy, minimumStrength: 0 })).toEqual([])
    expect(reusedFault(5).sentence).toContain('last 5')
    expect(reusedFault(1).sentence).toContain('you have now')
  })

  it('the password that is printed in the manual is nobody’s (T10)', () => {
    expect(codes('correct-horse-castle-42')).toEqual(['too_common'])
  })

  it('judges the longest texts without stopping the process', () => {
    for (const slow of ['p4ssw0rd'.repeat(16), '@$$h0!3'.repeat(150), 'ﷺ'.repeat(1000)]) {
      // Its own work, in microseconds: what else the machine does is not counted.
      const began = process.cpuUsage()
      codes(slow)
      expect(process.cpuUsage(began).user).toBeLessThan(1_000_000)
    }
  })

  it('says the same of NFC-equal texts, and adding characters is refused only for being listed, guessable or too long', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.constantFrom('gravel', 'Ångström', 'password', 'olivia', '2026', ' '))
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, (parts, more) => {
        const text = parts.join('')
        expect(codes(text.normalize('NFD'))).toEqual(codes(text.normalize('NFC')))
        if (codes(text).length > 0) return
        expect(['too_long', 'too_common', 'too_guessable', 'own_words']).toEqual(expect.arrayContaining(codes(text + more)))
      }),
      { numRuns: 120 },
    )
  })
})
