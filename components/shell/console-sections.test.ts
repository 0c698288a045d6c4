import { describe, expect, it } from 'vitest'
import { makeActor, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { consolePalette, consoleSections, powersInForce } from './console-sections'
import { currentItem } from './navigation'
import { matches } from './palette-source'

const NOW = 1_763_692_093_000
const HOUR = 3_600_000
const payments: Scope = { type: 'workspace', id: 'payments' }

function grant(role: RoleKey, scope: Scope = { type: 'tenant' }, over: Partial<Grant> = {}): Grant {
  return { id: `${role}-${scope.type}`, role, scope, kind: 'active', startsAt: NOW - HOUR, endsAt: null, confirmed: true, placeActive: true, activation: null, ...over } as Grant
}
function holder(...grants: Grant[]): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'a', sessionId: 's', status: 'active', grants, now: NOW,
    factorEnrolledAt: NOW - HOUR, factorUsedAt: NOW - HOUR, freshFactorAt: NOW, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false,
  })
}
const labels = (actor: Actor) => consoleSections(actor).flatMap((section) => section.items.map((item) => item.label))

describe('what of the console a person sees', () => {
  it('is by role what the policy says, and nothing else', () => {
    const scopeOf = (role: RoleKey) => (role.startsWith('workspace_') ? payments : undefined)
    expect(Object.fromEntries(ROLE_KEYS.map((role) => [role, labels(holder(grant(role, scopeOf(role)))).join(', ')]))).toMatchInlineSnapshot(`
      {
        "approver": "Home, Roles",
        "auditor": "Home, Administrators, Roles, Workspaces, Organizations, Audit",
        "business_admin": "Home, Roles, Organizations",
        "client_admin": "Home, Administrators, Roles, Workspaces, Organizations, Audit",
        "client_compliance_auditor": "Home, Administrators, Roles, Workspaces, Organizations, Audit",
        "client_owner": "Home, Administrators, Roles, Workspaces, Organizations, Audit",
        "client_security_admin": "Home, Administrators, Roles, Workspaces, Organizations, Audit",
        "governance_operator": "Home, Roles",
        "member": "Home, Roles",
        "readonly_viewer": "Home, Roles",
        "requester": "Home, Roles",
        "super_admin": "Home, Administrators, Roles, Workspaces, Organizations, Audit",
        "workspace_admin": "Home, Roles, Workspaces, Audit",
        "workspace_auditor": "Home, Roles, Workspaces, Audit",
      }
    `)
  })

  it('without any role in force is Home and the catalogue of roles', () => {
    expect(labels(holder())).toEqual(['Home', 'Roles'])
    expect(labels(holder(grant('client_owner', undefined, { endsAt: NOW })))).toEqual(['Home', 'Roles'])
    expect(consolePalette(holder()).sources).toEqual([])
  })

  it('names what is in force, the tenant first, and no place out of reach by name', () => {
    const actor = holder(grant('workspace_admin', payments), grant('workspace_auditor', { type: 'organization', id: 'gone' }), grant('auditor'), grant('client_owner', undefined, { kind: 'eligible' }))
    expect(powersInForce(actor, (id) => ({ payments: 'Payments' })[id]).map(({ label, place }) => [label, place])).toEqual([
      ['Auditor', undefined],
      ['Workspace Admin', 'Payments'],
      ['Workspace Auditor', 'an organization'],
    ])
  })
})

describe('finding one’s way', () => {
  const sections = consoleSections(holder(grant('client_owner')))

  it('marks the page one is on or under, never Home for all of them', () => {
    expect(currentItem(sections, '/')?.label).toBe('Home')
    expect(currentItem(sections, '/administrators/42/roles')?.label).toBe('Administrators')
    expect(currentItem(sections, '/administratorsx')).toBeUndefined()
  })

  it('finds palette entries by the beginnings of their words', () => {
    const entry = { id: 'invite', label: 'Invite Admin', href: '/x', words: 'add new administrator' }
    expect(['inv', 'adm inv', 'ADD', 'new admini', 'vite', 'x'].map((query) => matches(entry, query))).toEqual([true, true, true, true, false, false])
  })
})
