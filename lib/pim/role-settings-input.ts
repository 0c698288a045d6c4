import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { storableText } from '@/lib/format/storable-text'
import { RoleInput } from '@/lib/grants/role-input'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { ACTIVATION_STEP_SECONDS, LONGEST_ACTIVATION_SECONDS, MOST_APPROVALS, MOST_APPROVERS, MOST_EXTRA_ADDRESSES, SHORTEST_ACTIVATION_SECONDS, STANDING, TICKET_RULES } from './role-settings'

const HOUR = 3600
const DAY = 24 * HOUR

const LENGTHS = 'Write a number from 10 to 500.'

const settings = {
  enabled: z.boolean(),
  standing: z.enum(STANDING),
  longestSeconds: z.int('Choose how long.').min(SHORTEST_ACTIVATION_SECONDS, 'Choose at least 30 minutes.').max(LONGEST_ACTIVATION_SECONDS, 'Choose at most 24 hours.').multipleOf(ACTIVATION_STEP_SECONDS, 'Choose a multiple of 15 minutes.'),
  justificationLength: z.int(LENGTHS).max(500, LENGTHS).refine((length) => length === 0 || length >= 10, LENGTHS),
  ticket: z.enum(TICKET_RULES),
  ticketPattern: z.string().max(200, 'Use at most 200 characters.').transform(storableText).nullable(),
  mfa: z.boolean(),
  approvals: z.int('Choose a number.').min(0).max(MOST_APPROVALS, `At most ${MOST_APPROVALS} approvals.`),
  undecidedSeconds: z.int('Write a number of hours.').min(HOUR, 'At least 1 hour.').max(7 * DAY, 'At most 168 hours (7 days).'),
  eligibleSeconds: z.int('Write a number of days.').min(7 * DAY, 'At least 7 days.').max(365 * DAY, 'At most 365 days.').nullable(),
  mailRequester: z.boolean(),
  mailApprovers: z.boolean(),
  mailOwners: z.boolean(),
  mailExtra: z.array(EmailInput.transform(({ shown }) => shown)).max(MOST_EXTRA_ADDRESSES, `At most ${MOST_EXTRA_ADDRESSES} addresses.`),
}

const ApproversInput = z.strictObject({
  people: z.array(z.uuid()).max(MOST_APPROVERS, `Name at most ${MOST_APPROVERS} people.`).refine((ids) => new Set(ids).size === ids.length, 'Name each person once.'),
  roles: z.array(RoleInput).refine((roles) => new Set(roles).size === roles.length, 'Name each role once.'),
})

interface Values { role: string; enabled: boolean; standing: string; ticket: string; ticketPattern: string | null; approvals: number; approvers: z.output<typeof ApproversInput> }

function refuseImpossible({ role, enabled, standing, ticket, ticketPattern, approvals, approvers }: Values, context: z.RefinementCtx): void {
  const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (!enabled && standing !== 'yes') complain('standing', 'While PIM is off the role can only be held standing.')
  if ((ticket === 'pattern') !== (ticketPattern !== null)) complain('ticketPattern', 'Write the pattern of a ticket.')
  else if (ticketPattern !== null && !isPattern(ticketPattern)) complain('ticketPattern', 'This is not a regular expression. Example: OPS-\\d+')
  if (role !== OWNER_ROLE) return
  if (approvals === 0) complain('approvals', 'To activate the role of an owner at least one other owner approves.')
  if (approvers.people.length + approvers.roles.length > 0) complain('approvers', 'Who approves this role is fixed: the Client Owners.')
}

function isPattern(text: string): boolean {
  try {
    return text.trim() !== '' && new RegExp(`^(?:${text})$`, 'u') instanceof RegExp
  } catch {
    return false
  }
}

const which = { role: RoleInput, /** of the tenant's own settings; 0 while the defaults hold */ version: z.int().min(0) }

/** `previewed`: what the form showed. Left out where there is none: a fix beside an alert that only tightens. */
export const SetRoleSettingsInput = z.strictObject({ ...which, previewed: PreviewedInput.optional(), ...settings, approvers: ApproversInput }).superRefine(refuseImpossible)
export const ResetRoleSettingsInput = z.strictObject({ ...which, previewed: PreviewedInput })

/** What is asked about before it is saved, in the address: JSON under one name. */
export const ReachQuery = z.strictObject({
  asked: z.string().max(4000).transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'These are no settings.' })
      return z.NEVER
    }
  }).pipe(z.strictObject({ role: RoleInput, settings: z.strictObject({ enabled: settings.enabled, approvals: settings.approvals }), approvers: ApproversInput })),
})
export type ReachAsked = z.output<typeof ReachQuery>['asked']

export type SetRoleSettingsValues = z.output<typeof SetRoleSettingsInput>
