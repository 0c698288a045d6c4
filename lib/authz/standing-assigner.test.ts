import { describe, expect, it } from 'vitest'
import type { Grant, Person, Scope } from './grants'
import type { RoleKey } from './policy'
import { couldStillAssign } from './standing-assigner'

const TENANT: Scope = { type: 'tenant' }
const payments: Scope = { type: 'workspace', id: 'payments' }
const ledger: Scope = { type: 'workspace', id: 'ledger' }
const grant = (role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant => ({ id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more })
const person = (grants: Grant[], status: Person['status'] = 'active'): Person => ({ administratorId: 'p', status, factorEnrolledAt: null, grants })
const could = (inviter: Person, given: { role: RoleKey; scope: Scope }[], onlyOwnersAssignClientAdmin = false) => couldStillAssign(inviter, given, { now: 100, onlyOwnersAssignClientAdmin })

describe('whether an inviter still stands behind an invitation (T34)', () => {
  it('holds for who may assign the role, in force or eligible', () => {
    expect(could(person([grant('client_owner')]), [{ role: 'client_owner', scope: TENANT }])).toBe(true)
    expect(could(person([grant('client_owner', TENANT, { kind: 'eligible' })]), [{ role: 'auditor', scope: TENANT }])).toBe(true)
    expect(could(person([grant('super_admin')]), [{ role: 'client_admin', scope: TENANT }])).toBe(false)
  })

  it('ends with status, role, time, confirmation and place', () => {
    const given = [{ role: 'auditor' as const, scope: TENANT }]
    expect(could(person([grant('client_owner')], 'inactive'), given)).toBe(false)
    expect(could(person([grant('client_owner')], 'deleted'), given)).toBe(false)
    expect(could(person([]), given)).toBe(false)
    expect(could(person([grant('client_owner', TENANT, { endsAt: 100 })]), given)).toBe(false)
    expect(could(person([grant('client_owner', TENANT, { endsAt: 101 })]), given)).toBe(true)
    expect(could(person([grant('client_owner', TENANT, { startsAt: 101 })]), given)).toBe(false)
    expect(could(person([grant('client_owner', TENANT, { startsAt: 100 })]), given)).toBe(true)
    expect(could(person([grant('client_owner', TENANT, { confirmed: false })]), given)).toBe(false)
    expect(could(person([grant('workspace_admin', payments, { placeActive: false })]), [{ role: 'workspace_auditor', scope: payments }])).toBe(false)
    expect(could(person([grant('client_admin')]), [{ role: 'client_admin', scope: TENANT }], true)).toBe(false)
  })

  it('lets a place’s admin bring the bare membership along, and nothing else', () => {
    const admin = person([grant('member'), grant('workspace_admin', payments)])
    const member = { role: 'member' as const, scope: TENANT }
    expect(could(admin, [member, { role: 'workspace_auditor', scope: payments }])).toBe(true)
    expect(could(admin, [member, { role: 'workspace_auditor', scope: ledger }])).toBe(false)
    expect(could(admin, [member])).toBe(false)
    expect(could(admin, [{ role: 'member', scope: payments }])).toBe(false)
    expect(could(admin, [{ role: 'auditor', scope: TENANT }, { role: 'workspace_auditor', scope: payments }])).toBe(false)
  })
})
