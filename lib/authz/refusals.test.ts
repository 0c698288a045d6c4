import { describe, expect, it } from 'vitest'
import { can } from './can'
import { TENANT, makeActor, type Actor, type Grant, type NotInForce, type Scope } from './grants'
import { PERMISSIONS, ROLE_KEYS, holdersOf, type Permission, type RoleKey } from './policy'
import { explainGrant, explainRefusal, listRoles } from './refusals'

const NOW = 1_000_000
const payments: Scope = { type: 'workspace', id: 'payments' }
const ledger: Scope = { type: 'workspace', id: 'ledger' }
const northwind: Scope = { type: 'organization', id: 'northwind' }

function grant(role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant {
  return { id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}
function actor(grants: Grant[] = [], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null,
    mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}
const WAITING: [NotInForce, Partial<Grant>, Partial<Actor>?][] = [
  ['not_started', { startsAt: NOW + 1 }],
  ['ended', { endsAt: NOW }],
  ['awaiting_confirmation', { confirmed: false }],
  ['place_not_active', { placeActive: false }],
  ['not_activated', { kind: 'eligible' }],
  ['mfa_not_enrolled', {}, { mfa: { everyone: true, roles: [] }, factorEnrolledAt: null }],
  ['mfa_not_used', {}, { mfa: { everyone: true, roles: [] }, factorUsedAt: null }],
  ['person_not_active', {}, { status: 'inactive' }],
]
const refusal = (asking: Actor, permission: Permission, place?: Scope) => explainRefusal(asking, { permission, place })

describe('the sentences of a refusal', () => {
  it('are the ones on the list: whoever changes a word sees it here', async () => {
    const lacking = PERMISSIONS.map((permission) => `${permission}\t${refusal(actor(), permission).sentence}`)
    const waiting = WAITING.map(([code, more, facts]) => `${code}\t${refusal(actor([grant('super_admin', TENANT, more)], facts), 'workspace:create').sentence}`)
    const rules = (['reaching_up', 'role_not_assignable', 'scope_not_assignable'] as const).flatMap((code) => ROLE_KEYS.map((role) => `${code}\t${explainRefusal(actor(), { permission: 'role:assign' }, { code, role, assignableBy: code === 'reaching_up' ? [role] : ['client_owner', role] }).sentence}`))
    const others = (['yourself', 'nothing_asked'] as const).map((code) => `${code}\t${explainRefusal(actor(), { permission: 'role:assign' }, code === 'yourself' ? { code } : code).sentence}`)
    await expect(`${[...lacking, ...waiting, ...rules, ...others].join('\n')}\n`).toMatchFileSnapshot('expected/refusals.txt')
  })

  it('list roles as one does', () => {
    expect([[], ['client_owner'], ['client_owner', 'auditor'], ['client_owner', 'auditor', 'member']].map((roles) => listRoles(roles as RoleKey[]))).toEqual(['nobody', 'Client Owner', 'Client Owner or Auditor', 'Client Owner, Auditor or Member'])
  })

  it('are said of a grant of one’s own too, and of one in force nothing is', () => {
    for (const [, more, facts] of WAITING) {
      const held = grant('super_admin', TENANT, more)
      const asking = actor([held], facts)
      expect(explainGrant(held, asking)).toBe(refusal(asking, 'workspace:create').sentence)
    }
    expect(explainGrant(grant('super_admin'), actor())).toBeNull()
  })
})

describe('what a refusal says beside its sentence', () => {
  it.each(WAITING)('%s: the code, who else could, and what was asked', (code, more, facts) => {
    const said = refusal(actor([grant('super_admin', TENANT, more)], facts), 'workspace:create')
    expect(said).toMatchObject({ code, who: code === 'person_not_active' ? [] : ['client_owner', 'super_admin'], asked: { permission: 'workspace:create', place: undefined } })
  })

  it('names every role that holds what is lacking, and nobody where nobody does', () => {
    for (const permission of PERMISSIONS) expect(refusal(actor(), permission)).toMatchObject({ code: 'not_granted', who: [...holdersOf(permission)] })
    expect(refusal(actor(), 'approval:bypass')).toMatchObject({ sentence: 'Nobody may do this.', who: [] })
    expect(refusal(actor(), 'no:such' as Permission)).toMatchObject({ code: 'not_granted', sentence: 'Nobody may do this.', who: [] })
    expect(refusal(actor(), 'toString' as Permission)).toMatchObject({ code: 'not_granted', who: [] })
  })

  it('of a rule: the code and the roles that may', () => {
    expect(explainRefusal(actor(), { permission: 'role:assign' }, { code: 'role_not_assignable', role: 'auditor', assignableBy: ['super_admin'] })).toEqual({
      code: 'role_not_assignable', sentence: 'Only a Super Admin may grant, change or revoke Auditor.', who: ['super_admin'], asked: { permission: 'role:assign' },
    })
    expect(explainRefusal(actor(), { permission: 'role:assign' }, { code: 'yourself' })).toMatchObject({ code: 'yourself', who: [] })
    expect(explainRefusal(actor(), { permission: 'role:assign' }, 'nothing_asked')).toMatchObject({ code: 'nothing_asked', who: [] })
  })

  it('a grant that waits is the reason only where it would carry what is asked', () => {
    const waiting = (role: RoleKey, scope: Scope) => actor([grant(role, scope, { startsAt: NOW + 1 })])
    const code = (asking: Actor, permission: Permission, place?: Scope) => refusal(asking, permission, place).code
    expect(code(waiting('workspace_admin', payments), 'workspace:update', payments)).toBe('not_started')
    expect(code(waiting('workspace_admin', payments), 'workspace:update', ledger)).toBe('not_granted')
    expect(code(waiting('workspace_admin', payments), 'workspace:update')).toBe('not_granted')
    expect(code(waiting('workspace_admin', payments), 'workspace:update', { type: 'organization', id: 'payments' })).toBe('not_granted')
    expect(code(waiting('workspace_admin', payments), 'workspace:update', TENANT)).toBe('not_granted')
    expect(code(waiting('workspace_admin', payments), 'organization:update', payments)).toBe('not_granted')
    expect(code(waiting('workspace_admin', northwind), 'organization:update', northwind)).toBe('not_started')
    expect(code(waiting('workspace_auditor', payments), 'workspace:update', payments)).toBe('not_granted')
    expect(code(waiting('super_admin', TENANT), 'workspace:update', payments)).toBe('not_started')
    expect(code(waiting('approver', TENANT), 'workspace:update', payments)).toBe('not_granted')
    // What is in force somewhere else is no reason.
    expect(code(actor([grant('workspace_admin', ledger), grant('workspace_admin', payments, { confirmed: false })]), 'workspace:update', payments)).toBe('awaiting_confirmation')
  })
})

describe('a refusal of can() remembers the question', () => {
  const other = { administratorId: 'other', status: 'active' as const, factorEnrolledAt: null, grants: [grant('client_owner')] }
  const denied = (decision: ReturnType<typeof can>) => (decision.allowed ? null : decision.because)

  it('with the place, the person, and the role to be granted or given up', () => {
    const admin = actor([grant('client_admin')])
    expect(denied(can(admin, 'workspace:update', { place: { type: 'workspace', id: 'payments' } }))?.asked).toEqual({ permission: 'workspace:update', place: payments, about: undefined, role: undefined })
    expect(denied(can(admin, 'administrator:update', { person: other }))?.asked).toEqual({ permission: 'administrator:update', place: undefined, about: 'other', role: undefined })
    const role = { role: 'client_owner', scope: TENANT } as const
    expect(denied(can(admin, 'role:assign', { change: { administratorId: 'x', before: null, after: role } }))?.asked).toMatchObject({ about: 'x', role: 'client_owner' })
    expect(denied(can(admin, 'role:assign', { change: { administratorId: 'x', before: role, after: null } }))?.asked).toMatchObject({ about: 'x', role: 'client_owner' })
    expect(denied(can(admin, 'administrator:invite', { grants: [{ administratorId: 'new', before: null, after: role }] }))?.asked).toMatchObject({ about: 'new', role: 'client_owner' })
    expect(denied(can(admin, 'administrator:invite', { grants: [] }))).toMatchObject({ code: 'nothing_asked', asked: { about: undefined, role: undefined } })
    expect(denied(can(admin, 'role:assign', { change: { administratorId: 'me', before: null, after: null } }))).toMatchObject({ code: 'yourself', asked: { about: 'me', role: undefined } })
    expect(denied(can(actor(), 'billing:read'))?.asked).toEqual({ permission: 'billing:read', place: undefined, about: undefined, role: undefined })
  })
})
