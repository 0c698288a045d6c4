import { describe, expect, it } from 'vitest'
import { clear } from './cleared'
import { TENANT, makeActor, type Actor, type Grant, type Scope } from './grants'
import { reachOf } from './place-reach'
import type { Permission, RoleKey } from './policy'
import { visibleAdministrators, visibleOrganizations, visibleWorkspaces } from './visible'

const payments: Scope = { type: 'workspace', id: 'payments' }
const ledger: Scope = { type: 'workspace', id: 'ledger' }
const northwind: Scope = { type: 'organization', id: 'northwind' }
const grant = (role: RoleKey, scope: Scope = TENANT): Grant => ({ id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
const actor = (grants: Grant[], more: Partial<Actor> = {}): Actor =>
  makeActor({ tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1, grants, ...more })
const NOWHERE = { all: false, ids: [] }

describe('where a permission reaches', () => {
  it('is everywhere by a role of the tenant, and where the grants lie by one of a place', () => {
    const placed = actor([grant('workspace_admin', payments), grant('workspace_auditor', ledger), grant('workspace_admin', northwind)])
    expect(reachOf(actor([grant('super_admin')]), 'workspace:read')).toEqual({ all: true })
    expect(reachOf(placed, 'workspace:read')).toEqual({ all: false, ids: ['payments', 'ledger'] })
    expect(reachOf(placed, 'workspace:update')).toEqual({ all: false, ids: ['payments'] })
    expect(reachOf(placed, 'organization:read')).toEqual({ all: false, ids: ['northwind'] })
  })

  it('is nowhere without a role, for what is about no place, and for whoever is not active', () => {
    const placed = [grant('workspace_admin', payments)]
    expect(reachOf(actor([]), 'workspace:read')).toEqual(NOWHERE)
    expect(reachOf(actor(placed), 'administrator:read')).toEqual(NOWHERE)
    expect(reachOf(actor(placed), 'no:such' as Permission)).toEqual(NOWHERE)
    expect(reachOf({ ...actor(placed), status: 'inactive' }, 'workspace:read')).toEqual(NOWHERE)
    expect(reachOf({ ...actor([grant('super_admin')]), status: 'inactive' }, 'workspace:read')).toEqual(NOWHERE)
  })
})

describe('what a query may find', () => {
  it('[T49] is of one’s own tenant, whole or place by place, or nothing', () => {
    const [all, some, none] = [actor([grant('super_admin')]), actor([grant('workspace_admin', payments), grant('workspace_admin', northwind)]), actor([])]
    const nothing = { tenantId: 'acme', id: { in: [] } }
    expect([all, some, none].map(visibleAdministrators)).toEqual([{ tenantId: 'acme' }, nothing, nothing])
    expect([all, some, none].map(visibleWorkspaces)).toEqual([{ tenantId: 'acme' }, { tenantId: 'acme', id: { in: ['payments'] } }, nothing])
    expect([all, some, none].map(visibleOrganizations)).toEqual([{ tenantId: 'acme' }, { tenantId: 'acme', id: { in: ['northwind'] } }, nothing])
  })

  it('is asked with the proof of who was let in', () => {
    const asking = actor([])
    expect(clear(asking, 'audit:read').actor).toBe(asking)
  })
})
