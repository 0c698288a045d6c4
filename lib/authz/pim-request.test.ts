import { describe, expect, it } from 'vitest'
import { can } from './can'
import { decidingActivation } from './deciding-activation'
import { makeActor, type Activation, type Actor, type Grant, type Scope } from './grants'
import { PERMISSIONS, POLICY, permissionRow, type RoleKey } from './policy'
import type { DecidableRequest } from './rules'

const NOW = 1_000_000
const TENANT: Scope = { type: 'tenant' }
const HERE: Scope = { type: 'workspace', id: 'payments' }
const THERE: Scope = { type: 'workspace', id: 'ledger' }

function grant(role: RoleKey, scope: Scope = TENANT, activation: Activation | null | 'standing' = 'standing'): Grant {
  return { id: `${role}-${JSON.stringify(scope)}`, role, scope, kind: activation === 'standing' ? 'active' : 'eligible', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: activation === 'standing' ? null : activation }
}
function actor(grants: Grant[], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null,
    mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}
const request = (more: Partial<DecidableRequest> = {}): DecidableRequest => ({ requesterId: 'other', role: 'super_admin', scope: TENANT, approvers: { people: [], roles: [] }, tied: false, ...more })
const decides = (asking: Actor, more: Partial<DecidableRequest> = {}) => {
  const answer = can(asking, 'pim-request:decide', { request: request(more) })
  return answer.allowed ? true : answer.because.code
}
const running = (id = 'a', more: Partial<Activation> = {}): Activation => ({ id, startsAt: 0, endsAt: NOW + 1, ...more })

describe('deciding a request', () => {
  it('belongs to owners by role, and to nobody by assignment in any other row', () => {
    expect(decides(actor([grant('client_owner')]))).toBe(true)
    expect(decides(actor([grant('client_admin')]))).toBe('not_granted')
    expect(PERMISSIONS.filter((permission) => permissionRow(permission).byAssignment)).toEqual(['pim-request:decide'])
    expect(POLICY['pim-request:decide'].stepUp).toBe('always')
  })

  it('belongs to whoever is named, whatever they hold, while they are active', () => {
    expect(decides(actor([]), { approvers: { people: ['me'], roles: [] } })).toBe(true)
    expect(decides(actor([]), { approvers: { people: ['somebody'], roles: [] } })).toBe('not_granted')
    expect(decides(actor([], { status: 'inactive' }), { approvers: { people: ['me'], roles: [] } })).toBe('person_not_active')
  })

  it('belongs to holders of a named role in force: standing or activated, never merely eligible, over, or without its factor', () => {
    const approvers = { people: [], roles: ['approver' as const] }
    expect(decides(actor([grant('approver')]), { approvers })).toBe(true)
    expect(decides(actor([grant('requester')]), { approvers })).toBe('not_granted')
    expect(decides(actor([grant('approver', TENANT, null)]), { approvers })).toBe('not_granted')
    expect(decides(actor([grant('approver', TENANT, running())]), { approvers })).toBe(true)
    expect(decides(actor([grant('approver', TENANT, running('a', { endsAt: NOW }))]), { approvers })).toBe('not_granted')
    expect(decides(actor([grant('approver')], { mfa: { everyone: true, roles: [] }, factorUsedAt: null }), { approvers })).toBe('not_granted')
    expect(decides(actor([grant('approver')], { status: 'inactive' }), { approvers })).toBe('person_not_active')
  })

  it('with a role held in one place, about that place alone', () => {
    const approvers = { people: [], roles: ['workspace_admin' as const] }
    const held = actor([grant('workspace_admin', HERE)])
    expect(decides(held, { role: 'workspace_auditor', scope: HERE, approvers })).toBe(true)
    expect(decides(held, { role: 'workspace_auditor', scope: THERE, approvers })).toBe('not_granted')
    expect(decides(held, { approvers })).toBe('not_granted')
    const narrowed = actor([grant('super_admin', TENANT, running('a', { scope: HERE }))])
    expect(decides(narrowed, { approvers: { people: [], roles: ['super_admin'] } })).toBe('not_granted')
    expect(decides(narrowed, { scope: HERE, approvers: { people: [], roles: ['super_admin'] } })).toBe(true)
  })

  it('about Client Owner by owners alone, whatever is named', () => {
    expect(decides(actor([grant('approver')]), { role: 'client_owner', approvers: { people: ['me'], roles: ['approver'] } })).toBe('not_granted')
    expect(decides(actor([grant('client_owner')]), { role: 'client_owner' })).toBe(true)
  })

  it('by name alone needs the factor that the policy asks of everyone, or grace', () => {
    const approvers = { people: ['me'], roles: [] }
    const everyone = { everyone: true, roles: [] }
    expect(decides(actor([], { mfa: everyone }), { approvers })).toBe(true)
    expect(decides(actor([], { mfa: everyone, factorUsedAt: null }), { approvers })).toBe('not_granted')
    expect(decides(actor([], { mfa: everyone, factorEnrolledAt: null }), { approvers })).toBe('not_granted')
    expect(decides(actor([], { mfa: everyone, factorEnrolledAt: null, factorUsedAt: null, mfaGraceUntil: NOW + 1 }), { approvers })).toBe(true)
    expect(decides(actor([], { mfa: everyone, factorEnrolledAt: null, factorUsedAt: null, mfaGraceUntil: NOW }), { approvers })).toBe('not_granted')
  })

  it('[T56] never one’s own, by role or by name, nor that of whoever brought one here since', () => {
    expect(decides(actor([grant('client_owner')]), { requesterId: 'me' })).toBe('own_request')
    expect(decides(actor([]), { requesterId: 'me', approvers: { people: ['me'], roles: [] } })).toBe('own_request')
    expect(decides(actor([grant('client_owner')]), { tied: true })).toBe('tied_to_requester')
    const own = can(actor([grant('client_owner')]), 'pim-request:decide', { request: request({ requesterId: 'me' }) })
    expect(own.allowed ? '' : own.because.sentence).toBe('Nobody decides their own request, not as one of several approvers either. Another approver can.')
    const tied = can(actor([grant('client_owner')]), 'pim-request:decide', { request: request({ tied: true }) })
    expect(tied.allowed ? '' : tied.because.sentence).toMatch(/^Whoever asks invited you/)
    expect(own.allowed ? null : own.because.asked).toEqual({ permission: 'pim-request:decide', about: 'me', role: 'super_admin', place: undefined })
  })

  it('asked about no request is denied', () => {
    const answer = can(actor([grant('client_owner')]), 'pim-request:decide', {} as never)
    expect(answer.allowed ? '' : answer.because.code).toBe('nothing_asked')
  })
})

