import { describe, expect, it } from 'vitest'
import { TENANT, type Grant, type Person, type Scope } from '@/lib/authz/grants'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { addsInWords, placeKindsOf, whatAdds } from './what-adds'

const NOW = 1_000_000
const MFA = { everyone: false, roles: [] }
const PAYMENTS = { type: 'workspace', id: 'payments' } as const

const grant = (role: RoleKey, more: Partial<Grant> = {}): Grant => ({ id: role, role, scope: TENANT, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more })
const holder = (...grants: Grant[]): Person => ({ administratorId: 'adam', status: 'active', factorEnrolledAt: null, grants })
const eligible = (role: RoleKey, scope: Scope = TENANT) => grant(role, { kind: 'eligible', scope })

describe('what an activation adds', () => {
  it('is everything of the role to somebody who holds nothing, also while the grant itself is only eligible', () => {
    const { gained, whole } = whatAdds(holder(eligible('super_admin')), { role: 'super_admin', scope: TENANT }, MFA, NOW)
    expect(gained.length).toBe(whole)
    expect(gained.map(({ permission }) => permission)).toContain('administrator:invite')
  })

  it('is less for who holds some of it already, and nothing for who holds all', () => {
    const more = whatAdds(holder(grant('auditor'), eligible('super_admin')), { role: 'super_admin', scope: TENANT }, MFA, NOW)
    expect(more.gained.length).toBeLessThan(whatAdds(holder(), { role: 'super_admin', scope: TENANT }, MFA, NOW).gained.length)
    expect(whatAdds(holder(grant('super_admin'), eligible('super_admin')), { role: 'super_admin', scope: TENANT }, MFA, NOW)).toEqual({ gained: [], whole: 0 })
  })

  it('is what is left in one place, of what it would be everywhere', () => {
    const { gained, whole } = whatAdds(holder(), { role: 'super_admin', scope: TENANT, place: PAYMENTS }, MFA, NOW)
    expect(gained.length).toBeGreaterThan(0)
    expect(gained.length).toBeLessThan(whole)
    expect(gained.every(({ place }) => place?.id === 'payments')).toBe(true)
  })

  it('of a role that waits for a factor is what it adds once that is used', () => {
    expect(whatAdds(holder(), { role: 'client_security_admin', scope: TENANT }, MFA, NOW).gained.length).toBeGreaterThan(0)
  })
})

it('narrows only roles that have something to do in places', () => {
  const kinds = Object.fromEntries(ROLE_KEYS.map((role) => [role, placeKindsOf(role).join(' and ')]))
  expect(kinds).toMatchObject({ super_admin: 'workspace and organization', approver: '', requester: '', member: '' })
})

it('says it in words', () => {
  expect(addsInWords({ gained: 37, whole: 37 }, 'Payments')).toBe('+37 permissions, in Payments')
  expect(addsInWords({ gained: 4, whole: 37 }, 'Payments')).toBe('+4 of 37 permissions, in Payments')
  expect(addsInWords({ gained: 1, whole: 1 }, null)).toBe('+1 permission')
  expect(addsInWords({ gained: 0, whole: 0 }, null)).toBe('Adds nothing to what is held already')
})
