import { describe, expect, it } from 'vitest'
import { can, type Decision } from '@/lib/authz/can'
import { makeActor, type Grant, type Person } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { AskedQuestion } from '@/lib/roles/can-they-query'
import { askAbout } from './ask-about'

const [ME, OTHER, PLACE] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333']
const payments = { type: 'workspace', id: PLACE } as const
const held = (role: RoleKey): Grant => ({ id: role, role, scope: { type: 'tenant' }, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
const admin = makeActor({
  tenantId: 'acme', administratorId: ME, sessionId: 's', status: 'active', factorEnrolledAt: null, factorUsedAt: null, freshFactorAt: null,
  mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1, grants: [held('client_admin')],
})
const owner: Person = { administratorId: OTHER, status: 'active', factorEnrolledAt: null, grants: [held('client_owner')] }

/** The question that "Can they?" reads from where a refusal leads. */
function questionOf(decision: Decision): Partial<AskedQuestion> {
  if (decision.allowed) throw new Error('was allowed')
  const { searchParams } = new URL(askAbout(decision.because.asked), 'http://localhost')
  const { at, person, ...question } = AskedQuestion.parse(Object.fromEntries(searchParams))
  expect([at, person]).toEqual([null, null])
  return question
}

describe('a refusal leads to the question it answers', () => {
  it('about a permission alone, and about a place', () => {
    expect(questionOf(can(admin, 'billing:read'))).toEqual({ permission: 'billing:read', place: null, about: null, role: null })
    expect(questionOf(can(admin, 'workspace:update', { place: payments }))).toEqual({ permission: 'workspace:update', place: payments, about: null, role: null })
  })

  it('about another person', () => {
    expect(questionOf(can(admin, 'administrator:delete', { person: owner }))).toEqual({ permission: 'administrator:delete', place: null, about: OTHER, role: null })
  })

  it('about a role: granted to somebody, in an invitation, in a place, or taken away', () => {
    const grants = [{ administratorId: OTHER, before: null, after: { role: 'super_admin' as const, scope: { type: 'tenant' as const } } }]
    expect(questionOf(can(admin, 'role:assign', { change: grants[0]! }))).toEqual({ permission: 'role:assign', place: null, about: OTHER, role: 'super_admin' })
    expect(questionOf(can(admin, 'administrator:invite', { grants }))).toEqual({ permission: 'administrator:invite', place: null, about: null, role: 'super_admin' })
    expect(questionOf(can(admin, 'role:assign', { change: { administratorId: OTHER, before: { role: 'auditor', scope: { type: 'tenant' } }, after: null } }))).toEqual({ permission: 'role:assign', place: null, about: OTHER, role: 'auditor' })
    const auditor = makeActor({ ...admin, grants: [held('auditor')] })
    expect(questionOf(can(auditor, 'workspace-admin:manage', { place: payments, grants: [{ administratorId: OTHER, before: null, after: { role: 'workspace_admin', scope: payments } }] }))).toEqual({ permission: 'workspace-admin:manage', place: payments, about: OTHER, role: 'workspace_admin' })
  })
})
