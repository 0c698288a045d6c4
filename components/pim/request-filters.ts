import { type ListFilter } from '@/components/table/list-filter'
import { ROLES, ROLE_KEYS } from '@/lib/authz/policy'
import { REQUEST_STATES } from '@/lib/pim/list-query'
import { STATE_WORDS } from '@/lib/pim/request-words'

const state: ListFilter = { name: 'state', label: 'State', multiple: true, options: REQUEST_STATES.map((value) => ({ value, label: STATE_WORDS[value].label })) }
const role: ListFilter = { name: 'role', label: 'Role', multiple: true, options: ROLE_KEYS.map((value) => ({ value, label: ROLES[value].label })) }

/** What the lists of requests are narrowed by. */
export const requestFilters: Readonly<Record<'own' | 'all', readonly ListFilter[]>> = { own: [state], all: [state, role] }
