import { describe, expect, it } from 'vitest'
import { canonicalDomain } from '@/lib/format/canonical-domain'
import { PlaceDomains, PlaceName, PlaceSlug } from './place-fields'
import { splitDomains, suggestSlug } from './place-typing'

const accepts = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) => schema.safeParse(value).success

describe('names', () => {
  it('counts code points as the database does, trims, and takes any script', () => {
    expect(accepts(PlaceName, '🏰'.repeat(100))).toBe(true)
    expect(accepts(PlaceName, '🏰'.repeat(101))).toBe(false)
    expect(PlaceName.parse('  支払い  ')).toBe('支払い')
  })
  it('refuses what nobody could see, and line breaks', () => {
    for (const name of ['\u200b', '\u00ad\u2060', 'Pay\nments', 'Pay\u0007ments']) expect(accepts(PlaceName, name)).toBe(false)
  })
  it('refuses nothing at all, NUL, half a surrogate pair, and anything but text', () => {
    for (const wrong of ['', '   ', 'a\0b', 'a\ud800', null, 7, ['a'], { contains: '' }]) expect(accepts(PlaceName, wrong)).toBe(false)
  })
})

describe('addresses', () => {
  it('are small letters, digits and hyphens within', () => {
    for (const right of ['a', '7', 'payments', 'a-1', 'x'.repeat(63)]) expect(accepts(PlaceSlug, right)).toBe(true)
    for (const wrong of ['', '-a', 'a-', 'A', 'ä', 'a b', 'a/b', 'a.b', 'x'.repeat(64), 'new', 'a\n']) expect([wrong, accepts(PlaceSlug, wrong === 'a\n' ? 'a\nb' : wrong)]).toEqual([wrong, false])
  })
  it('are suggested from a name, never one that would be refused', () => {
    expect(suggestSlug('Crédit & Débit Größe')).toBe('credit-debit-grosse')
    expect(suggestSlug('New')).toBe('new-1')
    expect(suggestSlug('支払い')).toBe('')
    expect(suggestSlug(`${'a'.repeat(62)} b`)).toBe('a'.repeat(62))
  })
})

describe('domains', () => {
  it('have one spelling', () => {
    expect(canonicalDomain(' Example.COM. ')).toBe('example.com')
    expect(canonicalDomain('münchen.de')).toBe('xn--mnchen-3ya.de')
    expect(PlaceDomains.parse(['a.example', 'A.EXAMPLE', 'b.example'])).toEqual(['a.example', 'b.example'])
    expect(splitDomains('a.example, b.example\n c.example;')).toEqual(['a.example', 'b.example', 'c.example'])
  })
  it('are refused where they are something else', () => {
    for (const wrong of ['', 'localhost', '127.0.0.1', '2130706433', '[::1]', 'a..b', '-a.example', 'a.example/x', 'http://a.example', 'me@a.example', 'a b.example', 'a.example:8080', 'a_b.example', `${'a'.repeat(64)}.example`, `${'a.'.repeat(126)}example`]) {
      expect([wrong, canonicalDomain(wrong)]).toEqual([wrong, null])
    }
  })
})
