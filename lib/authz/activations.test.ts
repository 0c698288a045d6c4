// What an activation confers: when, where, and which one is named for what is done under it.
import { describe, expect, it } from 'vitest'
import { can, holds, holdsSomewhere, type Place } from './can'
import { decidingActivation } from './deciding-activation'
import { explain, type CanTheyQuestion } from './explain'
import { apply, smallestChanges } from './explain-changes'
import { TENANT, assigns, makeActor, reachOfGrant, whyNotInForce, withActivations, type Activation, type Actor, type Grant, type Scope } from './grants'
import type { Permission, RoleKey } from './policy'
import { explainRefusal } from './refusals'

const NOW = 1_000_000
const payments: Place = { type: 'workspace', id: 'payments' }
const ledger: Place = { type: 'workspace', id: 'ledger' }
const northwind: Place = { type: 'organization', id: 'northwind' }

type Held = Omit<Grant, 'activation'>
const eligible = (role: RoleKey, more: Partial<Held> = {}): Held => ({ id: role, role, scope: TENANT, kind: 'eligible', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, ...more })
const standing = (role: RoleKey, scope: Scope = TENANT): Grant => ({ ...eligible(role), scope, kind: 'active', activation: null })
const runs = (id: string, scope?: Scope, startsAt = NOW - 5, endsAt = NOW + 5): Activation => ({ id, startsAt, endsAt, ...(scope ? { scope } : {}) })
const actor = (grants: Grant[], more: Partial<Actor> = {}): Actor => makeActor({
  tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
})
const ask = (permission: Permission, more: Partial<CanTheyQuestion> = {}): CanTheyQuestion => ({ permission, place: null, placeActive: true, about: null, role: null, ...more })

describe('a grant stands for itself', () => {
  const grant = eligible('super_admin')
  const ids = (...activations: Activation[]) => withActivations(grant, activations).map(({ activation }) => activation?.id ?? null)

  it('once for each activation, and once without, as long as none reaches as far as the grant', () => {
    expect(ids()).toEqual([null])
    expect(ids(runs('whole'))).toEqual(['whole'])
    expect(ids(runs('narrow', payments))).toEqual(['narrow', null])
    expect(ids(runs('one', payments), runs('two', ledger))).toEqual(['one', 'two', null])
    expect(ids(runs('narrow', payments), runs('whole'))).toEqual(['narrow', 'whole'])
    expect(withActivations(grant, [runs('narrow', payments)])).toEqual([{ ...grant, activation: runs('narrow', payments) }, { ...grant, activation: null }])
  })

  it('and reaches as far as its activation', () => {
    expect([reachOfGrant({ scope: TENANT, activation: null }), reachOfGrant({ scope: payments, activation: runs('a') }), reachOfGrant({ scope: TENANT, activation: runs('a', payments) })]).toEqual([TENANT, payments, payments])
  })
})

describe('when an activation counts', () => {
  const at = (now: number, more: Partial<Held> = {}) => whyNotInForce({ ...eligible('super_admin', more), activation: runs('a', undefined, NOW, NOW + 10) }, actor([], { now }))

  it('from its start to the millisecond before its end', () => {
    expect([NOW - 1, NOW, NOW + 9, NOW + 10, NOW + 11].map((now) => at(now))).toEqual(['not_activated', null, null, 'not_activated', 'not_activated'])
  })

  it('never outside its grant, nor where that does not count', () => {
    expect([at(NOW + 4, { endsAt: NOW + 5 }), at(NOW + 5, { endsAt: NOW + 5 }), at(NOW + 5, { startsAt: NOW + 6 }), at(NOW + 6, { startsAt: NOW + 6 })]).toEqual([null, 'ended', 'not_started', null])
    expect([at(NOW, { confirmed: false }), at(NOW, { placeActive: false })]).toEqual(['awaiting_confirmation', 'place_not_active'])
    expect([0, 1].map((more) => whyNotInForce({ ...eligible('super_admin'), activation: null }, actor([], { now: NOW + more })))).toEqual(['not_activated', 'not_activated'])
  })
})

