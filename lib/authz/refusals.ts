// Every refusal carries a code and a sentence that says what would change it. The function that refuses writes it;
// the disabled button and the 403 show the same words.
import { ENROL_YOURS, USE_YOURS } from './factor-words'
import { POLICY, ROLES, holdersOf, type Permission, type RoleKey } from './policy'
import { reachOfGrant, whyNotInForce, type Actor, type Grant, type NotInForce, type Scope } from './grants'
import type { RuleRefusal } from './rules'

export type RefusalCode = NotInForce | RuleRefusal['code'] | 'not_granted' | 'nothing_asked'

/** A question as a refusal remembers it: where, about whom, about which role. */
export interface Asked {
  permission: Permission
  place?: Scope | undefined
  about?: string | undefined
  role?: RoleKey | undefined
}

export interface Refusal {
  code: RefusalCode
  sentence: string
  /** roles whose holders could do it */
  who: readonly RoleKey[]
  /** the question it answers, to be looked into with "Can they?" */
  asked: Asked
}

/** "Client Owner", "Client Owner or Super Admin", "Client Owner, Client Admin or Super Admin" */
export function listRoles(roles: readonly RoleKey[]): string {
  const labels = roles.map((role) => ROLES[role].label)
  return labels.length < 2 ? (labels[0] ?? 'nobody') : `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`
}

const BLOCKED: Record<NotInForce, (label: string) => string> = {
  person_not_active: () => 'This account is not active.',
  not_started: (label) => `Your ${label} role has not started yet.`,
  ended: (label) => `Your ${label} role has ended.`,
  awaiting_confirmation: (label) => `Your ${label} role was restored and waits for an administrator to confirm it.`,
  place_not_active: (label) => `Your ${label} role lies in an organization that is deactivated.`,
  not_activated: (label) => `You hold ${label} as eligible: activate it first.`,
  mfa_not_enrolled: (label) => `Your ${label} role counts only with a second factor, and none is enrolled. ${ENROL_YOURS}`,
  mfa_not_used: (label) => `Your ${label} role counts only after you have used your second factor in this session. ${USE_YOURS}`,
}

function wouldCarry(grant: Grant, permission: Permission, place?: Scope): boolean {
  if (!holdersOf(permission).has(grant.role)) return false
  const reach = reachOfGrant(grant)
  if (reach.type === 'tenant') return true
  return place !== undefined && place.type === reach.type && 'id' in place && place.id === reach.id && POLICY[permission].scope === place.type
}

type Answer = Omit<Refusal, 'asked'>

/** @returns the refusal for a permission that is not held, or for a rule that spoke against it */
export function explainRefusal(actor: Actor, asked: Asked, rule?: RuleRefusal | 'nothing_asked'): Refusal {
  return { ...explainAnswer(actor, asked.permission, asked.place, rule), asked }
}

function explainAnswer(actor: Actor, permission: Permission, place?: Scope, rule?: RuleRefusal | 'nothing_asked'): Answer {
  if (rule === 'nothing_asked') return { code: 'nothing_asked', sentence: 'The question names nothing to decide about.', who: [] }
  if (rule) return explainRule(rule)
  if (actor.status !== 'active') return { code: 'person_not_active', sentence: BLOCKED.person_not_active(''), who: [] }
  const holders = Object.hasOwn(POLICY, permission) ? [...holdersOf(permission)] : []
  const blocked = actor.grants.find((grant) => wouldCarry(grant, permission, place) && whyNotInForce(grant, actor) !== null)
  if (blocked) {
    const code = whyNotInForce(blocked, actor)!
    return { code, sentence: BLOCKED[code](ROLES[blocked.role].label), who: holders }
  }
  if (holders.length === 0) return { code: 'not_granted', sentence: 'Nobody may do this.', who: [] }
  const doing = lowerFirst(POLICY[permission].label)
  return { code: 'not_granted', sentence: `To ${doing} you need a role that you do not hold here: ${listRoles(holders)}.`, who: holders }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function explainRule(rule: RuleRefusal): Answer {
  if (rule.code === 'own_request') return { code: 'own_request', sentence: 'Nobody decides their own request, not as one of several approvers either. Another approver can.', who: [] }
  if (rule.code === 'tied_to_requester') return { code: 'tied_to_requester', sentence: 'Whoever asks invited you or changed your account or your roles since they asked, so you cannot decide this request. Another approver can.', who: [] }
  if (rule.code === 'yourself') return { code: 'yourself', sentence: 'You cannot do this to yourself. Another administrator can.', who: [] }
  const label = ROLES[rule.role].label
  const who = listRoles(rule.assignableBy)
  const sentence =
    rule.code === 'reaching_up' ? `This person holds ${label}. Only ${article(who)} may do this to them.`
    : rule.code === 'role_not_assignable' ? `Only ${article(who)} may grant, change or revoke ${label}.`
    : `Your own role does not reach that place. ${label} can be assigned there by ${article(who)} whose role covers it.`
  return { code: rule.code, sentence, who: rule.assignableBy }
}

function article(who: string): string {
  return `${/^[AEIOU]/.test(who) ? 'an' : 'a'} ${who}`
}

/** Why a grant of one's own is not in force, as a sentence for its holder; null when it is. */
export function explainGrant(grant: Grant, actor: Actor): string | null {
  const code = whyNotInForce(grant, actor)
  return code && BLOCKED[code](ROLES[grant.role].label)
}
