import { describe, expect, it } from 'vitest'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { earliestEnd, endHelp, kindReasons, kindToOffer, latestEnd, needsEnd, sayKind, termsByRole, whyNotHeldActive, whyNotHeldEligible, whyNotKind, type AssignmentTerms, type GrantKind } from './assignment-terms'
import { DEFAULT_SETTINGS } from './role-settings'

const DAY = 86_400_000
const terms = (more: Partial<AssignmentTerms> = {}): AssignmentTerms => ({ enabled: true, standing: 'yes', eligibleSeconds: null, ...more })
const OFF = 'PIM is off for Auditor: as eligible it could never be activated. Switch PIM on in its role settings first.'
const NEVER = 'By its PIM settings Auditor is held only as eligible, and activated when it is needed.'

describe('what binds whoever gives a role', () => {
  it('is what the tenant set, else the default, and nothing more of either', () => {
    const own = { auditor: { ...DEFAULT_SETTINGS.auditor, enabled: true, standing: 'no' as const } }
    const all = termsByRole(own)
    expect(Object.keys(all)).toEqual([...ROLE_KEYS])
    expect([all.auditor, all.super_admin, all.approver]).toEqual([terms({ standing: 'no' }), terms({ eligibleSeconds: 365 * 86_400 }), terms({ enabled: false })])
    expect(termsByRole(null).auditor).toEqual(terms({ enabled: false }))
  })

  it('as eligible: that it can be activated at all', () => {
    expect([whyNotHeldEligible('auditor', terms()), whyNotHeldEligible('auditor', terms({ enabled: false }))]).toEqual([null, OFF])
  })

  it('as active: that it may be held standing, while PIM is on; never the bare membership, nor an owner for the worst day', () => {
    const no = terms({ standing: 'no' })
    expect([whyNotHeldActive('auditor', no), whyNotHeldActive('auditor', terms()), whyNotHeldActive('auditor', terms({ standing: 'time_bound' })), whyNotHeldActive('auditor', { ...no, enabled: false })]).toEqual([NEVER, null, null, null])
    expect([whyNotHeldActive('member', no), whyNotHeldActive('client_owner', no, true)]).toEqual([null, null])
    expect([whyNotHeldActive('client_owner', no), whyNotHeldActive('auditor', no, true)]).toEqual([expect.stringContaining('only as eligible'), NEVER])
  })
})

describe('the end of an eligible grant', () => {
  it('is at most so long after its start', () => {
    expect([latestEnd({ eligibleSeconds: null }, 5), latestEnd({ eligibleSeconds: 10 }, 5)]).toEqual([null, 10_005])
    expect([earliestEnd({ eligibleSeconds: null }, 5, 7), earliestEnd({ eligibleSeconds: null }, 5, null), earliestEnd({ eligibleSeconds: 10 }, 5, null), earliestEnd({ eligibleSeconds: 10 }, 5, 7), earliestEnd({ eligibleSeconds: 10 }, 5, 20_000)]).toEqual([7, null, 10_005, 7, 10_005])
  })
})

describe('a grant against the settings', () => {
  const why = (kind: GrantKind, endsAt: number | null, set: Partial<AssignmentTerms>, more: { role?: RoleKey; breakGlass?: boolean } = {}) => whyNotKind({ role: 'auditor', kind, from: DAY, endsAt, ...more }, terms(set))

  it('eligible: PIM is on, and it ends no later than it may', () => {
    const late = { field: 'endsAt', sentence: 'By its PIM settings Auditor is held as eligible for at most 7 days. Choose an earlier end.' }
    const week = { eligibleSeconds: 7 * 86_400 }
    expect([why('eligible', null, {}), why('eligible', null, { enabled: false })]).toEqual([null, { field: 'kind', sentence: OFF }])
    expect([why('eligible', 8 * DAY, week), why('eligible', 8 * DAY + 1, week), why('eligible', null, week)]).toEqual([null, late, late])
    expect(why('eligible', 2 * DAY, { ...week, standing: 'no' })).toBeNull()
  })

  it('active: freely, with an end, or not at all', () => {
    const endless = { field: 'endsAt', sentence: 'By its PIM settings Auditor is held standing only with an end. Choose when it ends.' }
    expect([why('active', null, {}), why('active', null, { standing: 'time_bound' }), why('active', 2 * DAY, { standing: 'time_bound' }), why('active', 2 * DAY, { standing: 'no' }), why('active', null, { standing: 'no', enabled: false })]).toEqual([null, endless, null, { field: 'kind', sentence: `${NEVER} Give it as eligible.` }, null])
    expect([why('active', null, { standing: 'time_bound' }, { role: 'member' }), why('active', null, { standing: 'time_bound' }, { role: 'client_owner', breakGlass: true }), why('active', null, { standing: 'no' }, { role: 'client_owner', breakGlass: true })]).toEqual([null, null, null])
    expect(why('active', null, { standing: 'time_bound' }, { role: 'client_owner', breakGlass: false })?.field).toBe('endsAt')
  })
})

describe('what a form proposes', () => {
  it('is no kind that one of the roles cannot have', () => {
    const all = { ...termsByRole(null), auditor: terms({ standing: 'no' }), client_owner: terms({ standing: 'no' }) }
    expect(kindReasons(['approver', 'auditor'], all)).toEqual({ active: NEVER, eligible: expect.stringMatching(/^PIM is off for .*Approver/) })
    expect(kindReasons(['auditor'], all)).toEqual({ active: NEVER, eligible: null })
    expect(kindReasons(['client_owner'], all, true)).toEqual({ active: null, eligible: null })
    expect([kindReasons(['client_owner'], all).active, kindReasons([], all)]).toEqual([expect.any(String), { active: null, eligible: null }])
    const reasons = (active: string | null, eligible: string | null) => ({ active, eligible })
    expect([kindToOffer('active', reasons(null, 'x')), kindToOffer('active', reasons('x', null)), kindToOffer('eligible', reasons('x', null)), kindToOffer('eligible', reasons(null, 'x'))]).toEqual(['active', 'eligible', 'eligible', 'active'])
  })

  it('is an end where the kind needs one, and says why', () => {
    const says = (kind: GrantKind, set: Partial<AssignmentTerms>) => [needsEnd('auditor', kind, terms(set)), endHelp('auditor', kind, terms(set))]
    const free = [false, 'Left empty: until somebody ends it.']
    expect([says('eligible', {}), says('eligible', { standing: 'time_bound' }), says('active', {}), says('active', { eligibleSeconds: 86_400 }), says('active', { standing: 'time_bound', enabled: false })]).toEqual([free, free, free, free, free])
    expect(says('eligible', { eligibleSeconds: 86_400 })).toEqual([true, 'Its PIM settings let it last 1 day at most.'])
    expect(says('active', { standing: 'time_bound' })).toEqual([true, 'Its PIM settings ask for an end.'])
  })

  it('and how it is called', () => {
    expect([sayKind('Auditor', 'active'), sayKind('Auditor', 'eligible')]).toEqual(['Auditor', 'Auditor (eligible: activated when it is needed)'])
  })
})
