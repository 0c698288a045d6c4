import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { processorTimeOf } from '@/prisma/factories/processor-time'
import { dictionary } from '@zxcvbn-ts/language-common'
import { checkPassword, kindsAsked, reusedFault } from './check-password'
import { commonPasswords } from './common-passwords'
import { loadPasswordJudge, type PasswordJudge } from './password-judge'
import { passwordPolicyOf, type PasswordContext } from './policy-terms'

const DEFAULTS = {
  passwordMinimumLength: 15, passwordMinimumStrength: 3, passwordHistoryLength: 5, mfaRequiredForEveryone: false, passwordRefuseCommon: true, passwordRefuseOwnWords: true,
  passwordCapitals: 0, passwordLowercase: 0, passwordDigits: 0, passwordSpecials: 0,
}
const policy = passwordPolicyOf(DEFAULTS)
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
    const asked = { ...DEFAULTS, passwordMinimumLength: 8 }
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

  it('counts each kind it asks for, in any script, and says how many there are', () => {
    const asked = { ...policy, minimumLength: 8, minimumStrength: 0, capitals: 2, lowercase: 1, digits: 3, specials: 1 }
    expect(codes('WQ1 22 fjord', asked)).toEqual([])
    expect(codes('ЖΩ١٢٣ қ ☃', asked)).toEqual([])
    expect(codes('wq1 22 fjord', asked)).toEqual(['few_capitals'])
    expect(codes('WQ1 22 FJORD', asked)).toEqual(['few_lowercase'])
    expect(codes('WQ1 2 fjord', asked)).toEqual(['few_digits'])
    expect(codes('WQ122fjord', asked)).toEqual(['few_specials'])
    expect(codes('東京タワー東京タワー', asked)).toEqual(['few_capitals', 'few_lowercase', 'few_digits', 'few_specials'])
    // Numbers that are no digits, and marks that stand on a letter, are of no kind.
    expect(codes('WQe\u0301 Ⅻ½²ab', asked)).toEqual(['few_digits'])
    const sentences = checkPassword('Wq1x fjord', asked, context, judge).faults.map(({ sentence }) => sentence)
    expect(sentences).toEqual(['Use at least 2 capital letters. This has 1.', 'Use at least 3 digits. This has 1.'])
    expect(kindsAsked(asked)).toEqual(['2 capital letters', '1 lowercase letter', '3 digits', '1 special character'])
    expect(kindsAsked(policy)).toEqual([])
  })

  it('[T02] refuses neither the listed nor one’s own words where a tenant has switched that off', () => {
    const lenient = { ...policy, minimumStrength: 0 }
    expect([codes('aaaaaaaaaaaaaaa', lenient), codes('aaaaaaaaaaaaaaa', { ...lenient, refuseCommon: false })]).toEqual([['too_common'], []])
    expect([codes('OliviaOkafor2026', lenient), codes('OliviaOkafor2026', { ...lenient, refuseOwnWords: false })]).toEqual([['own_words'], []])
    // One of the two still stands by itself.
    expect(codes('aaaaaaaaaaaaaaa', { ...lenient, refuseOwnWords: false })).toEqual(['too_common'])
    expect(codes('OliviaOkafor2026', { ...lenient, refuseCommon: false })).toEqual(['own_words'])
  })

  it('the password that is printed in the manual is nobody’s (T10)', () => {
    expect(codes('correct-horse-castle-42')).toEqual(['too_common'])
  })

  it('judges the longest texts without stopping the process', async () => {
    for (const slow of ['p4ssw0rd'.repeat(16), '@$$h0!3'.repeat(150), 'ﷺ'.repeat(1000)]) {
      const { milliseconds } = await processorTimeOf(() => codes(slow), 2000)
      expect(milliseconds).toBeLessThan(2000)
    }
  })

  it('says the same of NFC-equal texts, and adding characters is refused only for being listed, guessable or too long', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.constantFrom('gravel', 'Ångström', 'password', 'olivia', '2026', ' '))
    const kinds = fc.record({ capitals: fc.nat(3), lowercase: fc.nat(3), digits: fc.nat(3), specials: fc.nat(3), minimumLength: fc.integer({ min: 8, max: 20 }), minimumStrength: fc.nat(3) })
    const accent = fc.constantFrom('\u0301', '\u0345', '\u0338', '\u3099', '\u0323')
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.oneof(word, accent), kinds, (parts, more, asked) => {
        const [text, at] = [parts.join(''), { ...policy, ...asked }]
        expect(codes(text.normalize('NFD'), at)).toEqual(codes(text.normalize('NFC'), at))
        if (codes(text, at).length > 0) return
        expect(['too_long', 'too_common', 'too_guessable', 'own_words']).toEqual(expect.arrayContaining(codes(text + more, at)))
      }),
      { numRuns: 120 },
    )
  })
})
