import { describe, expect, it } from 'vitest'
import type { Place } from './can'
import { apply, smallestChanges, type Step } from './explain-changes'
import type { CanTheyQuestion } from './explain'
import { TENANT, makeActor, type Actor, type Grant, type Person, type Scope } from './grants'
import type { Permission, RoleKey } from './policy'

const NOW = 1_000_000
const payments: Place = { type: 'workspace', id: 'payments' }
const northwind: Place = { type: 'organization', id: 'northwind' }
const ALL = ['client_owner', 'client_admin', 'super_admin']

function grant(role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant {
  return { id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}
function actor(grants: Grant[], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null,
    mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}
const other = (...grants: Grant[]): Person => ({ administratorId: 'other', status: 'active', factorEnrolledAt: null, grants })
const ask = (permission: Permission, more: Partial<CanTheyQuestion> = {}): CanTheyQuestion => ({ permission, place: null, placeActive: true, about: null, role: null, ...more })
const NO_FACTOR = { factorEnrolledAt: null, factorUsedAt: null }

describe('a step, tried on a copy', () => {
  const held = grant('workspace_admin', payments)
  const rest = grant('member')
  const before = actor([held, rest], { status: 'inactive', ...NO_FACTOR })
  const question = ask('workspace:update', { place: payments, about: other(held, rest) })
  const after = (step: Step, from = question) => apply({ actor: before, question: from }, step)
  const grantsAfter = (step: Step) => after(step).actor.grants

  it('changes exactly what it says, and nothing of the original', () => {
    expect(after({ do: 'make-active', from: 'inactive', by: [] }).actor).toMatchObject({ status: 'active', grants: [held, rest] })
    expect(apply({ actor: actor([]), question }, { do: 'make-inactive', by: [] }).actor.status).toBe('inactive')
    expect(grantsAfter({ do: 'start-now', grant: held, by: [] })).toEqual([{ ...held, startsAt: NOW }, rest])
    expect(apply({ actor: actor([{ ...held, confirmed: false }]), question }, { do: 'confirm', grant: held, by: [] }).actor.grants).toEqual([held])
    expect(apply({ actor: actor([{ ...held, placeActive: false }]), question }, { do: 'activate-place', grant: held, by: [] }).actor.grants).toEqual([held])
    expect(grantsAfter({ do: 'activate-grant', grant: held })).toMatchObject([{ activation: { startsAt: NOW, endsAt: NOW + 1 } }, { activation: null }])
    expect(after({ do: 'enrol-factor' }).actor).toMatchObject({ factorEnrolledAt: NOW, factorUsedAt: NOW })
    expect(after({ do: 'use-factor' }).actor).toMatchObject({ factorEnrolledAt: null, factorUsedAt: NOW })
    expect(grantsAfter({ do: 'end', grant: held, by: [] })).toEqual([rest])
    expect(after({ do: 'end-theirs', grant: held, by: [] }).question.about?.grants).toEqual([rest])
    expect(after({ do: 'end-theirs', grant: held, by: [] }, ask('workspace:update')).question.about).toBeNull()
    expect(after({ do: 'end-theirs', grant: held, by: [] }).actor).toBe(before)
    expect(after({ do: 'ask-another', by: [] }).actor.administratorId).not.toBe(before.administratorId)
    expect(before.grants).toEqual([held, rest])
  })

  it('grants a role that runs from now on without an end, in an organization only where that is active', () => {
    const made = (scope: Scope, placeActive: boolean) => apply({ actor: before, question: { ...question, placeActive } }, { do: 'grant', role: 'workspace_auditor', scope, by: [] }).actor.grants.at(-1)
    expect(made(northwind, true)).toEqual({ ...grant('workspace_auditor', northwind), id: 'new:workspace_auditor', startsAt: NOW })
    expect(made(northwind, false)).toMatchObject({ placeActive: false })
    expect(made(payments, false)).toMatchObject({ placeActive: true })
    expect(made(TENANT, false)).toMatchObject({ placeActive: true })
  })
})

describe('the smallest change', () => {
  const steps = (person: Actor, question: CanTheyQuestion) => smallestChanges(person, question).map((change) => change.map((step) => [step.do, ...('role' in step ? [step.role] : 'grant' in step ? [step.grant.role] : []), ...('by' in step ? [step.by] : [])]))
  const names = (person: Actor, question: CanTheyQuestion) => smallestChanges(person, question).map((change) => change.map((step) => step.do))

  it('of what a grant waits for names each thing, in the order in which it is found missing', () => {
    const waiting = grant('super_admin', TENANT, { startsAt: NOW + 5, confirmed: false, placeActive: true, kind: 'eligible' })
    expect(steps(actor([grant('super_admin', TENANT, { startsAt: NOW + 5 })]), ask('workspace:create'))).toEqual([[['start-now', 'super_admin', ['client_owner', 'super_admin']]]])
    expect(steps(actor([grant('super_admin', TENANT, { confirmed: false })]), ask('workspace:create'))).toEqual([[['confirm', 'super_admin', ['client_owner', 'super_admin']]]])
    expect(steps(actor([grant('super_admin')], { status: 'inactive' }), ask('workspace:create'))).toEqual([[['make-active', ['client_owner', 'super_admin']]]])
    expect(smallestChanges(actor([grant('super_admin')], { status: 'new' }), ask('workspace:create'))).toMatchObject([[{ do: 'make-active', from: 'new' }]])
    // Three things to wait for are more than one new role.
    expect(steps(actor([waiting]), ask('workspace:create'))).toEqual([[['grant', 'super_admin', ['client_owner', 'super_admin']]]])
    expect(names(actor([grant('client_security_admin', TENANT, { kind: 'eligible' })], NO_FACTOR), ask('mfa-policy:manage'))).toEqual([['grant']])
  })

  it('offers what several grants wait for each, and what they all wait for once', () => {
    const everyone = { mfa: { everyone: true, roles: [] } }
    expect(names(actor([grant('super_admin'), grant('client_owner')], { ...everyone, factorUsedAt: null }), ask('workspace:create'))).toEqual([['use-factor']])
    expect(steps(actor([grant('super_admin', TENANT, { kind: 'eligible' }), grant('client_owner', TENANT, { kind: 'eligible' })]), ask('workspace:create'))).toEqual([[['activate-grant', 'super_admin']], [['activate-grant', 'client_owner']]])
    // The one that takes fewer steps is offered alone.
    expect(steps(actor([grant('super_admin', TENANT, { kind: 'eligible', confirmed: false }), grant('client_owner', TENANT, { kind: 'eligible' })]), ask('workspace:create'))).toEqual([[['activate-grant', 'client_owner']]])
    expect(names(actor([grant('super_admin', TENANT, { endsAt: NOW })]), ask('workspace:create'))).toEqual([['grant']])
  })

  it('mends nothing that would not flip the answer', () => {
    const reaching = ask('administrator:update', { about: other(grant('client_owner')) })
    expect(names(actor([grant('super_admin', TENANT, { kind: 'eligible' })]), reaching)).toEqual([['grant']])
    expect(names(actor([grant('workspace_admin', payments, { kind: 'eligible' })]), ask('workspace:create'))).toEqual([['grant']])
    expect(names(actor([grant('workspace_admin', { type: 'workspace', id: 'ledger' }, { kind: 'eligible' })]), ask('workspace:update', { place: payments }))).toEqual([['grant']])
  })

  it('of a new role: the fewest steps first, then the one that confers least', () => {
    expect(steps(actor([]), ask('mfa-policy:manage'))).toEqual([[['grant', 'client_security_admin', ['client_owner', 'client_admin']]]])
    expect(steps(actor([], NO_FACTOR), ask('mfa-policy:manage'))).toEqual([[['grant', 'client_owner', ['client_owner']]]])
    expect(steps(actor([]), ask('job:read'))).toEqual([[['grant', 'governance_operator', ['client_owner', 'client_admin']]]])
    expect(steps(actor([]), ask('approval:decide'))).toEqual([[['grant', 'approver', ['client_owner', 'client_admin']]]])
    expect(steps(actor([]), ask('organization:update', { place: northwind, placeActive: false }))).toEqual([[['grant', 'business_admin', ['client_owner', 'super_admin']]]])
  })

  it('of a rule about another person: all their roles that are above, but for those that are over', () => {
    const admin = actor([grant('client_admin')])
    const about = (...grants: Grant[]) => ask('administrator:update', { about: other(...grants) })
    const above = { ...grant('super_admin'), id: 'running', endsAt: NOW + 1 }
    expect(steps(admin, about(above, grant('approver'), grant('auditor', TENANT, { endsAt: NOW })))).toEqual([[['end-theirs', 'super_admin', ['client_owner', 'super_admin']]], [['grant', 'super_admin', ['client_owner', 'super_admin']]]])
    expect(steps(admin, about(grant('super_admin'), grant('auditor')))).toEqual([[['grant', 'super_admin', ['client_owner', 'super_admin']]]])
    expect(names(actor([]), about(grant('auditor')))).toEqual([['grant']])
    expect(steps(admin, ask('role:assign', { about: other(grant('client_owner')), role: 'auditor' }))).toEqual([[['grant', 'super_admin', ['client_owner', 'super_admin']]]])
  })

  it('of a yes: every grant it rests on, or the account', () => {
    expect(steps(actor([grant('super_admin'), grant('client_owner'), grant('auditor')]), ask('workspace:create'))).toEqual([[['end', 'super_admin', ['client_owner', 'super_admin']], ['end', 'client_owner', ['client_owner']]]])
    expect(steps(actor([grant('client_owner', TENANT), grant('auditor', TENANT, { endsAt: NOW })]), ask('role:read'))).toEqual([[['make-inactive', ['client_owner']]]])
    expect(steps(actor([grant('auditor', TENANT, { endsAt: NOW }), grant('approver', TENANT, { endsAt: NOW + 1 })]), ask('role:read'))).toEqual([[['make-inactive', ['client_owner', 'client_admin']]]])
    expect(steps(actor([], { status: 'inactive' }), ask('role:read'))).toEqual([[['make-active', ALL]]])
  })

  it('where it is about oneself: roles of which another holder could', () => {
    const myself = (permission: Permission, more: Partial<CanTheyQuestion> = {}) => ask(permission, { about: { ...other(grant('auditor')), administratorId: 'me' }, ...more })
    expect(steps(actor([grant('client_owner')]), myself('administrator:update'))).toEqual([[['ask-another', ['client_owner', 'super_admin']]]])
    expect(steps(actor([grant('client_owner')]), myself('role:assign', { role: 'requester' }))).toEqual([[['ask-another', ['client_owner', 'client_admin']]]])
    expect(steps(actor([grant('client_owner')], NO_FACTOR), myself('workspace-admin:manage', { place: payments }))).toEqual([[['ask-another', ['client_owner', 'client_admin', 'super_admin', 'workspace_admin']]]])
    expect(names(actor([]), ask('administrator:update', { about: other() }))).toEqual([['grant']])
    expect(steps(actor([]), myself('administrator:update', { place: payments }))).toEqual([[['ask-another', ['client_owner', 'super_admin']]]])
    const ofPlace = { about: { ...other(), administratorId: 'me' }, place: payments, role: 'workspace_auditor' as const }
    expect(steps(actor([]), ask('workspace-admin:manage', ofPlace))).toEqual([[['ask-another', ['client_owner', 'client_admin', 'super_admin', 'workspace_admin']]]])
    expect(apply({ actor: actor([]), question: ask('role:read') }, { do: 'ask-another', by: [] })).toMatchObject({ actor: { tenantId: 'acme', status: 'active' }, question: { permission: 'role:read' } })
    // An invitation is never about oneself.
    expect(names(actor([]), myself('administrator:invite', { role: 'requester' }))).toEqual([['grant']])
    // The tenant's own narrowing, and a policy that asks everyone for a second factor, bind the other too.
    const narrowed = actor([grant('client_owner')], { onlyOwnersAssignClientAdmin: true, mfa: { everyone: true, roles: [] }, ...NO_FACTOR })
    expect(steps(narrowed, myself('role:assign', { role: 'client_admin' }))).toEqual([[['ask-another', ['client_owner']]]])
  })
})
