import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { can, holds, holdsSomewhere } from './can'
import { makeActor, whyNotInForce, type Actor, type Grant, type Scope } from './grants'
import { ASSIGNABLE_BY, PERMISSIONS, POLICY, ROLES, ROLE_KEYS, holdersOf, type RoleKey } from './policy'
import { permissionMatrixCsv, roleAssignmentCsv } from './policy-csv'
import { uneasyPairs, whyNotAssignable } from './rules'

const NOW = 1_000_000
const HERE: Scope = { type: 'workspace', id: 'payments' }

function grant(role: RoleKey, scope: Scope = { type: 'tenant' }, more: Partial<Grant> = {}): Grant {
  return { id: `${role}-grant`, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}

function actor(grants: Grant[], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null,
    mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}

const expected = (file: string) => readFileSync(new URL(`expected/${file}`, import.meta.url), 'utf8')

describe('the policy table', () => {
  it('prints the two files byte for byte', () => {
    expect(permissionMatrixCsv()).toBe(expected('permission-matrix.csv'))
    expect(roleAssignmentCsv()).toBe(expected('role-assignment-matrix.csv'))
  })

  it('decides every cell of the matrix by the grants in force', () => {
    for (const role of ROLE_KEYS) {
      for (const permission of PERMISSIONS) {
        const { scope } = POLICY[permission]
        const place: Scope = scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: 'x' }
        const held = grant(role, ROLES[role].reach === 'place' ? (scope === 'tenant' ? HERE : place) : { type: 'tenant' })
        expect(holds(actor([held]), permission, place), `${role} ${permission}`).toBe(holdersOf(permission).has(role))
      }
    }
  })
})

describe('a grant', () => {
  it.each([
    ['not_started', { startsAt: NOW + 1 }], ['ended', { endsAt: NOW }], ['awaiting_confirmation', { confirmed: false }],
    ['place_not_active', { placeActive: false }], ['not_activated', { kind: 'eligible' as const }],
    ['not_activated', { kind: 'eligible' as const, activation: { id: 'a', startsAt: 0, endsAt: NOW } }],
  ])('confers nothing: %s', (code, more) => {
    const asking = actor([grant('super_admin', { type: 'tenant' }, more)])
    expect(whyNotInForce(asking.grants[0]!, asking)).toBe(code)
    expect(holdsSomewhere(asking, 'administrator:read')).toBe(false)
  })

  it('is in force from its start to the millisecond before its end', () => {
    const held = grant('super_admin', { type: 'tenant' }, { startsAt: NOW, endsAt: NOW + 10 })
    expect(holds(actor([held]), 'administrator:read')).toBe(true)
    expect(holds(actor([held], { now: NOW + 9 }), 'administrator:read')).toBe(true)
    expect(holds(actor([held], { now: NOW + 10 }), 'administrator:read')).toBe(false)
  })

  it('of Client Security Admin needs a factor, enrolled and used in this session', () => {
    const held = [grant('client_security_admin')]
    expect(whyNotInForce(held[0]!, actor(held, { factorEnrolledAt: null }))).toBe('mfa_not_enrolled')
    expect(whyNotInForce(held[0]!, actor(held, { factorUsedAt: null }))).toBe('mfa_not_used')
    expect(holds(actor(held), 'mfa-policy:manage')).toBe(true)
  })

  it('in one workspace says nothing about another, nor about the tenant', () => {
    const asking = actor([grant('workspace_admin', HERE)])
    expect(can(asking, 'workspace:update', { place: { type: 'workspace', id: 'payments' } }).allowed).toBe(true)
    expect(can(asking, 'workspace:update', { place: { type: 'workspace', id: 'ledger' } }).allowed).toBe(false)
    expect(can(asking, 'administrator:read').allowed).toBe(false)
  })
})

describe('rules about the other person', () => {
  const person = (...grants: Grant[]) => ({ administratorId: 'other', status: 'active' as const, factorEnrolledAt: null, grants })

  it('nobody reaches up', () => {
    const admin = actor([grant('client_admin')])
    const refused = can(admin, 'administrator:reset-mfa', { person: person(grant('client_owner')) })
    expect(refused.allowed === false && refused.because.code).toBe('reaching_up')
    expect(can(admin, 'administrator:reset-mfa', { person: person(grant('approver')) }).allowed).toBe(true)
    expect(can(actor([grant('super_admin')]), 'administrator:set-status', { person: person(grant('client_admin', { type: 'tenant' }, { kind: 'eligible' })) }).allowed).toBe(false)
  })

  it('nobody grants to themselves, everyone may give up', () => {
    const owner = actor([grant('client_owner')])
    const tenant: Scope = { type: 'tenant' }
    const gain = can(owner, 'role:assign', { change: { administratorId: 'me', before: null, after: { role: 'super_admin', scope: tenant } } })
    expect(gain.allowed === false && gain.because.code).toBe('yourself')
    expect(can(owner, 'role:assign', { change: { administratorId: 'me', before: { role: 'client_owner', scope: tenant }, after: null } }).allowed).toBe(true)
  })

  it('scope lies inside the own one', () => {
    expect(whyNotAssignable(actor([grant('business_admin')]), 'workspace_admin', HERE)?.code).toBe('scope_not_assignable')
    expect(whyNotAssignable(actor([grant('business_admin')]), 'workspace_admin', { type: 'organization', id: 'northwind' })).toBeNull()
    expect(whyNotAssignable(actor([grant('workspace_admin', HERE)]), 'workspace_auditor', HERE)).toBeNull()
    expect(whyNotAssignable(actor([grant('client_admin')], { onlyOwnersAssignClientAdmin: true }), 'client_admin', { type: 'tenant' })?.code).toBe('role_not_assignable')
  })

  it('every role may be assigned exactly where the table and the own scope say', () => {
    const scopes: Scope[] = [{ type: 'tenant' }, HERE, { type: 'workspace', id: 'ledger' }, { type: 'organization', id: 'northwind' }]
    const same = (a: Scope, b: Scope) => a.type === b.type && ('id' in a ? 'id' in b && a.id === b.id : true)
    for (const onlyOwnersAssignClientAdmin of [false, true]) {
      for (const holder of ROLE_KEYS) {
        for (const own of scopes) {
          const asking = actor([grant(holder, own)], { onlyOwnersAssignClientAdmin })
          for (const role of ROLE_KEYS) {
            const listed = (ASSIGNABLE_BY[role] as readonly RoleKey[]).includes(holder) && !(onlyOwnersAssignClientAdmin && role === 'client_admin' && holder !== 'client_owner')
            for (const scope of scopes) {
              const inside = (own.type === 'tenant' || same(own, scope)) && (holder !== 'business_admin' || scope.type === 'organization')
              const code = whyNotAssignable(asking, role, scope)?.code ?? 'may'
              expect(code, `${holder} in ${own.type} assigns ${role} in ${scope.type}`).toBe(!listed ? 'role_not_assignable' : inside ? 'may' : 'scope_not_assignable')
            }
          }
        }
      }
    }
  })

  it('pairs that should not meet are named', () => {
    expect(uneasyPairs(['client_admin', 'client_security_admin'])).toHaveLength(1)
    expect(uneasyPairs(['auditor', 'super_admin']).map(({ b }) => b)).toEqual(['super_admin'])
    expect(uneasyPairs(['auditor', 'readonly_viewer'])).toHaveLength(0)
  })
})
