// What the address of the permission matrix says. Browser-safe. What it names and we do not know is as if it were not there.
import { z } from 'zod'
import { PERMISSIONS, POLICY, ROLE_KEYS, holdersOf, permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'

export const SCOPES = ['tenant', 'workspace', 'organization'] as const

const text = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), z.string().catch(''))
const several = z.preprocess((value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]), z.array(z.unknown()).catch([]))
const known = <T extends string>(values: readonly T[]) => several.transform((given) => values.filter((value) => given.includes(value)))

export const PermissionQuery = z.object({ q: text, role: known(ROLE_KEYS), scope: known(SCOPES) })
export type PermissionQuery = z.output<typeof PermissionQuery>

/** @returns the permissions with these words in name or key, of these scopes, that any of these roles carries */
export function findPermissions({ q, role, scope }: PermissionQuery): Permission[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return PERMISSIONS.filter((permission) => {
    const name = `${permission} ${POLICY[permission].label} ${STEP_UP_WORDS[permissionRow(permission).stepUp ?? 'never']}`.toLowerCase()
    const holders = holdersOf(permission)
    return words.every((word) => name.includes(word)) && (scope.length === 0 || scope.includes(POLICY[permission].scope)) && (role.length === 0 || role.some((key: RoleKey) => holders.has(key)))
  })
}

export const STEP_UP_WORDS = { never: '', always: 'step-up', 'privileged-role': 'step-up for some roles' }
