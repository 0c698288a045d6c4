import { ASSIGNABLE_BY, PERMISSIONS, POLICY, ROLE_KEYS, holdersOf, type RoleKey } from './policy'

const yes = (holds: boolean) => (holds ? 'yes' : 'no')

/** The permission matrix as the CSV file an auditor files: one line per permission, one column per role. */
export function permissionMatrixCsv(): string {
  const lines = PERMISSIONS.map((permission) => {
    const { scope, basis } = POLICY[permission]
    return [permission, scope, basis, ...ROLE_KEYS.map((role) => yes(holdersOf(permission).has(role)))].join(',')
  })
  return `${[['permission', 'scope', 'basis', ...ROLE_KEYS].join(','), ...lines].join('\n')}\n`
}

/** Who may grant which role, with the tenant's settings at their defaults: row = role granted, column = role of the person doing it. */
export function roleAssignmentCsv(): string {
  const lines = ROLE_KEYS.map((role) => [role, ...ROLE_KEYS.map((actor) => yes((ASSIGNABLE_BY[role] as readonly RoleKey[]).includes(actor)))].join(','))
  return `${[['role_granted', ...ROLE_KEYS].join(','), ...lines].join('\n')}\n`
}
