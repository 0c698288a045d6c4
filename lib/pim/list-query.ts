// What a list of requests can be narrowed by, and what that means for the rows. Pure and browser-safe.
import { isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { readRequestCursor, type RequestCursor } from './request-cursor'
import type { RequestState, StoredState } from './request-state'

export const REQUEST_STATES = ['pending_approval', 'scheduled', 'active', 'expired', 'denied', 'timed_out', 'withdrawn', 'cancelled', 'deactivated', 'revoked', 'cut_short'] as const satisfies readonly RequestState[]

export interface RequestFilter {
  state: readonly RequestState[]
  role: readonly RoleKey[]
  person: string | null
}
export interface RequestQuery extends RequestFilter {
  cursor: RequestCursor | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const several = (given: string | string[] | undefined) => [...new Set(typeof given === 'string' ? [given] : (given ?? []))]

/** @returns what of a page's address can be understood; a page never fails because of what somebody typed there */
export function readRequestQuery(params: Readonly<Record<string, string | string[] | undefined>>): RequestQuery {
  const [person = ''] = several(params.person)
  return {
    state: several(params.state).filter((state): state is RequestState => (REQUEST_STATES as readonly string[]).includes(state)),
    role: several(params.role).filter(isRoleKey),
    person: UUID.test(person) ? person : null,
    cursor: readRequestCursor(several(params.cursor)[0]),
  }
}

/** Which part of the rows of a stored state is meant; what has not been written down yet is told by the clock. */
export type Part = 'any' | 'waiting' | 'late' | 'scheduled' | 'running' | 'over'

const ROWS_OF: Partial<Record<RequestState, readonly (readonly [StoredState, Part])[]>> = {
  pending_approval: [['pending_approval', 'waiting']],
  timed_out: [['timed_out', 'any'], ['pending_approval', 'late']],
  scheduled: [['approved', 'scheduled']],
  active: [['approved', 'running']],
  expired: [['expired', 'any'], ['approved', 'over']],
}
const STORED: readonly StoredState[] = ['pending_approval', 'approved', 'denied', 'timed_out', 'withdrawn', 'cancelled', 'deactivated', 'revoked', 'cut_short', 'expired']

/** @returns the rows that are in one of these states at a moment: in any, when none is named */
export function rowsOf(states: readonly RequestState[]): { stored: StoredState; part: Part }[] {
  if (states.length === 0) return STORED.map((stored) => ({ stored, part: 'any' }))
  return states.flatMap((state) => (ROWS_OF[state] ?? [[state as StoredState, 'any'] as const]).map(([stored, part]) => ({ stored, part })))
}
