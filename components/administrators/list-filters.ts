import { type ListFilter } from '@/components/table/list-filter'
import { ROLES, ROLE_KEYS } from '@/lib/authz/policy'

/** What the list of administrators can be narrowed by; the names are those of the address. */
export const ADMINISTRATOR_FILTERS: readonly ListFilter[] = [
  {
    name: 'status',
    label: 'Status',
    multiple: true,
    options: [{ value: 'active', label: 'Active' }, { value: 'new', label: 'Invited' }, { value: 'inactive', label: 'Inactive' }, { value: 'deleted', label: 'Deleted' }],
  },
  { name: 'role', label: 'Role', multiple: true, options: ROLE_KEYS.map((value) => ({ value, label: ROLES[value].label })) },
  { name: 'mfa', label: 'Second factor', options: [{ value: 'enrolled', label: 'Enrolled' }, { value: 'missing', label: 'Missing' }] },
  { name: 'invitation', label: 'Invitation', options: [{ value: 'pending', label: 'Pending' }, { value: 'expired', label: 'Expired' }] },
]

/** Set by links: what a notice leads to, and what other pages count. */
export const ADMINISTRATOR_CHIPS: readonly ListFilter[] = [
  { name: 'pairs', label: 'Roles', options: [{ value: 'uneasy', label: 'That should not meet' }] },
]
