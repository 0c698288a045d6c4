import { describe, expect, it } from 'vitest'
import { TENANT, type Scope } from './grants'
import { POLICY, ROLES, ROLE_KEYS, PERMISSIONS, holdersOf, permissionRow } from './policy'
import { whatGrantGives } from './what-grants-give'

const OFF = { everyone: false, roles: [] }
const payments: Scope = { type: 'workspace', id: 'payments' }

describe('what a grant gives', () => {
  it('is for a tenant role its whole column, and for a place that of the place alone', () => {
    for (const role of ROLE_KEYS.filter((key) => ROLES[key].reach === 'tenant')) {
      const column = PERMISSIONS.filter((permission) => holdersOf(permission).has(role) && !permissionRow(permission).own)
      expect(whatGrantGives(role, TENANT, OFF).permissions).toEqual(column)
    }
    const inPlace = whatGrantGives('workspace_admin', payments, OFF).permissions
    expect(inPlace).toContain('workspace:update')
    expect(inPlace.filter((permission) => POLICY[permission].scope !== 'workspace')).toEqual([])
    expect(whatGrantGives('workspace_admin', { type: 'organization', id: 'n' }, OFF).permissions).toContain('organization-admin:manage')
  })

  it('says who changes nothing, and who waits for a second factor', () => {
    expect(whatGrantGives('member', TENANT, OFF)).toEqual({ permissions: [], writes: false, needsFactor: false })
    expect(whatGrantGives('auditor', TENANT, OFF).writes).toBe(false)
    expect(whatGrantGives('super_admin', TENANT, OFF).writes).toBe(true)
    expect(whatGrantGives('client_security_admin', TENANT, OFF).needsFactor).toBe(true)
    expect(whatGrantGives('auditor', TENANT, { everyone: true, roles: [] }).needsFactor).toBe(true)
  })
})
