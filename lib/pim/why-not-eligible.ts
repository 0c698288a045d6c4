// What stands against a request: of the grant it is about, and of what was written. Moments in epoch milliseconds.
import 'server-only'
import { runInNewContext } from 'node:vm'
import type { Scope } from '@/lib/authz/grants'
import { PERMISSIONS, POLICY, ROLES, holdersOf, type RoleKey } from '@/lib/authz/policy'
import type { RoleSettings } from './role-settings'

/** The grant a request is about, with what has to be true of it and of its holder; times in epoch milliseconds. */
export interface Eligibility {
  grantId: string
  administratorId: string
  role: RoleKey
  scope: Scope
  kind: 'active' | 'eligible'
  startsAt: number
  endsAt: number | null
  standing: boolean
  personActive: boolean
  /** a factor that the policy allows is enrolled */
  factor: boolean
  /** the MFA policy asks one of whoever holds the role */
  factorNeeded: boolean
}

/** Why a role cannot be activated. */
export interface NotEligible {
  reason: 'person_not_active' | 'not_started' | 'ended' | 'awaiting_confirmation' | 'place_not_active' | 'not_eligible' | 'mfa_not_enrolled' | 'pim_off'
  sentence: string
}

/** What must hold at submit, at decision and at a start (pim.md rules 1 and 2). @returns why not, or null */
export function whyNotEligible(found: Eligibility | null, settings: RoleSettings, now: number): NotEligible | null {
  if (!found) return { reason: 'ended', sentence: 'This role has been ended.' }
  const label = ROLES[found.role].label
  if (!found.personActive) return { reason: 'person_not_active', sentence: 'The account is not active.' }
  if (found.kind !== 'eligible') return { reason: 'not_eligible', sentence: `${label} is held already and need not be activated.` }
  if (now < found.startsAt) return { reason: 'not_started', sentence: `${label} has not started yet.` }
  if (found.endsAt !== null && now >= found.endsAt) return { reason: 'ended', sentence: `${label} has ended.` }
  if (!found.standing) return { reason: 'awaiting_confirmation', sentence: `${label} waits for an administrator to confirm it, or lies in an organization that is deactivated.` }
  if (!settings.enabled) return { reason: 'pim_off', sentence: `${label} cannot be activated: its PIM settings are off. Whoever may change them can switch them on, or grant the role as standing.` }
  if ((settings.mfa || found.factorNeeded) && !found.factor) return { reason: 'mfa_not_enrolled', sentence: `${label} can be activated only with a second factor, and none that the policy allows is enrolled.` }
  return null
}

/** @returns whether the role has rows that are asked about one place of that kind, so that narrowing it leaves something */
export function canBeNarrowed(role: RoleKey, to: 'workspace' | 'organization'): boolean {
  return PERMISSIONS.some((permission) => POLICY[permission].scope === to && holdersOf(permission).has(role))
}

/** The second time for whoever was only interrupted: by the clock, not by what it works, an expression is given up. */
const MATCH_MILLISECONDS = [50, 250]

/** Why the settings do not take what was written, by field; empty when they do. The same at submit and at decision. */
export function whyNotWritten(settings: RoleSettings, { justification, ticket }: { justification: string; ticket: string }): Record<string, string> {
  const fields: Record<string, string> = {}
  if ([...justification].length < settings.justificationLength) fields.justification = `Write why, in at least ${settings.justificationLength} characters.`
  if (settings.ticket !== 'off' && ticket === '') fields.ticket = 'Write the number of the ticket.'
  else if (settings.ticket === 'pattern' && !matches(settings.ticketPattern!, ticket)) fields.ticket = `This is not a ticket as the settings of this role ask for it (${settings.ticketPattern}).`
  return fields
}

/** An expression that somebody else wrote may take for ever; then it does not match. */
function matches(pattern: string, ticket: string): boolean {
  for (const timeout of MATCH_MILLISECONDS) {
    try {
      return runInNewContext('new RegExp(`^(?:${pattern})$`, "u").test(ticket)', { pattern, ticket }, { timeout }) === true
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false
    }
  }
  return false
}
