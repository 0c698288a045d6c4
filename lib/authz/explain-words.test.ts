import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainDecider, explainStep, explainVerdict, type Naming } from './explain-words'
import type { Grant, Scope } from './grants'
import { PERMISSIONS } from './policy'

const naming: Naming = { person: 'Max Moreau', place: ({ id }) => id, time: (at) => `day ${at}` }
const you: Naming = { ...naming, person: null }
const held: Grant = { id: 'g', role: 'workspace_admin', scope: { type: 'workspace', id: 'Payments' }, kind: 'active', startsAt: 5, endsAt: 9, confirmed: true, placeActive: true, activation: null }

describe('the words of an answer', () => {
  it('say why a grant counts, or does not', () => {
    const say = (verdict: Parameters<typeof explainVerdict>[0]['verdict'], scope: Scope = held.scope) => explainVerdict({ grant: { ...held, scope }, verdict }, naming)
    expect(say('counts')).toBe('Counts: it carries this in Payments.')
    expect(say('counts', { type: 'tenant' })).toBe('Counts: it carries this, everywhere in the tenant.')
    expect(say('elsewhere')).toBe('Carries this in Payments only.')
    expect(say('not_started')).toBe('Starts on day 5.')
    expect(say('ended')).toBe('Ended on day 9.')
    expect(say('mfa_not_enrolled')).toBe('Counts only with a second factor, and none is enrolled. This version cannot enrol one yet.')
  })

  it('say what decides', () => {
    expect(explainDecider({ by: 'grant', grant: held }, 'workspace:update', 'active', naming)).toBe('Workspace Admin in Payments carries this.')
    expect(explainDecider({ by: 'blocked', grant: held, why: 'not_started' }, 'workspace:update', 'active', naming)).toBe('Workspace Admin in Payments would carry this. Starts on day 5.')
    expect(explainDecider({ by: 'no-grant' }, 'billing:read', 'active', you)).toBe('It takes Client Owner. You hold no such role.')
    expect(explainDecider({ by: 'not-active' }, 'billing:read', 'inactive', naming)).toBe('Max Moreau is inactive. No role counts until the account is active.')
    expect(explainDecider({ by: 'rule', refusal: { code: 'reaching_up', role: 'client_owner', assignableBy: ['client_owner'] } }, 'administrator:reset-mfa', 'active', naming)).toBe('The person it is about holds Client Owner. Only Client Owner may do this to them.')
  })

  it('say what to do, and who could', () => {
    expect(explainStep({ do: 'grant', role: 'super_admin', scope: { type: 'tenant' }, by: ['client_owner', 'super_admin'] }, naming)).toBe('Grant Max Moreau Super Admin. Client Owner or Super Admin could.')
    expect(explainStep({ do: 'grant', role: 'workspace_admin', scope: held.scope, by: ['client_owner'] }, you)).toBe('Grant you Workspace Admin in Payments. Client Owner could.')
    expect(explainStep({ do: 'enrol-factor' }, you)).toBe('With a second factor of your own. This version cannot enrol one yet.')
    expect(explainStep({ do: 'activate-place', grant: held, by: ['business_admin'] }, you)).toBe('Activate the organization again. Business Admin could.')
    expect(explainStep({ do: 'ask-another', by: ['client_owner'] }, you)).toBe('Another administrator can: Client Owner.')
  })

  it('never come out empty or unfinished', () => {
    const deciders = fc.constantFrom<Parameters<typeof explainDecider>[0]>({ by: 'own' }, { by: 'no-place' }, { by: 'nobody' }, { by: 'no-grant' }, { by: 'not-active' }, { by: 'grant', grant: held }, { by: 'rule', refusal: { code: 'yourself' } }, { by: 'rule', refusal: { code: 'scope_not_assignable', role: 'member', assignableBy: [] } })
    fc.assert(fc.property(deciders, fc.constantFrom(...PERMISSIONS), fc.constantFrom(naming, you), (decider, permission, names) => {
      expect(explainDecider(decider, permission, 'new', names)).toMatch(/^[A-Z].*\.$/)
      expect(explainDecider(decider, permission, 'new', names)).not.toMatch(/undefined|null|\[object/)
    }))
  })
})
