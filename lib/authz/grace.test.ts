// Grace: how long what the MFA policy asks is not held against a person yet.
import { describe, expect, it } from 'vitest'
import { can, holds } from './can'
import { explain, type CanTheyQuestion } from './explain'
import { TENANT, graceUntil, makeActor, whyNotInForce, type Actor, type Grant } from './grants'
import type { RoleKey } from './policy'

const NOW = 1_000_000
const grant = (role: RoleKey, more: Partial<Grant> = {}): Grant => ({ id: role, role, scope: TENANT, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more })
const actor = (grants: Grant[], more: Partial<Actor> = {}): Actor => makeActor({
  tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: null, factorUsedAt: null, freshFactorAt: null, mfa: { everyone: true, roles: [], graceSeconds: 10 }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
})

describe('until when grace runs', () => {
  const policy = (graceSeconds?: number) => ({ everyone: true, roles: [], ...(graceSeconds === undefined ? {} : { graceSeconds }) })

  it('is so many seconds after the first sign-in under the policy; before that it has not begun, and runs', () => {
    expect(graceUntil(policy(10), { boundAt: NOW, withoutGrace: false })).toBe(NOW + 10_000)
    expect(graceUntil(policy(10), { boundAt: 0, withoutGrace: false })).toBe(10_000)
    const notBegun = graceUntil(policy(1), { boundAt: null, withoutGrace: false })!
    expect(whyNotInForce(grant('auditor'), actor([], { mfaGraceUntil: notBegun, now: 8_640_000_000_000_000 }))).toBeNull()
  })

  it('is never for whoever was activated under it, or where the policy gives none', () => {
    for (const boundAt of [null, 0, NOW]) {
      expect(graceUntil(policy(10), { boundAt, withoutGrace: true })).toBeNull()
      expect(graceUntil(policy(0), { boundAt, withoutGrace: false })).toBeNull()
      expect(graceUntil(policy(), { boundAt, withoutGrace: false })).toBeNull()
    }
  })
})

describe('while grace runs', () => {
  const why = (role: RoleKey, mfaGraceUntil: number | null | undefined, more: Partial<Actor> = {}) => whyNotInForce(grant(role), actor([], { ...(mfaGraceUntil === undefined ? {} : { mfaGraceUntil }), ...more }))

  it('a role counts without a factor to the millisecond before its end, and not at it', () => {
    expect([NOW + 1, NOW, NOW - 1, 0, null, undefined].map((until) => why('auditor', until))).toEqual([null, ...Array.from({ length: 5 }, () => 'mfa_not_enrolled')])
    expect([NOW + 1, NOW].map((until) => why('auditor', until, { factorEnrolledAt: 1 }))).toEqual([null, 'mfa_not_used'])
  })

  it('a role that always needs a factor does not count, and one that needs none is not asked', () => {
    expect(why('client_security_admin', NOW + 1)).toBe('mfa_not_enrolled')
    expect(why('client_security_admin', NOW + 1, { factorEnrolledAt: 1 })).toBe('mfa_not_used')
    expect(why('client_security_admin', null, { factorEnrolledAt: 1, factorUsedAt: 1 })).toBeNull()
    expect(why('auditor', null, { mfa: { everyone: false, roles: ['approver'] } })).toBeNull()
  })

  it('what an eligible role waits for besides is not forgiven', () => {
    const eligible = (activation: Grant['activation']) => whyNotInForce(grant('auditor', { kind: 'eligible', activation }), actor([], { mfaGraceUntil: NOW + 1 }))
    expect([eligible(null), eligible({ id: 'a', startsAt: 0, endsAt: NOW }), eligible({ id: 'a', startsAt: 0, endsAt: NOW + 1 })]).toEqual(['not_activated', 'not_activated', null])
  })

  it('the role confers what can() says, and ends by itself', () => {
    const graced = actor([grant('auditor')], { mfaGraceUntil: NOW + 1 })
    expect([holds(graced, 'audit:read'), holds(makeActor({ ...graced, now: NOW + 1 }), 'audit:read')]).toEqual([true, false])
  })
})

describe('"Can they?" with grace', () => {
  const ask: CanTheyQuestion = { permission: 'audit:read', place: null, placeActive: true, about: null, role: null }
  const until = (grants: Grant[], more: Partial<Actor>) => explain(actor(grants, more), ask).until

  it('names its end as that of a yes that rests on it', () => {
    expect(until([grant('auditor')], { mfaGraceUntil: NOW + 5 })).toBe(NOW + 5)
    expect(until([grant('auditor', { endsAt: NOW + 3 })], { mfaGraceUntil: NOW + 5 })).toBe(NOW + 3)
    expect(until([grant('auditor', { endsAt: NOW + 9 })], { mfaGraceUntil: NOW + 5 })).toBe(NOW + 5)
  })

  it('and not of one that does not', () => {
    expect(until([grant('auditor')], { mfaGraceUntil: NOW + 5, factorEnrolledAt: 1, factorUsedAt: 1 })).toBeNull()
    expect(until([grant('auditor')], { mfaGraceUntil: NOW, factorEnrolledAt: 1, factorUsedAt: 1 })).toBeNull()
    expect(until([grant('auditor', { endsAt: NOW + 9 })], { mfaGraceUntil: NOW + 5, factorEnrolledAt: 1, factorUsedAt: 1 })).toBe(NOW + 9)
    expect(until([grant('auditor')], { mfa: { everyone: false, roles: ['auditor'] }, mfaGraceUntil: NOW + 5 })).toBe(NOW + 5)
    expect(until([grant('auditor'), grant('super_admin')], { mfa: { everyone: false, roles: ['auditor'] }, mfaGraceUntil: NOW + 5 })).toBeNull()
  })
})

describe('deciding a request in grace', () => {
  const request = { requesterId: 'other', role: 'auditor', scope: TENANT, approvers: { people: ['me'], roles: [] }, tied: false } as const
  const may = (more: Partial<Actor>) => can(actor([], more), 'pim-request:decide', { request }).allowed

  it('whoever is named needs a factor, enrolled and used, or grace, where everyone does', () => {
    expect([may({}), may({ factorEnrolledAt: 1 }), may({ factorUsedAt: 1 }), may({ factorEnrolledAt: 0, factorUsedAt: 0 })]).toEqual([false, false, false, true])
    expect([NOW + 1, NOW, NOW - 1, null].map((mfaGraceUntil) => may({ mfaGraceUntil }))).toEqual([true, false, false, false])
    expect(may({ mfa: { everyone: false, roles: ['auditor'] } }), 'a list of roles does not bind who is named').toBe(true)
  })
})
