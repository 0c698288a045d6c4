import { describe, expect, it } from 'vitest'
import { TENANT } from '@/lib/authz/grants'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'
import { canBeNarrowed, whyNotEligible, whyNotWritten, type Eligibility } from './why-not-eligible'

const NOW = 1_000_000
const found = (more: Partial<Eligibility> = {}): Eligibility => ({
  grantId: 'g', administratorId: 'a', role: 'super_admin', scope: TENANT, kind: 'eligible', startsAt: 0, endsAt: null, standing: true, personActive: true, factor: true, factorNeeded: true, ...more,
})
const settings = (more: Partial<RoleSettings> = {}): RoleSettings => ({ ...DEFAULT_SETTINGS.super_admin, ...more })

describe('what stands against activating a role', () => {
  const why = (more: Partial<Eligibility>, set: Partial<RoleSettings> = {}) => whyNotEligible(found(more), settings(set), NOW)?.reason ?? null

  it('is nothing while everything holds, to the millisecond', () => {
    expect([why({}), why({ startsAt: NOW }), why({ endsAt: NOW + 1 })]).toEqual([null, null, null])
    expect([why({ startsAt: NOW + 1 }), why({ endsAt: NOW }), why({ endsAt: NOW - 1 })]).toEqual(['not_started', 'ended', 'ended'])
  })

  it('is a factor that is missing where the settings or the policy ask for one', () => {
    expect([why({ factor: false, factorNeeded: false }, { mfa: false }), why({ factor: false }, { mfa: false }), why({ factor: false, factorNeeded: false }), why({ factorNeeded: false })]).toEqual([null, 'mfa_not_enrolled', 'mfa_not_enrolled', null])
  })

  it('is said in words, the first thing first', async () => {
    const cases: [Partial<Eligibility>, Partial<RoleSettings>?][] = [[{ personActive: false }], [{ kind: 'active' }], [{ startsAt: NOW + 1 }], [{ endsAt: NOW }], [{ standing: false }], [{}, { enabled: false }], [{ factor: false }]]
    const lines = cases.map(([more, set]) => whyNotEligible(found(more), settings(set), NOW)!).map(({ reason, sentence }) => `${reason}\t${sentence}`)
    const gone = whyNotEligible(null, settings(), NOW)!
    await expect(`${[`${gone.reason}\t${gone.sentence}`, ...lines].join('\n')}\n`).toMatchFileSnapshot('expected/why-not-eligible.txt')
    // Each case with everything that comes after it: still the same reason.
    for (const [index, [more]] of cases.slice(0, 5).entries()) {
      const after = Object.assign({ factor: false }, ...cases.slice(index + 1, 5).map(([late]) => late), more) as Partial<Eligibility>
      expect(why(after, { enabled: false })).toBe(lines[index]!.split('\t')[0])
    }
    expect(why({ factor: false }, { enabled: false })).toBe('pim_off')
  })
})

describe('what was written', () => {
  const fields = (set: Partial<RoleSettings>, justification: string, ticket = '') => whyNotWritten(settings(set), { justification, ticket })

  it('is a reason of so many characters, counted as a reader does', () => {
    const asks = { justification: 'Write why, in at least 10 characters.' }
    expect([fields({}, '123456789'), fields({}, '1234567890'), fields({}, '😀'.repeat(9)), fields({}, '😀'.repeat(10)), fields({ justificationLength: 0 }, '')]).toEqual([asks, {}, asks, {}, {}])
  })

  it('is a ticket where one is asked for, as it is asked for', () => {
    const reason = '1234567890'
    const missing = { ticket: 'Write the number of the ticket.' }
    const pattern = { ticket: 'pattern', ticketPattern: 'OPS-\\d+|X' } as const
    const wrong = { ticket: 'This is not a ticket as the settings of this role ask for it (OPS-\\d+|X).' }
    expect([fields({}, reason), fields({ ticket: 'text' }, reason), fields({ ticket: 'text' }, reason, 'x'), fields(pattern, reason)]).toEqual([{}, missing, {}, missing])
    expect(['OPS-1', 'X', 'OPS-', 'OPS-1 ', 'aX', 'OPS-1\nX'].map((ticket) => fields(pattern, reason, ticket))).toEqual([{}, {}, wrong, wrong, wrong, wrong])
    expect(fields({ ticket: 'pattern', ticketPattern: '.' }, reason, '😀'), 'a character is one, however it is stored').toEqual({})
    expect(fields({ ticket: 'text' }, '', '')).toEqual({ justification: 'Write why, in at least 10 characters.', ...missing })
  })

  it('an expression that is none, or takes for ever, matches nothing', () => {
    expect(Object.keys(fields({ ticket: 'pattern', ticketPattern: '(' }, '1234567890', '('))).toEqual(['ticket'])
    const began = performance.now()
    expect(Object.keys(fields({ ticket: 'pattern', ticketPattern: '(a+)+b' }, '1234567890', 'a'.repeat(60)))).toEqual(['ticket'])
    expect(performance.now() - began).toBeLessThan(5000)
  })
})

it('only a role with something to do in places of a kind can be narrowed to one', () => {
  const kinds = (role: (typeof ROLE_KEYS)[number]) => (['workspace', 'organization'] as const).filter((kind) => canBeNarrowed(role, kind))
  expect(Object.fromEntries(ROLE_KEYS.map((role) => [role, kinds(role).join(' ')]))).toMatchObject({ super_admin: 'workspace organization', workspace_admin: 'workspace organization', approver: '', requester: '', member: '' })
})