describe('the activation that something is done under', () => {
  it('is none where a standing role suffices, or nothing is activated', () => {
    expect(decidingActivation(actor([grant('super_admin')]), 'workspace:create')).toBeNull()
    expect(decidingActivation(actor([grant('client_owner'), grant('super_admin', TENANT, running())]), 'workspace:create')).toBeNull()
    expect(decidingActivation(actor([grant('super_admin', TENANT, running())]), 'pim:activate-own'), 'everyone’s own').toBeNull()
  })

  it('is the one that carries it, among several', () => {
    const asking = actor([grant('auditor', TENANT, running('a')), grant('super_admin', TENANT, running('b')), grant('client_owner', TENANT, running('c', { endsAt: NOW }))])
    expect(decidingActivation(asking, 'workspace:create')).toBe('b')
    expect(decidingActivation(asking, 'administrator:read')).toBe('a')
  })

  it('is the one whose role reaches the change in hand, though a standing one carries the permission', () => {
    const asking = actor([grant('super_admin'), grant('client_owner', TENANT, running('c'))])
    const change = (role: RoleKey) => ({ change: { administratorId: 'other', before: null, after: { role, scope: TENANT } } })
    expect(decidingActivation(asking, 'role:assign', change('auditor'))).toBeNull()
    expect(decidingActivation(asking, 'role:assign', change('client_owner'))).toBe('c')
  })

  it('is the first where only several together suffice', () => {
    const asking = actor([grant('super_admin', TENANT, running('a')), grant('client_admin', TENANT, running('b'))])
    const person = { administratorId: 'other', status: 'active' as const, factorEnrolledAt: null, grants: [grant('auditor'), grant('requester')] }
    expect(can(asking, 'administrator:set-status', { person }).allowed).toBe(true)
    expect(decidingActivation(asking, 'administrator:set-status', { person })).toBe('a')
  })

  it('about one place: the one that reaches it', () => {
    const asking = actor([grant('workspace_admin', THERE, running('a')), grant('workspace_admin', HERE, running('b'))])
    expect(decidingActivation(asking, 'workspace:update', { place: { type: 'workspace', id: 'payments' } })).toBe('b')
  })
})
