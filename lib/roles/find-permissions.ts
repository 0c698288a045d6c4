import { PERMISSIONS, POLICY, holdersOf, permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'

export const SCOPES = ['tenant', 'workspace', 'organization'] as const
export const STEP_UP_WORDS = { never: '', always: 'step-up', 'privileged-role': 'step-up for some roles' }

/** Which permissions of the table: empty means any. */
export interface PermissionFilter {
  q: string
  role: readonly RoleKey[]
  scope: readonly (typeof SCOPES)[number][]
}

/** @returns the permissions with these words in name or key, of these scopes, that any of these roles carries */
export function findPermissions({ q, role, scope }: PermissionFilter): Permission[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return PERMISSIONS.filter((permission) => {
    const name = `${permission} ${POLICY[permission].label} ${STEP_UP_WORDS[permissionRow(permission).stepUp ?? 'never']}`.toLowerCase()
    const holders = holdersOf(permission)
    return words.every((word) => name.includes(word)) && (scope.length === 0 || scope.includes(POLICY[permission].scope)) && (role.length === 0 || role.some((key) => holders.has(key)))
  })
}
