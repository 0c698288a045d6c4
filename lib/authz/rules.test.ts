import { describe, expect, it } from 'vitest'
import { can, holds, holdsSomewhere, type Place } from './can'
import { TENANT, assigns, assignsSomewhere, hasBit, makeActor, placeKey, positionOf, requiresMfa, whyNotInForce, type Actor, type Grant, type Person, type Scope } from './grants'
import { OWNER_ROLE, PERMISSIONS, PLACE_BY_PLACE_ROLE, ROLE_KEYS, holdersOf, isPermission, isRoleKey, type Permission, type RoleKey } from './policy'
import { NARROWED_ASSIGNERS, assignersOf, grantChange, isPrivilegedRole, newGrants, otherPerson, uneasyPairs, type GrantChange } from './rules'

const NOW = 1_000_000
const payments: Place = { type: 'workspace', id: 'payments' }
const ledger: Place = { type: 'workspace', id: 'ledger' }
const northwind: Place = { type: 'organization', id: 'northwind' }

function grant(role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant {
  return { id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}
function actor(grants: Grant[], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null,
    mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}
const person = (...grants: Grant[]): Person => ({ administratorId: 'other', status: 'active', factorEnrolledAt: null, grants })
const side = (role: RoleKey, scope: Scope = TENANT) => ({ role, scope })
const change = (before: GrantChange['before'], after: GrantChange['after'], administratorId = 'other'): GrantChange => ({ administratorId, before, after })

describe('names from outside', () => {
  it('of the two roles that the console itself gives are those of the table', () => {
    expect([OWNER_ROLE, PLACE_BY_PLACE_ROLE]).toEqual(['client_owner', 'member'])
  })

  it('are roles and permissions only where the table has them', () => {
    expect([isRoleKey('auditor'), isRoleKey('Auditor'), isRoleKey('toString'), isPermission('audit:read'), isPermission('audit:write'), isPermission('toString')]).toEqual([true, false, false, true, false, false])
    expect([...holdersOf('no:such' as Permission)]).toEqual([])
  })

  it('that the table does not have confer nothing, wherever they stand', () => {
    const odd = actor([grant('owner_of_all' as RoleKey), grant('owner_of_all' as RoleKey, payments)])
    expect(PERMISSIONS.filter((permission) => holdsSomewhere(odd, permission))).toEqual(['role:read', 'pim:activate-own'])
    expect(ROLE_KEYS.filter((role) => assignsSomewhere(odd.powers, role))).toEqual([])
    const owner = actor([grant('client_owner')])
    const unknown = 'no:such' as Permission
    expect([holds(owner, unknown), holdsSomewhere(owner, unknown), can(owner, unknown as 'billing:read').allowed, positionOf(unknown)]).toEqual([false, false, false, undefined])
    expect([assigns(owner.powers, 'owner_of_all' as RoleKey, TENANT), assignsSomewhere(owner.powers, 'owner_of_all' as RoleKey)]).toEqual([false, false])
    expect([hasBit(undefined, positionOf('audit:read')), hasBit(owner.powers.tenant, undefined), hasBit(owner.powers.tenant, positionOf('audit:read'))]).toEqual([false, false, true])
  })
})

describe('in force', () => {
  it('an eligible grant is from the start of its activation to the millisecond before its end', () => {
    const at = (startsAt: number, endsAt: number) => whyNotInForce(grant('auditor', TENANT, { kind: 'eligible', activation: { id: 'a', startsAt, endsAt } }), actor([]))
    expect([at(NOW, NOW + 1), at(NOW + 1, NOW + 2), at(NOW - 1, NOW), at(0, NOW + 1)]).toEqual([null, 'not_activated', 'not_activated', null])
  })

  it('a role may need a second factor by itself, by the tenant’s list or for everyone', () => {
    const listed = { everyone: false, roles: ['auditor'] as RoleKey[] }
    expect([requiresMfa('auditor', listed), requiresMfa('approver', listed), requiresMfa('approver', { everyone: true, roles: [] }), requiresMfa('client_security_admin', { everyone: false, roles: [] })]).toEqual([true, false, true, true])
    expect(whyNotInForce(grant('auditor'), actor([], { factorEnrolledAt: 0, factorUsedAt: 0, mfa: listed }))).toBeNull()
  })

  it('nothing is of somebody who is not active, what is everyone’s own included', () => {
    for (const status of ['new', 'inactive', 'deleted'] as const) {
      const nobody = actor([grant('client_owner'), grant('workspace_admin', payments)], { status })
      expect(PERMISSIONS.filter((permission) => holdsSomewhere(nobody, permission) || holds(nobody, permission) || holds(nobody, permission, payments))).toEqual([])
      // Powers that were worked out while they still were do not help either.
      const stale = { ...actor([grant('client_owner')]), status }
      expect(PERMISSIONS.filter((permission) => holdsSomewhere(stale, permission) || holds(stale, permission) || holds(stale, permission, payments))).toEqual([])
    }
  })

  it('a place has a name of its own', () => {
    expect([placeKey(TENANT), placeKey(payments), placeKey(northwind)]).toEqual([null, 'workspace:payments', 'organization:northwind'])
  })

  it('several grants in one place add up; a permission of a place is asked about one', () => {
    const placed = actor([grant('workspace_auditor', payments), grant('workspace_admin', payments), grant('workspace_auditor', ledger)])
    expect([holds(placed, 'workspace:update', payments), holds(placed, 'workspace:update', ledger), holds(placed, 'workspace:read', ledger), holds(placed, 'workspace:update'), holds(placed, 'workspace:update', TENANT), holds(placed, 'workspace:update', { type: 'organization', id: 'payments' })]).toEqual([true, false, true, false, false, false])
    const owner = actor([grant('client_owner')])
    expect([holds(owner, 'workspace:update'), holds(owner, 'workspace:update', northwind), holds(owner, 'workspace:update', ledger), holds(owner, 'billing:read', ledger)]).toEqual([false, false, true, true])
    expect([holdsSomewhere(placed, 'workspace:update'), holdsSomewhere(placed, 'organization:update'), holdsSomewhere(placed, 'audit:read'), holdsSomewhere(actor([]), 'role:read')]).toEqual([true, false, false, true])
  })
})

describe('what one may assign', () => {
  it('follows the tenant’s narrowing, for Client Admin alone', () => {
    expect(NARROWED_ASSIGNERS).toEqual(['client_admin'])
    const narrow = { onlyOwnersAssignClientAdmin: true }
    expect([assignersOf('client_admin', narrow), assignersOf('approver', narrow), assignersOf('client_admin', { onlyOwnersAssignClientAdmin: false })]).toEqual([['client_owner'], ['client_owner', 'client_admin'], ['client_owner', 'client_admin']])
  })

  it('by a place reaches no further than that place, and an organization is none of a workspace', () => {
    const placed = actor([grant('workspace_admin', payments), grant('workspace_admin', { type: 'organization', id: 'payments' })])
    expect([assigns(placed.powers, 'workspace_auditor', payments), assigns(placed.powers, 'workspace_auditor', ledger), assigns(placed.powers, 'workspace_auditor', TENANT), assigns(placed.powers, 'auditor', payments)]).toEqual([true, false, false, false])
    const inWorkspace = actor([grant('workspace_admin', payments)])
    expect(assigns(inWorkspace.powers, 'workspace_auditor', { type: 'organization', id: 'payments' })).toBe(false)
    const business = actor([grant('business_admin')])
    expect([assigns(business.powers, 'workspace_admin', northwind), assigns(business.powers, 'workspace_admin', payments), assigns(business.powers, 'workspace_admin', TENANT)]).toEqual([true, false, false])
  })

  it('roles of the Administration and the Tenant family are privileged', () => {
    expect(ROLE_KEYS.filter(isPrivilegedRole)).toEqual(['client_owner', 'client_admin', 'client_security_admin', 'client_compliance_auditor', 'super_admin', 'auditor', 'business_admin', 'member'])
  })
})

describe('[rule 1, rule 2] another person', () => {
  const admin = actor([grant('client_admin')])

  it('is out of reach by any role above, also one that waits; not by one that is over', () => {
    expect(otherPerson(admin, person(grant('approver'), grant('super_admin', TENANT, { startsAt: NOW + 9 })))).toEqual({ code: 'reaching_up', role: 'super_admin', assignableBy: ['client_owner', 'super_admin'] })
    expect(otherPerson(admin, person(grant('super_admin', TENANT, { endsAt: NOW })))).toBeNull()
    expect(otherPerson(admin, person(grant('super_admin', TENANT, { endsAt: NOW + 1 })))?.code).toBe('reaching_up')
    expect(otherPerson(admin, person(grant('super_admin', TENANT, { endsAt: NOW }), grant('client_owner')))?.code).toBe('reaching_up')
    expect(otherPerson(admin, { ...person(), administratorId: 'me' })).toEqual({ code: 'yourself' })
    expect(otherPerson(admin, person())).toBeNull()
  })

  it('a change of a grant needs the role to be assignable before and after', () => {
    const up = { code: 'role_not_assignable', role: 'client_owner', assignableBy: ['client_owner'] }
    expect(grantChange(admin, change(side('approver'), side('client_owner')))).toEqual(up)
    expect(grantChange(admin, change(side('client_owner'), side('approver')))).toEqual(up)
    expect(grantChange(admin, change(side('client_owner'), null))).toEqual(up)
    expect(grantChange(admin, change(null, side('client_owner')))).toEqual(up)
    expect(grantChange(admin, change(side('approver'), side('requester')))).toBeNull()
    expect(grantChange(admin, change(null, null))).toBeNull()
  })

  it('oneself gives up what one has, whatever it is, and nothing else', () => {
    expect(grantChange(admin, change(side('client_owner'), null, 'me'))).toBeNull()
    for (const [before, after] of [[null, side('approver')], [side('approver'), side('approver')], [null, null]] as const) expect(grantChange(admin, change(before, after, 'me'))).toEqual({ code: 'yourself' })
  })

  it('many new grants are as good as the worst of them; the bare membership comes along inside a place, and there alone', () => {
    const placed = actor([grant('workspace_admin', payments)])
    const inside = change(null, side('workspace_auditor', payments))
    const bare = change(null, side('member'))
    expect(newGrants(placed, [bare, inside], true)).toBeNull()
    expect(newGrants(placed, [bare, inside])?.code).toBe('role_not_assignable')
    expect(newGrants(placed, [bare, change(null, side('auditor'))], true)?.code).toBe('role_not_assignable')
    expect(newGrants(placed, [inside, change(null, side('workspace_auditor', ledger))], true)?.code).toBe('scope_not_assignable')
    expect(newGrants(placed, [change(null, side('member', ledger))], true)?.code).toBe('role_not_assignable')
    expect(newGrants(placed, [change(side('member'), null)], true)?.code).toBe('role_not_assignable')
    expect(newGrants(placed, [])).toBeNull()
  })
})

describe('a question', () => {
  const ask = can as (asking: Actor, permission: Permission, resource?: unknown) => ReturnType<typeof can>
  const code = (asking: Actor, permission: Permission, resource?: unknown) => {
    const decision = ask(asking, permission, resource)
    return decision.allowed ? 'may' : decision.because.code
  }
  const owner = actor([grant('client_owner')])

  it('that names nothing to decide about is denied', () => {
    for (const nothing of [undefined, {}, { place: payments }]) {
      expect([code(owner, 'administrator:update', nothing), code(owner, 'administrator:invite', nothing), code(owner, 'role:assign', nothing)]).toEqual(Array.from({ length: 3 }, () => 'nothing_asked'))
    }
    expect([code(owner, 'administrator:invite', { grants: [] }), code(owner, 'workspace-admin:manage', { place: payments }), code(owner, 'workspace-admin:manage', { place: payments, grants: [] })]).toEqual(['nothing_asked', 'nothing_asked', 'nothing_asked'])
    expect([code(owner, 'workspace-admin:manage'), code(owner, 'workspace:update')]).toEqual(['not_granted', 'not_granted'])
  })

  it('about grants inside a place is about that place; the bare membership belongs to it', () => {
    const inside = (...grants: GrantChange[]) => code(owner, 'workspace-admin:manage', { place: payments, grants })
    const here = change(null, side('workspace_auditor', payments))
    expect(inside(here)).toBe('may')
    expect(inside(here, change(null, side('member')))).toBe('may')
    for (const elsewhere of [ledger, { type: 'organization', id: 'payments' }, TENANT] as Scope[]) {
      expect(inside(here, change(null, side('workspace_auditor', elsewhere)))).toBe('nothing_asked')
      expect(inside(change(side('workspace_auditor', elsewhere), null), here)).toBe('nothing_asked')
    }
    const placed = actor([grant('workspace_admin', payments)])
    expect(code(placed, 'workspace-admin:manage', { place: payments, grants: [here, change(null, side('member'))] })).toBe('may')
    expect(code(placed, 'workspace-admin:manage', { place: ledger, grants: [here] })).toBe('not_granted')
    // Nobody invites with the membership as the way around their own reach.
    expect(code(actor([grant('super_admin')]), 'administrator:invite', { grants: [change(null, side('member'))] })).toBe('may')
    expect(code(actor([grant('super_admin')]), 'administrator:invite', { grants: [change(null, side('client_admin'))] })).toBe('role_not_assignable')
  })

  it('is answered by one answer that nobody can change', () => {
    const yes = can(owner, 'billing:read')
    expect(yes).toEqual({ allowed: true })
    expect(Object.isFrozen(yes)).toBe(true)
    expect(can(actor([]), 'billing:read')).toMatchObject({ allowed: false, because: { code: 'not_granted' } })
  })
})

describe('[rule 5] roles that should not meet', () => {
  it('are these pairs, each said once, and no others', async () => {
    const pairs = ROLE_KEYS.flatMap((a) => ROLE_KEYS.filter((b) => ROLE_KEYS.indexOf(b) > ROLE_KEYS.indexOf(a)).flatMap((b) => uneasyPairs([b, a, b])))
    await expect(`${pairs.map(({ a, b, because }) => `${a} + ${b}: ${because}`).join('\n')}\n`).toMatchFileSnapshot('expected/uneasy-pairs.txt')
    expect(ROLE_KEYS.flatMap((role) => uneasyPairs([role, role]))).toEqual([])
  })
})
