import { describe, expect, it } from 'vitest'
import { type EligibleRole } from '@/lib/pim/own-view'
import { counter, itemsOf, leastReason, lengthsFor, proposedLength, windowFor } from './basket'

const HOUR = 3600
function role(more: Partial<EligibleRole['settings']> = {}, endsAt: number | null = null): EligibleRole {
  return {
    grantId: 'g', role: 'auditor', scope: { type: 'tenant' }, placeName: null, endsAt, adds: '', narrowTo: [], disabledReason: null, activations: [], pending: [],
    settings: { longestSeconds: 8 * HOUR, justificationLength: 10, ticket: 'off', ticketPattern: null, mfa: false, approvals: 0, undecidedSeconds: 24 * HOUR, mailRequester: true, mailApprovers: true, ...more },
  }
}
const picked = (...roles: EligibleRole[]) => roles.map((one) => ({ role: one, places: [] }))

describe('a basket', () => {
  it('is one request for each role and each place', () => {
    const [payments, ledger] = [{ type: 'workspace', id: 'p', name: 'Payments' }, { type: 'workspace', id: 'l', name: 'Ledger' }] as const
    expect(itemsOf([{ role: role(), places: [payments, ledger] }, { role: role(), places: [] }]).map(({ place }) => place?.name ?? null)).toEqual(['Payments', 'Ledger', null])
  })

  it('offers from half an hour in quarters up to what the strictest role allows, and proposes an hour', () => {
    expect(lengthsFor(picked(role({ longestSeconds: HOUR })))).toEqual([1800, 2700, 3600])
    expect(lengthsFor(picked(role(), role({ longestSeconds: 1800 })))).toEqual([1800])
    expect(lengthsFor(picked(role({ longestSeconds: 86_400 }))).at(-1)).toBe(86_400)
    expect(proposedLength([1800, 2700, 3600, 4500])).toBe(3600)
    expect(proposedLength([1800])).toBe(1800)
  })

  it('asks for the longest of the reasons', () => {
    expect(leastReason(picked(role({ justificationLength: 0 }), role({ justificationLength: 40 })))).toBe(40)
    expect(leastReason([])).toBe(0)
    expect(counter('  too few ', 10)).toBe('7 of at least 10 characters')
    expect(counter('👩‍🚀 is enough', 10)).toBe('13 of at most 1000 characters')
  })

  it('ends with the role itself, goes on from what runs, and never starts in the past', () => {
    expect(windowFor({ role: role() }, { seconds: 60, startsAt: null, from: null, now: 1000 })).toEqual({ startsAt: 1000, endsAt: 61_000, cut: false })
    expect(windowFor({ role: role() }, { seconds: 60, startsAt: 500, from: null, now: 1000 }).startsAt).toBe(1000)
    expect(windowFor({ role: role() }, { seconds: 60, startsAt: 9000, from: null, now: 1000 }).endsAt).toBe(69_000)
    expect(windowFor({ role: role() }, { seconds: 60, startsAt: null, from: 5000, now: 1000 }).endsAt).toBe(65_000)
    expect(windowFor({ role: role({}, 31_000) }, { seconds: 60, startsAt: null, from: null, now: 1000 })).toEqual({ startsAt: 1000, endsAt: 31_000, cut: true })
  })
})
