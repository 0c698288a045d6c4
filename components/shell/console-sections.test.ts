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
        "approver": "Home, Roles, PIM",
        "auditor": "Home, Administrators, Roles, PIM, Sign-in and SSO, Password policy, MFA policy, Brute force, Session limits, Domain allowlist, Workspaces, Organizations, Audit",
        "business_admin": "Home, Roles, PIM, Organizations",
        "client_admin": "Home, Administrators, Roles, PIM, Sign-in and SSO, Password policy, MFA policy, Brute force, Session limits, Domain allowlist, Workspaces, Organizations, Audit",
        "client_compliance_auditor": "Home, Administrators, Roles, PIM, Sign-in and SSO, Password policy, MFA policy, Brute force, Session limits, Domain allowlist, Workspaces, Organizations, Audit",
        "client_owner": "Home, Administrators, Roles, PIM, Break-glass, Sign-in and SSO, Password policy, MFA policy, Brute force, Session limits, Domain allowlist, Workspaces, Organizations, Audit",
        "client_security_admin": "Home, Administrators, Roles, PIM, Sign-in and SSO, Password policy, MFA policy, Brute force, Session limits, Domain allowlist, Workspaces, Organizations, Audit",
        "governance_operator": "Home, Roles, PIM",
        "member": "Home, Roles, PIM",
        "readonly_viewer": "Home, Roles, PIM",
        "requester": "Home, Roles, PIM",
        "super_admin": "Home, Administrators, Roles, PIM, Sign-in and SSO, Password policy, MFA policy, Brute force, Session limits, Domain allowlist, Workspaces, Organizations, Audit",
        "workspace_admin": "Home, Roles, PIM, Workspaces, Audit",
        "workspace_auditor": "Home, Roles, PIM, Workspaces, Audit",
      }
    `)
  })

  it('without any role in force is Home, the catalogue of roles, and what one may activate', () => {
    expect(labels(holder())).toEqual(['Home', 'Roles', 'PIM'])
    expect(labels(holder(grant('client_owner', undefined, { endsAt: NOW })))).toEqual(['Home', 'Roles', 'PIM'])
    expect(consolePalette(holder()).sources).toEqual([])
  })

  it('says until when what was activated is in force: to the end of what goes on from it, and of nothing else', () => {
    const eligible = (id: string, startsAt: number, endsAt: number) => grant('client_admin', undefined, { id: 'held', kind: 'eligible', activation: { id, startsAt, endsAt } })
    const first = eligible('first', NOW - HOUR, NOW + HOUR)
    expect(powersInForce(holder(first), () => undefined)).toEqual([{ key: 'held ', label: 'Client Admin', place: undefined, tone: 'info', activation: { id: 'first', grantId: 'held', endsAt: NOW + HOUR } }])
    expect(powersInForce(holder(first, eligible('next', NOW + HOUR, NOW + 2 * HOUR)), () => undefined).map(({ key, activation }) => [key, activation])).toEqual([['held ', { id: 'next', grantId: 'held', endsAt: NOW + 2 * HOUR }]])
    expect(powersInForce(holder(first, eligible('later', NOW + 3 * HOUR, NOW + 4 * HOUR)), () => undefined)[0]!.activation).toMatchObject({ id: 'first', endsAt: NOW + HOUR })
  })

  it('offers to activate each eligible role once, whatever runs of it', () => {
    const actor = holder(
      grant('client_admin', undefined, { id: 'held', kind: 'eligible' }),
      grant('client_admin', undefined, { id: 'held', kind: 'eligible', activation: { id: 'x', startsAt: NOW - HOUR, endsAt: NOW + HOUR, scope: payments } }),
      grant('workspace_admin', payments, { id: 'there', kind: 'eligible' }),
    )
    const labelsOf = consolePalette(actor, () => 'Payments').groups.flatMap(({ entries }) => entries.map(({ label }) => label))
    expect(labelsOf.filter((label) => label.startsWith('Activate'))).toEqual(['Activate Client Admin…', 'Activate Workspace Admin in Payments…'])
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
