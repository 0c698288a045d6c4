import { describe, expect, it } from 'vitest'
import { makeActor, type Actor, type Grant } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { factorDue } from './factor-due'

const NOW = 1000
const grant = (role: RoleKey, more: Partial<Grant> = {}): Grant => ({ id: role, role, scope: { type: 'tenant' }, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more })
const actor = (grants: Grant[], more: Partial<Omit<Actor, 'inForce' | 'powers'>> = {}) =>
  makeActor({ tenantId: 't', administratorId: 'a', sessionId: 's', status: 'active', grants, factorEnrolledAt: null, factorUsedAt: null, freshFactorAt: null, mfa: { everyone: false, roles: ['client_admin'] }, onlyOwnersAssignClientAdmin: false, now: NOW, ...more })

describe('what the MFA policy still wants of somebody', () => {
  it('is nothing for roles it does not ask about, or when it was given', () => {
    expect(factorDue(actor([grant('auditor')]))).toBeNull()
    expect(factorDue(actor([grant('client_admin')], { factorEnrolledAt: 1, factorUsedAt: 2 }))).toBeNull()
    expect(factorDue(actor([grant('client_admin', { endsAt: NOW })]))).toBeNull()
  })
  it('is a factor to enrol, for roles that wait and for roles in grace', () => {
    expect(factorDue(actor([grant('client_admin'), grant('client_security_admin')], { mfaGraceUntil: NOW + 1 }))).toEqual({ what: 'enrol', waiting: ['client_security_admin'], inGrace: ['client_admin'], graceUntil: NOW + 1 })
    expect(factorDue(actor([grant('client_admin')], { mfaGraceUntil: NOW }))).toEqual({ what: 'enrol', waiting: ['client_admin'], inGrace: [], graceUntil: NOW })
    expect(factorDue(actor([grant('client_admin')], { mfaGraceUntil: Number.MAX_SAFE_INTEGER }))).toMatchObject({ inGrace: ['client_admin'], graceUntil: null })
  })
  it('is the factor there is, to be used in this session', () => {
    expect(factorDue(actor([grant('client_admin')], { factorEnrolledAt: 1 }))).toMatchObject({ what: 'use', waiting: ['client_admin'] })
  })
})
