import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Step } from './explain-changes'
import { doing, explainDecider, explainStep, explainVerdict, type Naming } from './explain-words'
import { ENROLLED_WHERE, ENROL_YOURS, USED_WHERE, USE_YOURS } from './factor-words'
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
    expect(say('mfa_not_enrolled')).toBe('Counts only with a second factor, and none is enrolled. It is added under My account.')
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
    expect(explainStep({ do: 'enrol-factor' }, you)).toBe('With a second factor of your own, added under My account, Second factors.')
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

  it('are the ones on the list, whatever is asked of whom', async () => {
    const everywhere: Grant = { ...held, role: 'client_owner', scope: { type: 'tenant' } }
    const verdicts = (['counts', 'not_needed', 'not_carried', 'elsewhere', 'not_started', 'ended', 'person_not_active', 'awaiting_confirmation', 'place_not_active', 'not_activated', 'mfa_not_enrolled', 'mfa_not_used'] as const).flatMap((verdict) => [held, everywhere, { ...held, endsAt: null }].map((grant) => explainVerdict({ grant, verdict }, naming)))
    const roles = { assignableBy: ['client_owner', 'super_admin'], role: 'auditor' } as const
    const deciders: Parameters<typeof explainDecider>[0][] = [{ by: 'own' }, { by: 'grant', grant: held }, { by: 'grant', grant: everywhere }, { by: 'not-active' }, { by: 'no-place' }, { by: 'nobody' }, { by: 'blocked', grant: held, why: 'ended' }, { by: 'no-grant' }, { by: 'rule', refusal: { code: 'yourself' } }, ...(['reaching_up', 'role_not_assignable', 'scope_not_assignable'] as const).map((code) => ({ by: 'rule' as const, refusal: { code, ...roles } }))]
    const decided = [naming, you].flatMap((names) => deciders.flatMap((decider) => (['workspace:update', 'billing:read'] as const).flatMap((permission) => (['new', 'active', 'inactive', 'deleted'] as const).map((status) => explainDecider(decider, permission, status, names)))))
    const by = ['client_owner', 'client_admin', 'super_admin'] as const
    const steps: Step[] = [...(['new', 'active', 'inactive', 'deleted'] as const).map((from) => ({ do: 'make-active' as const, from, by })), ...(['start-now', 'confirm', 'activate-place', 'end', 'end-theirs'] as const).flatMap((name) => [held, everywhere].map((grant) => ({ do: name, grant, by }))), { do: 'activate-grant', grant: held }, { do: 'enrol-factor' }, { do: 'use-factor' }, { do: 'grant', role: 'member', scope: { type: 'tenant' }, by: [] }, { do: 'make-inactive', by }, { do: 'ask-another', by }, { do: 'ask-another', by: [] }]
    const told = [naming, you].flatMap((names) => steps.map((step) => `${step.do}\t${explainStep(step, names)}`))
    const asked = [ENROL_YOURS, USE_YOURS, ENROLLED_WHERE, USED_WHERE, ...PERMISSIONS.map((permission) => `${permission}\t${doing(permission)}`)]
    await expect(`${[...verdicts, ...new Set(decided), ...told, ...asked].join('\n')}\n`).toMatchFileSnapshot('expected/can-they-words.txt')
  })
})