describe('where a narrow activation counts', () => {
  const narrow = actor(withActivations(eligible('super_admin'), [runs('narrow', payments)]))

  it('in its one place, for what is asked about that place, and nowhere else', () => {
    expect([holds(narrow, 'workspace:update', payments), holds(narrow, 'workspace:update', ledger), holds(narrow, 'organization:update', northwind), holds(narrow, 'organization:update', { type: 'organization', id: 'payments' }), holds(narrow, 'workspace:create'), holds(narrow, 'administrator:update')]).toEqual([true, false, false, false, false, false])
    expect([holdsSomewhere(narrow, 'workspace:update'), holdsSomewhere(narrow, 'organization:update'), holdsSomewhere(narrow, 'workspace:create')]).toEqual([true, false, false])
    expect([assigns(narrow.powers, 'workspace_auditor', payments), assigns(narrow.powers, 'workspace_auditor', ledger), assigns(narrow.powers, 'auditor', TENANT)]).toEqual([true, false, false])
  })

  it('in an organization for whoever assigns in organizations only, and in no workspace', () => {
    const business = (scope?: Scope) => actor(withActivations(eligible('business_admin'), [runs('a', scope)])).powers
    expect([assigns(business(northwind), 'workspace_admin', northwind), assigns(business(northwind), 'workspace_admin', { type: 'organization', id: 'southwind' }), assigns(business(payments), 'workspace_admin', payments), assigns(business(), 'workspace_admin', northwind)]).toEqual([true, false, false, true])
  })

  it('adds to what is held there, whichever comes first', () => {
    const both = (...grants: Grant[]) => holds(actor(grants), 'workspace:update', payments)
    expect([both(standing('workspace_admin', payments), standing('workspace_auditor', payments)), both(standing('workspace_auditor', payments), standing('workspace_admin', payments)), both(...withActivations(eligible('super_admin'), [runs('narrow', payments)]), standing('workspace_auditor', payments))]).toEqual([true, true, true])
  })

  it('several add up, each in its place', () => {
    const two = actor(withActivations(eligible('super_admin'), [runs('one', payments), runs('two', northwind), runs('late', ledger, NOW + 1), runs('gone', ledger, NOW - 5, NOW)]))
    expect([holds(two, 'workspace:update', payments), holds(two, 'organization:update', northwind), holds(two, 'workspace:update', ledger)]).toEqual([true, true, false])
    expect(two.inForce.map(({ activation }) => activation?.id)).toEqual(['one', 'two'])
  })

  it('"Can they?" says of each where it counts', () => {
    const verdicts = (permission: Permission, place: Place | null) => explain(narrow, ask(permission, { place })).considered.map(({ verdict }) => verdict)
    expect([verdicts('workspace:update', payments), verdicts('workspace:update', ledger), verdicts('workspace:create', null)]).toEqual([['counts', 'not_activated'], ['elsewhere', 'not_activated'], ['elsewhere', 'not_activated']])
    expect(explain(narrow, ask('workspace:update', { place: payments })).until).toBe(NOW + 5)
  })

  it('a refusal elsewhere says that the rest can be activated; of a narrow one that is still to start, only in its place', () => {
    const code = (asking: Actor, permission: Permission, place?: Scope) => explainRefusal(asking, { permission, place }).code
    expect([code(narrow, 'workspace:update', ledger), code(narrow, 'workspace:create')]).toEqual(['not_activated', 'not_activated'])
    const late = actor([{ ...eligible('super_admin'), activation: runs('late', payments, NOW + 1) }])
    expect([code(late, 'workspace:update', payments), code(late, 'workspace:update', ledger), code(late, 'workspace:create'), code(late, 'organization:update', payments)]).toEqual(['not_activated', 'not_granted', 'not_granted', 'not_granted'])
  })
})

