import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { isLoosening, whatLoosens, type Loosened, type RolePolicy } from './is-loosening'
import { DEFAULT_SETTINGS, STANDING, TICKET_RULES, type RoleSettings } from './role-settings'

const settings: fc.Arbitrary<RoleSettings> = fc.record({
  enabled: fc.boolean(), standing: fc.constantFrom(...STANDING), longestSeconds: fc.integer({ min: 2, max: 96 }).map((steps) => steps * 900),
  justificationLength: fc.constantFrom(0, 10, 11, 500), ticket: fc.constantFrom(...TICKET_RULES), ticketPattern: fc.constantFrom('A-\\d+', 'B'),
  mfa: fc.boolean(), approvals: fc.integer({ min: 0, max: 5 }), undecidedSeconds: fc.constantFrom(3600, 604_800), eligibleSeconds: fc.constantFrom(null, 604_800, 31_536_000),
  mailRequester: fc.boolean(), mailApprovers: fc.boolean(), mailOwners: fc.boolean(), mailExtra: fc.constantFrom([], ['a@b.example']),
}).map((made) => ({ ...made, ticketPattern: made.ticket === 'pattern' ? made.ticketPattern : null }))
const policy: fc.Arbitrary<RolePolicy> = fc.record({
  settings,
  approvers: fc.record({ people: fc.uniqueArray(fc.constantFrom('p1', 'p2', 'p3')), roles: fc.uniqueArray(fc.constantFrom(...ROLE_KEYS.slice(0, 4))) }),
})

/** What may happen under the settings, said anew in other words: a number for each, the larger the more. */
function allowance({ settings: one }: RolePolicy): Record<Exclude<Loosened, 'approvers' | 'ticket'>, number> {
  return {
    enabled: one.enabled ? 0 : 1, standing: { yes: 2, time_bound: 1, no: 0 }[one.standing], longestSeconds: one.longestSeconds, justificationLength: -one.justificationLength,
    mfa: one.mfa ? 0 : 1, approvals: -one.approvals, eligibleSeconds: one.eligibleSeconds ?? Infinity,
  }
}
const ticketAllows = ({ settings: one }: RolePolicy) => ({ off: 2, text: 1, pattern: 0 })[one.ticket]
const key = ({ approvers }: RolePolicy) => JSON.stringify([[...approvers.people].sort(), [...approvers.roles].sort()])

describe('what loosens a role’s settings', () => {
  it('is whatever lets more happen, field by field, and nothing else', () => {
    fc.assert(fc.property(policy, policy, (before, after) => {
      const [old, made] = [allowance(before), allowance(after)]
      const expected = new Set<string>(Object.keys(old).filter((field) => made[field as keyof typeof made] > old[field as keyof typeof old]))
      const repatterned = before.settings.ticket === 'pattern' && after.settings.ticket === 'pattern' && before.settings.ticketPattern !== after.settings.ticketPattern
      if (ticketAllows(after) > ticketAllows(before) || repatterned) expected.add('ticket')
      if (key(before) !== key(after)) expected.add('approvers')
      expect(new Set(whatLoosens(before, after))).toEqual(expected)
      expect(isLoosening(before, after)).toBe(expected.size > 0)
    }), { numRuns: 2000 })
  })

  it('nothing changed loosens nothing; neither does who is told, nor how long a request waits, nor the order of approvers', () => {
    fc.assert(fc.property(policy, settings, (one, other) => {
      expect(isLoosening(one, one)).toBe(false)
      const told = { ...one.settings, mailRequester: other.mailRequester, mailApprovers: other.mailApprovers, mailOwners: other.mailOwners, mailExtra: other.mailExtra, undecidedSeconds: other.undecidedSeconds }
      expect(isLoosening(one, { settings: told, approvers: { people: one.approvers.people.toReversed(), roles: one.approvers.roles.toReversed() } })).toBe(false)
    }))
  })

  it('no way around: what two tightenings lead to, a loosening leads back from', () => {
    fc.assert(fc.property(policy, policy, (one, other) => {
      const changed = whatLoosens(one, other).length + whatLoosens(other, one).length
      const same = JSON.stringify([allowance(one), ticketAllows(one), one.settings.ticketPattern, key(one)]) === JSON.stringify([allowance(other), ticketAllows(other), other.settings.ticketPattern, key(other)])
      expect(changed === 0).toBe(same)
    }))
  })

  it('from the defaults: an hour more, a character less, one approval less', () => {
    const owner: RolePolicy = { settings: DEFAULT_SETTINGS.client_owner, approvers: { people: [], roles: [] } }
    const to = (part: Partial<RoleSettings>) => whatLoosens(owner, { ...owner, settings: { ...owner.settings, ...part } })
    expect(to({ longestSeconds: 9 * 3600 })).toEqual(['longestSeconds'])
    expect(to({ justificationLength: 0, approvals: 0 })).toEqual(['justificationLength', 'approvals'])
    expect(to({ standing: 'no', approvals: 2, longestSeconds: 1800, ticket: 'text', eligibleSeconds: 604_800 })).toEqual([])
  })
})
