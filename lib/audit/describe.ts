// Event → a sentence with names. Pure and browser-safe.
import { ERROR_CODES } from '@/lib/errors/app-error'
import { AUDIT_EVENTS, isAuditEventName, type AuditEventName } from './event-names'
import type { EventOutcome, EventRef, SentencePart } from './event-view'

/** A name that stays the same for somebody whose data was erased, so that history still joins. */
export function pseudonym(id: string): string {
  return `Erased person ${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase().replace('ERASED PERSON', 'Erased person')
}

const OTHER_ACTORS: Readonly<Record<string, string>> = { operator: 'The operator', system: 'Castellan', stranger: 'Somebody unknown' }

/** @returns who acted when it was not an administrator */
export function otherActor(kind: string): string {
  return OTHER_ACTORS[kind] ?? kind
}

export interface Spoken {
  action: string
  outcome: EventOutcome
  actorId: string | null
  affected: EventRef | null
  target: EventRef | null
}

/** @returns what follows the actor's name: "changed the status of ", {Ines}, … */
export function sentenceOf({ action, outcome, actorId, affected, target }: Spoken): SentencePart[] {
  const template = isAuditEventName(action) ? AUDIT_EVENTS[action] : action
  const attempt = outcome === 'done' || /^(failed|was refused)/.test(template) ? [] : [outcome === 'refused' ? 'tried, and was refused: ' : 'tried, and it failed: ']
  const parts = template.split(/(\{\w+\})/).filter(Boolean).map((part): SentencePart => {
    if (part === '{affected}') return affected ? (affected.id === actorId ? 'themselves' : affected) : 'somebody'
    if (part === '{target}') return target ?? 'something that is gone'
    return part
  })
  return [...attempt, ...parts]
}

/** @returns what an event of this name is, for a choice among them: "Changed the status of somebody" */
export function actionInWords(name: AuditEventName): string {
  const words = AUDIT_EVENTS[name].replace('{affected}', 'somebody').replace(' {target}', '')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** @returns the sentence as plain text, for an export and for who listens */
export function plainSentence(parts: readonly SentencePart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.name)).join('')
}

// Reasons of rules and grants, said about somebody else and in the past.
const REASONS: Readonly<Record<string, string>> = {
  not_granted: 'They held no role that allows it there.',
  reaching_up: 'The person holds a role that they could not assign.',
  role_not_assignable: 'Their role may not assign this role.',
  scope_not_assignable: 'Their role did not reach that place.',
  yourself: 'Nobody may do this to themselves.',
  nothing_asked: 'The request named nothing to decide about.',
  person_not_active: 'Their account was not active.',
  not_started: 'Their role had not started yet.',
  ended: 'Their role had ended.',
  awaiting_confirmation: 'Their role waited to be confirmed after a restore.',
  place_not_active: 'Their role lies in an organization that was deactivated.',
  not_activated: 'Their role was eligible and not activated.',
  mfa_not_enrolled: 'Their role needs a second factor, and none was enrolled.',
  mfa_not_used: 'Their role needs a second factor, and this session had not used it.',
  step_up_required: 'They had not confirmed recently enough who they are.',
  not_found: 'What they named does not exist, or was out of their reach.',
  last_owner: 'It would have left the tenant without a usable Client Owner.',
  password_change_required: 'They owed a new password first.',
  too_many: 'There were too many attempts.',
  internal: 'Something went wrong on our side.',
}

/** @returns why an event did not come to be, as a sentence; unknown reasons by their own words */
export function reasonInWords(reason: string | null): string | null {
  if (reason === null) return null
  return REASONS[reason] ?? (Object.hasOwn(ERROR_CODES, reason) ? ERROR_CODES[reason as keyof typeof ERROR_CODES].sentence : `${reason.charAt(0).toUpperCase()}${reason.slice(1).replaceAll('_', ' ')}.`)
}
