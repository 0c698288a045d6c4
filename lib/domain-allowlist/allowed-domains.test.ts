import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { domainOf, isAllowedDomain, readDomain, sayDomains, storedDomain } from './allowed-domains'

const exact = { domain: 'acme.example', subdomains: false }
const under = { domain: 'people.example', subdomains: true }

describe('the domains that addresses may have', () => {
  it('are the very ones that are named, and those under them where it says so', () => {
    const list = [exact, under]
    for (const allowed of ['acme.example', 'people.example', 'eu.people.example', 'a.b.people.example']) expect([allowed, isAllowedDomain(list, allowed)]).toEqual([allowed, true])
    for (const outside of ['eu.acme.example', 'evilacme.example', 'evilpeople.example', 'people.example.evil', 'example', 'acme.example.', '.people.example.', '', 'peoplexexample']) expect([outside, isAllowedDomain(list, outside)]).toEqual([outside, false])
  })

  it('are all there are while none is named', () => expect(isAllowedDomain([], 'anything.example')).toBe(true))

  it('are compared with what an address comes down to, however it was spelled', () => {
    const list = [{ domain: 'xn--mnchen-3ya.de', subdomains: false }]
    for (const typed of ['a@München.de', 'A@XN--MNCHEN-3YA.DE', ' a@münchen.de ']) expect([typed, isAllowedDomain(list, domainOf(canonicalEmail(typed)!.key))]).toEqual([typed, true])
    expect(canonicalEmail('a@acme.example@evil.example')).toBeNull()
  })

  it('are stored and read back as they were, and said in a few words', () => {
    const label = fc.stringMatching(/^[a-z]{1,8}$/)
    fc.assert(fc.property(fc.record({ domain: fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.')), subdomains: fc.boolean() }), (one) => {
      expect(readDomain(storedDomain(one))).toEqual(one)
    }))
    expect(sayDomains([exact, under])).toBe('acme.example and people.example with its subdomains')
  })
})