describe('the smallest change', () => {
  const first = (grants: Grant[], question: CanTheyQuestion) => smallestChanges(actor(grants), question).map((change) => change.map((step) => [step.do, 'grant' in step ? step.grant.id : null]))

  it('is to activate the rest, where what runs is narrower or has not begun', () => {
    for (const running of [runs('narrow', payments), runs('late', payments, NOW + 1)]) {
      expect(first(withActivations(eligible('super_admin'), [running]), ask('workspace:create'))).toEqual([[['activate-grant', 'super_admin']]])
    }
    expect(first(withActivations(eligible('super_admin'), [runs('whole', undefined, NOW + 1)]), ask('workspace:create'))).toEqual([[['activate-grant', 'super_admin']]])
  })

  it('activates that grant alone, and what of it runs in another place goes on', () => {
    const held = [...withActivations(eligible('super_admin'), [runs('narrow', payments)]), ...withActivations(eligible('auditor'), []), standing('approver')]
    const after = apply({ actor: actor(held), question: ask('workspace:create') }, { do: 'activate-grant', grant: held[1]! })
    expect(after.actor.grants.map(({ activation }) => activation && [activation.scope, activation.startsAt, activation.endsAt])).toEqual([[payments, NOW - 5, NOW + 5], [undefined, NOW, NOW + 1], null, null])
  })

  it('offers each grant that could be activated', () => {
    expect(first([...withActivations(eligible('super_admin'), []), ...withActivations(eligible('client_owner'), [])], ask('workspace:create'))).toEqual([[['activate-grant', 'super_admin']], [['activate-grant', 'client_owner']]])
  })

  it('is to end the grant once, however many of its activations carry a yes', () => {
    const held = withActivations(eligible('super_admin'), [runs('narrow', payments), runs('whole')])
    expect(first([...held, standing('workspace_admin', payments)], ask('workspace:update', { place: payments }))).toEqual([[['end', 'super_admin'], ['end', 'workspace_admin']]])
  })
})

describe('the activation that something is done under', () => {
  const under = (grants: Grant[], place: Place = payments) => decidingActivation(actor(grants), 'workspace:update', { place: place as Extract<Place, { type: 'workspace' }> })
  const activated = (role: RoleKey, ...activations: Activation[]) => withActivations(eligible(role), activations)

  it('is none where standing grants allow it, or nobody has one', () => {
    expect(under([standing('super_admin')])).toBeNull()
    expect(under([...activated('super_admin', runs('a')), standing('workspace_admin', payments)])).toBeNull()
    expect(under([standing('super_admin'), ...activated('approver', runs('a'))])).toBeNull()
    expect(under([])).toBeNull()
  })

  it('is the one without which it is not allowed: not the first that runs, not one that reaches elsewhere', () => {
    expect(under(activated('super_admin', runs('a')))).toBe('a')
    expect(under([...activated('approver', runs('other')), ...activated('super_admin', runs('a'))])).toBe('a')
    expect(under(activated('super_admin', runs('there', ledger), runs('here', payments)))).toBe('here')
    expect(under([...activated('super_admin', runs('there', ledger)), standing('workspace_admin', ledger), ...activated('client_owner', runs('all'))])).toBe('all')
  })

  it('is the first that runs where only several together suffice', () => {
    const theirs = { administratorId: 'x', before: { role: 'approver', scope: TENANT }, after: { role: 'auditor', scope: TENANT } } as const
    const both = actor([...activated('client_admin', runs('one')), ...activated('super_admin', runs('two'))])
    expect(can(both, 'role:assign', { change: theirs }).allowed).toBe(true)
    expect(decidingActivation(both, 'role:assign', { change: theirs })).toBe('one')
  })

  it('is none where the request names who decides, whatever they have activated besides', () => {
    const request = { requesterId: 'other', role: 'auditor', scope: TENANT, approvers: { people: ['me'], roles: ['approver'] }, tied: false } as const
    expect(decidingActivation(actor(activated('client_owner', runs('a'))), 'pim-request:decide', { request })).toBeNull()
    const byRole = { ...request, approvers: { people: [], roles: ['approver' as const] } }
    expect(decidingActivation(actor([...activated('super_admin', runs('x')), ...activated('approver', runs('a'))]), 'pim-request:decide', { request: byRole })).toBe('a')
  })
})
