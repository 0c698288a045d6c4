import 'server-only'
import { can, type Decision } from '@/lib/authz/can'
import { placeKey, type Actor, type Person } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import type { Asked } from '@/lib/authz/refusals'
import { grantsInHand, whyNoInvitation } from '@/lib/invitations/data'
import { STATUS_OF, type BulkChange } from './bulk-change'
import { whyNotRestore, whyNotStatus } from './status-steps'

/** What a change would do to one person: it is done, nothing is left to do, or they are left out. */
export type Verdict = { outcome: 'done' } | { outcome: 'unchanged' | 'refused'; sentence: string; /** where the roles of whoever asks forbid it */ asked?: Asked }

const DONE: Verdict = { outcome: 'done' }

/**
 * What the change will do to this person, by the same questions that its action asks for each; the action decides again. What
 * depends on the others (the last owner) shows only then.
 * @param person with every grant that is not over
 */
export function judgeChange(actor: Actor, change: BulkChange, person: Person): Verdict {
  const decision = mayChange(actor, change, person)
  if (!decision.allowed) return { outcome: 'refused', sentence: decision.because.sentence, asked: decision.because.asked }
  const wrong = whyNot(change, person)
  return wrong ? { outcome: wrong.reason === 'unchanged' ? 'unchanged' : 'refused', sentence: wrong.sentence } : DONE
}

function mayChange(actor: Actor, change: BulkChange, person: Person): Decision {
  if (change.act === 'assign') return can(actor, 'role:assign', { change: { administratorId: person.administratorId, before: null, after: { role: change.role, scope: change.scope } } })
  if (change.act === 'resend') return can(actor, 'administrator:invite', { grants: grantsInHand({ holder: { id: person.administratorId, person } }) })
  return can(actor, 'administrator:set-status', { person })
}

function whyNot(change: BulkChange, person: Person): { sentence: string; reason?: string } | null {
  if (change.act === 'restore') return whyNotRestore(person)
  if (change.act === 'resend') {
    const sentence = whyNoInvitation(person.status)
    return sentence === null ? null : { sentence }
  }
  if (change.act !== 'assign') return whyNotStatus(person, STATUS_OF[change.act])
  if (person.status === 'deleted') return { sentence: 'This person is deleted. Restore them first.' }
  const held = person.grants.some((grant) => grant.kind === 'active' && grant.role === change.role && placeKey(grant.scope) === placeKey(change.scope))
  return held ? { sentence: `They hold ${ROLES[change.role].label}${change.scope.type === 'tenant' ? '' : ' there'} already.`, reason: 'unchanged' } : null
}
