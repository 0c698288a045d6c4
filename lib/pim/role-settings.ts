// What PIM asks of each role where the tenant has said nothing else (pim.md, "Role settings"). Pure and browser-safe; lengths in seconds.
import { OWNER_ROLE, PIM_PRIVILEGED, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'

export const STANDING = ['yes', 'time_bound', 'no'] as const
export const TICKET_RULES = ['off', 'text', 'pattern'] as const

export interface RoleSettings {
  enabled: boolean
  /** whether the role may be held standing: without limit, only with an end, or not at all */
  standing: (typeof STANDING)[number]
  longestSeconds: number
  /** least characters of the reason; 0: none is asked for */
  justificationLength: number
  ticket: (typeof TICKET_RULES)[number]
  /** a regular expression the whole ticket must match, where `ticket` is 'pattern' */
  ticketPattern: string | null
  /** a fresh factor, given for this very request */
  mfa: boolean
  /** how many must approve; 0: nobody */
  approvals: number
  /** how long a request may wait */
  undecidedSeconds: number
  /** how long an eligible grant may last; null: without limit */
  eligibleSeconds: number | null
  mailRequester: boolean
  mailApprovers: boolean
  mailOwners: boolean
  /** addresses told besides */
  mailExtra: readonly string[]
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Bounds of what may be set, and what the form proposes. */
export const SHORTEST_ACTIVATION_SECONDS = 30 * MINUTE
export const LONGEST_ACTIVATION_SECONDS = 24 * HOUR
export const ACTIVATION_STEP_SECONDS = 15 * MINUTE
export const PROPOSED_ACTIVATION_SECONDS = HOUR
export const LONGEST_JUSTIFICATION = 1000
export const LONGEST_TICKET = 200
export const MOST_APPROVALS = 5
export const MOST_APPROVERS = 20
export const MOST_EXTRA_ADDRESSES = 20

const EVERYDAY: RoleSettings = {
  enabled: false, standing: 'yes', longestSeconds: 8 * HOUR, justificationLength: 10, ticket: 'off', ticketPattern: null, mfa: false, approvals: 0,
  undecidedSeconds: DAY, eligibleSeconds: null, mailRequester: true, mailApprovers: true, mailOwners: true, mailExtra: [],
}
const PRIVILEGED: RoleSettings = { ...EVERYDAY, enabled: true, mfa: true, eligibleSeconds: 365 * DAY }

export const DEFAULT_SETTINGS = Object.fromEntries(
  ROLE_KEYS.map((role) => [role, role === OWNER_ROLE ? { ...PRIVILEGED, approvals: 1 } : PIM_PRIVILEGED.has(role) ? PRIVILEGED : EVERYDAY]),
) as Readonly<Record<RoleKey, RoleSettings>>
