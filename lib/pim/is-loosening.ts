// Whether a change of a role's settings lets more happen than before (pim.md, "Role settings"). Pure and browser-safe: the form says by it
// who has to make the change, the operation refuses by it. Fields are compared one by one, whether or not PIM is on: else switching it off,
// changing the rest and switching it on again would be a way around.
import type { Approvers } from '@/lib/authz/rules'
import { STANDING, TICKET_RULES, type RoleSettings } from './role-settings'

export interface RolePolicy {
  settings: RoleSettings
  approvers: Approvers
}

export type Loosened = 'enabled' | 'standing' | 'longestSeconds' | 'justificationLength' | 'ticket' | 'mfa' | 'approvals' | 'eligibleSeconds' | 'approvers'

const longer = (before: number | null, after: number | null) => before !== null && (after === null || after > before)
const sameSet = (one: readonly string[], other: readonly string[]) => one.length === other.length && one.every((item) => other.includes(item))

type Weighing = { [Field in Exclude<Loosened, 'approvers'>]: (before: RoleSettings, after: RoleSettings) => boolean }

const WEIGHS: Weighing = {
  enabled: (before, after) => before.enabled && !after.enabled,
  // The first of them lets most.
  standing: (before, after) => STANDING.indexOf(after.standing) < STANDING.indexOf(before.standing),
  longestSeconds: (before, after) => after.longestSeconds > before.longestSeconds,
  justificationLength: (before, after) => after.justificationLength < before.justificationLength,
  // Of two patterns nobody can say which takes more.
  ticket: (before, after) => TICKET_RULES.indexOf(after.ticket) < TICKET_RULES.indexOf(before.ticket) || (before.ticket === 'pattern' && after.ticket === 'pattern' && before.ticketPattern !== after.ticketPattern),
  mfa: (before, after) => before.mfa && !after.mfa,
  approvals: (before, after) => after.approvals < before.approvals,
  eligibleSeconds: (before, after) => longer(before.eligibleSeconds, after.eligibleSeconds),
}

/** @returns what the change makes weaker, in the order of the form; any change of who approves is */
export function whatLoosens(before: RolePolicy, after: RolePolicy): Loosened[] {
  const fields = (Object.keys(WEIGHS) as (keyof Weighing)[]).filter((field) => WEIGHS[field](before.settings, after.settings))
  const approvers = sameSet(before.approvers.people, after.approvers.people) && sameSet(before.approvers.roles, after.approvers.roles)
  return approvers ? fields : [...fields, 'approvers']
}

/** @returns whether the change lets anything more happen than before */
export function isLoosening(before: RolePolicy, after: RolePolicy): boolean {
  return whatLoosens(before, after).length > 0
}
