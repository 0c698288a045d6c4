// What "Can they?" says, in words. The function that knows the reason writes the sentence; names and times are given to it,
// because a place out of the asker's reach has none. Pure and browser-safe.
import { ENROLLED_WHERE, factorStep, USED_WHERE } from './factor-words'
import { POLICY, ROLES, holdersOf, type Permission, type RoleKey } from './policy'
import type { AdministratorStatus, Grant, NotInForce, Scope } from './grants'
import { listRoles } from './refusals'
import type { ConsideredGrant, Decider } from './explain'
import type { Step } from './explain-changes'

/** How people, places and moments are called where the answer is shown. */
export interface Naming {
  /** of the person in question; null where they ask about themselves */
  person: string | null
  place: (scope: Exclude<Scope, { type: 'tenant' }>) => string
  /** @param at epoch milliseconds */
  time: (at: number) => string
}

/** @returns such as "change a workspace" */
export function doing(permission: Permission): string {
  const { label } = POLICY[permission]
  return label.charAt(0).toLowerCase() + label.slice(1)
}

/** @returns such as "Workspace Admin in Payments" or "Client Owner" */
export function nameGrant({ role, scope }: Pick<Grant, 'role' | 'scope'>, { place }: Naming): string {
  return scope.type === 'tenant' ? ROLES[role].label : `${ROLES[role].label} in ${place(scope)}`
}

const STATUS: Record<Exclude<AdministratorStatus, 'active'>, string> = {
  new: 'has been invited and not activated yet',
  inactive: 'is inactive',
  deleted: 'is deleted',
}

const WAITING = {
  person_not_active: 'Would count, but the account is not active.',
  awaiting_confirmation: 'Restored with the account, and waits for an administrator to say yes to it.',
  place_not_active: 'The organization it lies in is deactivated.',
  not_activated: 'Held as eligible, and not activated.',
  mfa_not_enrolled: `Counts only with a second factor, and none is enrolled. ${ENROLLED_WHERE}`,
  mfa_not_used: `Counts only once the second factor was used in the session. ${USED_WHERE}`,
} as const satisfies Partial<Record<NotInForce, string>>

/** @returns why this grant counts, or does not, as one sentence */
export function explainVerdict({ grant, verdict }: ConsideredGrant, naming: Naming): string {
  switch (verdict) {
    case 'counts': return grant.scope.type === 'tenant' ? 'Counts: it carries this, everywhere in the tenant.' : `Counts: it carries this in ${naming.place(grant.scope)}.`
    case 'not_needed': return 'Not asked: this is everyone’s own.'
    case 'not_carried': return 'Does not carry this.'
    case 'elsewhere': return grant.scope.type === 'tenant' ? 'Does not reach there.' : `Carries this in ${naming.place(grant.scope)} only.`
    case 'not_started': return `Starts on ${naming.time(grant.startsAt)}.`
    case 'ended': return grant.endsAt === null ? 'Has ended.' : `Ended on ${naming.time(grant.endsAt)}.`
    case 'person_not_active':
    case 'awaiting_confirmation':
    case 'place_not_active':
    case 'not_activated':
    case 'mfa_not_enrolled':
    case 'mfa_not_used': return WAITING[verdict]
  }
}

/** @returns what the answer rests on, as one or two sentences */
export function explainDecider(decider: Decider, permission: Permission, status: AdministratorStatus, naming: Naming): string {
  const { person } = naming
  switch (decider.by) {
    case 'own': return 'This belongs to every active administrator, whatever roles they hold.'
    case 'grant': return `${nameGrant(decider.grant, naming)} carries this.`
    case 'not-active': return status === 'active' ? '' : `${person ?? 'Your account'} ${STATUS[status]}. No role counts until the account is active.`
    case 'no-place': return `This is asked about one ${POLICY[permission].scope}. Choose it.`
    case 'nobody': return 'No role carries this. Nobody may do it.'
    case 'blocked': return `${nameGrant(decider.grant, naming)} would carry this. ${explainVerdict({ grant: decider.grant, verdict: decider.why }, naming)}`
    case 'no-grant': return `It takes ${listRoles([...holdersOf(permission)])}. ${person ? `${person} holds` : 'You hold'} no such role${POLICY[permission].scope === 'tenant' ? '' : ' there'}.`
    case 'rule': return explainRule(decider.refusal)
  }
}

function explainRule(refusal: Extract<Decider, { by: 'rule' }>['refusal']): string {
  if (refusal.code === 'own_request' || refusal.code === 'tied_to_requester') return 'Nobody decides their own request, nor that of whoever invited or promoted them since.'
  if (refusal.code === 'yourself') return 'Nobody does this to themselves. Another administrator can.'
  const label = ROLES[refusal.role].label
  const who = listRoles(refusal.assignableBy)
  if (refusal.code === 'reaching_up') return `The person it is about holds ${label}. Only ${who} may do this to them.`
  if (refusal.code === 'role_not_assignable') return `Only ${who} may grant, change or revoke ${label}.`
  return `${label} may be granted by ${who}, but only in places that their own role covers.`
}

/** @returns a step as an instruction, who could take it included */
export function explainStep(step: Step, naming: Naming): string {
  const self = naming.person === null
  const whose = self ? 'your' : 'their'
  switch (step.do) {
    case 'make-active': return `${activating(step.from, naming.person)}.${by(step.by)}`
    case 'start-now': return `${nameGrant(step.grant, naming)} starts by itself on ${naming.time(step.grant.startsAt)}; it could start earlier.${by(step.by)}`
    case 'confirm': return `Say yes to the restored ${nameGrant(step.grant, naming)}.${by(step.by)}`
    case 'activate-place': return `Activate the organization again.${by(step.by)}`
    case 'activate-grant': return `Activate ${nameGrant(step.grant, naming)}. Only ${self ? 'you' : 'they themselves'} can.`
    case 'enrol-factor': return factorStep.enrol(whose)
    case 'use-factor': return factorStep.use(whose)
    case 'grant': return `Grant ${self ? 'you' : naming.person} ${nameGrant(step, naming)}.${by(step.by)}`
    case 'end': return `End ${whose} ${nameGrant(step.grant, naming)}.${by(step.by)}`
    case 'end-theirs': return `End ${nameGrant(step.grant, naming)} of the person it is about.${by(step.by)}`
    case 'make-inactive': return `Set ${self ? 'your account' : naming.person} to inactive.${by(step.by)}`
    case 'ask-another': return step.by.length > 0 ? `Another administrator can: ${listRoles(step.by)}.` : 'No other role could either.'
  }
}

function activating(from: AdministratorStatus, person: string | null): string {
  const whom = person ?? 'your account'
  if (from === 'new') return `Activate ${whom} by the link of the invitation`
  return from === 'deleted' ? `Restore ${whom} and set ${person === null ? 'it' : 'them'} to active` : `Set ${whom} to active`
}

function by(roles: readonly RoleKey[]): string {
  return roles.length > 0 ? ` ${listRoles(roles)} could.` : ''
}
