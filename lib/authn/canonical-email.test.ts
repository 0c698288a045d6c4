import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processorTimeOf } from '@/prisma/factories/processor-time'
import { EmailInput, canonicalEmail } from './canonical-email'

const key = (text: string) => canonicalEmail(text)?.key

describe('canonicalEmail', () => {
  it('[T07] spells one address one way', () => {
    for (const spelling of ['Olivia@Acme.Example', ' olivia@acme.example\t', '\u00A0olivia@acme.example\u00A0', 'OLIVIA@ACME.EXAMPLE', 'ｏlivia@acme.example']) {
      expect(key(spelling)).toBe('olivia@acme.example')
    }
    expect(key('A@x')).toBe(key('a@x '))
    expect(key('a@bücher.example')).toBe(key('a@xn--bcher-kva.example'))
    expect(canonicalEmail(' Olivia@Acme.Example ')?.shown).toBe('Olivia@Acme.Example')
    expect(key('o+tag@acme.example')).not.toBe(key('o@acme.example'))
    // A dotted capital İ is not an i: two letters, two people.
    expect(key('İ@acme.example')).not.toBe(key('i@acme.example'))
    expect(key('ı@acme.example')).not.toBe(key('i@acme.example'))
  })

  it('[T07] [T37] refuses what is not one plain address', () => {
    const refused = [
      '', ' ', '@', 'a@', '@b', 'a', 'a@b,c@d', '"a@evil"@b', 'a@evil\uFF20b', 'a\uFF20b', 'a\uFE6Bb', 'a@x\0', 'a\r\nBcc: c@d.example@b.example', 'a@b.example\r\nBcc: c@d',
      'a@b.example.', '.a@b.example', 'a.@b.example', 'a..b@c.example', 'a b@c.example', 'a@b c', 'a@[127.0.0.1]', 'a@127.0.0.1', 'a@0x7f', 'a@-b.example', 'a@b_c.example', '<a@b.example>', 'a@b.example, c@d.example',
      '\u200Ba@b.example', 'a@b.example\u200B', 'a\u200B@b.example', 'a\u202E@b.example', `${'a'.repeat(65)}@b.example`, `a@${'b'.repeat(64)}.example`, 'a@b@c', 'a\\@b.example', 'a@b.example\uD800',
    ]
    for (const text of refused) expect([text, canonicalEmail(text)]).toEqual([text, null])
    expect(key(`${'a'.repeat(64)}@b.example`)).toBe(`${'a'.repeat(64)}@b.example`)
  })

  it('counts the whole length: 254 is the last', () => {
    const domain = (length: number) => `${Array.from({ length: 10 }, () => 'd'.repeat(50)).join('.').slice(0, length - 6)}.shop1`
    const ofLength = (length: number) => `${'a'.repeat(64)}@${domain(length - 65)}`
    expect(ofLength(254)).toHaveLength(254)
    expect(canonicalEmail(ofLength(254))).not.toBeNull()
    expect(canonicalEmail(ofLength(255))).toBeNull()
  })

  it('answers at once for megabytes', async () => {
    const { result, milliseconds } = await processorTimeOf(() => canonicalEmail('a@'.repeat(5_000_000)), 400)
    expect(result).toBeNull()
    expect(milliseconds).toBeLessThan(400)
  })

  it('is idempotent, and lower case, spaces and normal form never make a second account', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    const address = fc.oneof(fc.emailAddress(), fc.tuple(part, part).map(([local, domain]) => `${local}@${domain}.example`), fc.string({ unit: 'binary', maxLength: 40 }))
    fc.assert(
      fc.property(address, (text) => {
        const first = canonicalEmail(text)
        if (!first) return
        expect(canonicalEmail(first.key)?.key).toBe(first.key)
        expect(canonicalEmail(first.shown)?.key).toBe(first.key)
        expect(key(` ${text}\n`)).toBe(first.key)
        expect(first.key.split('@')).toHaveLength(2)
        expect(first.shown).not.toMatch(/[\s",<>]|\p{C}/u)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('EmailInput', () => {
  it('takes text only', () => {
    expect(EmailInput.safeParse({ contains: '@' }).success).toBe(false)
    expect(EmailInput.safeParse(['a@b.example']).success).toBe(false)
    expect(EmailInput.parse('A@b.example')).toEqual({ key: 'a@b.example', shown: 'A@b.example' })
  })
})
