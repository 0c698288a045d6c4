import { describe, expect, it } from 'vitest'
import { holds } from './can'
import { makeActor, TENANT, type Grant, type Person, type Scope } from './grants'
import { PERMISSIONS, POLICY, ROLES, ROLE_KEYS, holdersOf, permissionRow, type RoleKey } from './policy'
import { sumUp, whatChanges } from './what-changes'

const NOW = 1_000_000
const HOUR = 3_600_000
const MFA = { everyone: false, roles: [] }
const PAYMENTS = { type: 'workspace', id: 'payments' } as const
const LEDGER = { type: 'workspace', id: 'ledger' } as const
const NORTHWIND = { type: 'organization', id: 'northwind' } as const

function grant(role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant {
  return { id: `${role}-${'id' in scope ? scope.id : 't'}`, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}
const holder = (...grants: Grant[]): Person => ({ administratorId: 'max', status: 'active', factorEnrolledAt: null, grants })
const keysOf = (list: readonly { permission: string; place: Scope | null }[]) => list.map(({ permission, place }) => (place && 'id' in place ? `${permission} in ${place.id}` : permission))

describe('what changes', () => {
  it('of a first role is exactly what can() would answer, for every role', () => {
    for (const role of ROLE_KEYS) {
      const made = grant(role, ROLES[role].reach === 'place' ? PAYMENTS : TENANT)
      const { gained, lost } = whatChanges(holder(), [made], MFA, NOW)
      const actor = makeActor({ ...holder(made), tenantId: '', sessionId: '', factorEnrolledAt: 0, factorUsedAt: 0, freshFactorAt: null, mfa: MFA, onlyOwnersAssignClientAdmin: false, now: NOW })
      const expected = PERMISSIONS.filter((permission) => !permissionRow(permission).own && holds(actor, permission, POLICY[permission].scope === 'workspace' ? PAYMENTS : POLICY[permission].scope === 'organization' ? NORTHWIND : undefined))
      expect({ role, gained: gained.map(({ permission }) => permission), lost }).toEqual({ role, gained: expected, lost: [] })
    }
  })

  it('names the place where a permission is about one, and none where a role reaches all', () => {
    const inPlace = keysOf(whatChanges(holder(), [grant('workspace_auditor', PAYMENTS)], MFA, NOW).gained)
    expect(inPlace).toEqual(['workspace:read in payments', 'workspace-admin:read in payments', 'workspace-audit:read in payments'])
    const all = keysOf(whatChanges(holder(grant('workspace_auditor', PAYMENTS)), [grant('workspace_auditor', PAYMENTS), grant('super_admin')], MFA, NOW).gained)
    expect(all).toContain('workspace:read')
    expect(all.filter((key) => key.includes(' in '))).toEqual([])
  })

  it('counts a role of the whole tenant that was activated in one place in that place', () => {
    const narrow = { ...grant('super_admin'), kind: 'eligible' as const, activation: { id: 'x', startsAt: 0, endsAt: NOW + HOUR, scope: PAYMENTS } }
    const gained = keysOf(whatChanges(holder(), [narrow], MFA, NOW).gained)
    expect(gained).toContain('workspace:update in payments')
    expect(gained.filter((key) => !key.endsWith(' in payments'))).toEqual([])
  })

  it('leaves out what another role gives already', () => {
    const both = [grant('super_admin'), grant('auditor')]
    expect(whatChanges(holder(...both), [both[0]!], MFA, NOW).lost.map(({ permission }) => permission)).toEqual(PERMISSIONS.filter((one) => holdersOf(one).has('auditor') && !holdersOf(one).has('super_admin')))
    expect(whatChanges(holder(grant('client_owner')), [grant('client_owner'), grant('workspace_admin', PAYMENTS)], MFA, NOW)).toEqual({ gained: [], lost: [] })
  })

  it('says what goes and what comes when one role gives way to another', () => {
    const { gained, lost } = whatChanges(holder(grant('workspace_admin', PAYMENTS)), [grant('workspace_admin', LEDGER)], MFA, NOW)
    expect(keysOf(gained)).toContain('workspace:update in ledger')
    expect(keysOf(lost)).toContain('workspace:update in payments')
    expect(gained).toHaveLength(lost.length)
  })

  it('tells of what a role gives in organizations too, and of nothing that is everyone’s own', () => {
    const { gained } = whatChanges(holder(), [grant('workspace_auditor', NORTHWIND), grant('workspace_auditor', PAYMENTS)], MFA, NOW)
    expect(keysOf(gained)).toEqual(['workspace:read in payments', 'workspace-admin:read in payments', 'organization:read in northwind', 'organization-admin:read in northwind', 'workspace-audit:read in payments'])
    expect(keysOf(whatChanges(holder(), [grant('member')], MFA, NOW).gained)).toEqual([])
    const same = [grant('workspace_auditor', { type: 'workspace', id: 'one' }), grant('workspace_auditor', { type: 'organization', id: 'one' })]
    expect(whatChanges(holder(), same, MFA, NOW).gained.map(({ place }) => place?.type)).toEqual(['workspace', 'workspace', 'organization', 'organization', 'workspace'])
  })

  it('looks at the moment it is asked about', () => {
    const later = grant('auditor', TENANT, { startsAt: NOW + HOUR, endsAt: NOW + 2 * HOUR })
    const gainedAt = (at: number) => whatChanges(holder(), [later], MFA, at).gained.length > 0
    expect([NOW, NOW + HOUR, NOW + 2 * HOUR - 1, NOW + 2 * HOUR].map(gainedAt)).toEqual([false, true, true, false])
  })

  it('counts a role that waits for the account or a factor as what it will be, and one that waits for a yes as nothing', () => {
    const security = grant('client_security_admin')
    expect(whatChanges({ ...holder(), status: 'inactive' }, [security], MFA, NOW).gained.length).toBeGreaterThan(10)
    const undecided = grant('auditor', TENANT, { confirmed: false })
    expect(whatChanges(holder(), [undecided], MFA, NOW).gained).toEqual([])
    expect(whatChanges(holder(undecided), [{ ...undecided, confirmed: true }], MFA, NOW).gained.length).toBeGreaterThan(10)
  })

  it('is summed up in a few words', () => {
    const [one, two] = [{ permission: 'workspace:read', place: PAYMENTS }, { permission: 'audit:read', place: null }] as const
    expect(sumUp({ gained: [one], lost: [] })).toBe('gain 1 permission and lose none')
    expect(sumUp({ gained: [], lost: [one, two] })).toBe('lose 2 permissions and gain none')
    expect(sumUp({ gained: [one, two], lost: [one] })).toBe('gain 2 permissions and lose 1')
    expect(sumUp({ gained: [], lost: [] })).toBeNull()
  })
})
