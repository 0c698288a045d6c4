// What the address of the permission matrix says. What it names and we do not know is as if it were not there.
import { z } from 'zod'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { SCOPES } from './find-permissions'

const text = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), z.string().catch(''))
const several = z.preprocess((value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]), z.array(z.unknown()).catch([]))
const known = <T extends string>(values: readonly T[]) => several.transform((given) => values.filter((value) => given.includes(value)))

export const PermissionQuery = z.object({ q: text, role: known(ROLE_KEYS), scope: known(SCOPES) })
