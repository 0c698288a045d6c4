import 'server-only'
import { can, type Decision } from '@/lib/authz/can'
import type { Actor, Person } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import type { Asked } from '@/lib/authz/refusals'
import { grantsInHand, whyNoInvitation } from '@/lib/invitations/data'
import { findClash } from '@/lib/grants/find-clash'
import { KIND_WORDS, latestEnd, whyNotKind, type AssignmentTerms } from '@/lib/pim/assignment-terms'
import { STATUS_OF, type BulkChange } from './bulk-change'
import { whyNotRestore, whyNotStatus } from './status-steps'

/** What a change would do to one person: it is done, nothing is left to do, or they are left out. */
export type Verdict = { outcome: 'done' } | { outcome: 'unchanged' | 'refused'; sentence: string; /** where the roles of whoever asks forbid it */ asked?: Asked }

const DONE: Verdict = { outcome: 'done' }

/**
 * What the change will do to this person, by the same questions that its action asks for each; the action decides again. What
 * depends on the others (the last owner) shows only then.
 * @param person with every grant that is not over @param terms the PIM settings of the role in hand
 */
export function judgeChange(actor: Actor, change: BulkChange, person: Person, terms: AssignmentTerms | null): Verdict {
  const decision = mayChange(actor, change, person)
  if (!decision.allowed) return { outcome: 'refused', sentence: decision.because.sentence, asked: decision.because.asked }
  const wrong = whyNot(actor, change, person, terms)
  return wrong ? { outcome: wrong.reason === 'unchanged' ? 'unchanged' : 'refused', sentence: wrong.sentence } : DONE
}

function mayChange(actor: Actor, change: BulkChange, person: Person): Decision {
  if (change.act === 'assign') return can(actor, 'role:assign', { change: { administratorId: person.administratorId, before: null, after: { role: change.role, scope: change.scope } } })
  if (change.act === 'resend') return can(actor, 'administrator:invite', { grants: grantsInHand({ holder: { id: person.administratorId, person } }) })
  return can(actor, 'administrator:set-status', { person })
}

function whyNot({ now }: Actor, change: BulkChange, person: Person, terms: AssignmentTerms | null): { sentence: string; reason?: string } | null {
  if (change.act === 'restore') return whyNotRestore(person)
  if (change.act === 'resend') {
    const sentence = whyNoInvitation(person.status)
    return sentence === null ? null : { sentence }
  }
  if (change.act !== 'assign') return whyNotStatus(person, STATUS_OF[change.act])
  if (person.status === 'deleted') return { sentence: 'This person is deleted. Restore them first.' }
  const { role, scope, kind = 'active' } = change
  const endsAt = kind === 'eligible' && terms ? latestEnd(terms, now) : null
  const against = terms && whyNotKind({ role, kind, from: now, endsAt }, terms)
  if (against) return { sentence: against.field === 'endsAt' ? `${against.sentence} For many at once no end can be chosen: assign it person by person.` : against.sentence }
  const held = findClash(person.grants, { role, scope, kind, startsAt: now, endsAt }, now)
  if (!held) return null
  const called = `${ROLES[role].label}${scope.type === 'tenant' ? '' : ' there'}`
  if (held.kind === kind) return { sentence: `They hold ${called} already.`, reason: 'unchanged' }
  return { sentence: `They hold ${called} as ${KIND_WORDS[held.kind]}. Choose Make ${KIND_WORDS[kind]} on their Roles tab instead.`, reason: 'unchanged' }
}
