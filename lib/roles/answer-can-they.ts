import 'server-only'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { can } from '@/lib/authz/can'
import { explain, type CanTheyQuestion, type Explanation } from '@/lib/authz/explain'
import { smallestChanges, type Change } from '@/lib/authz/explain-changes'
import { graceUntil, makeActor, type Actor, type AdministratorStatus, type Person } from '@/lib/authz/grants'
import type { Permission } from '@/lib/authz/policy'
import type { Refusal } from '@/lib/authz/refusals'
import type { AskedQuestion } from './can-they-query'
import { findAskedPerson, findAskedPlace, type AskedPerson } from './data'

export interface CanTheyAnswer {
  permission: Permission
  person: Pick<AskedPerson, 'id' | 'name' | 'email'> & { own: boolean; status: AdministratorStatus }
  place: { name: string } | null
  about: Pick<AskedPerson, 'id' | 'name' | 'email'> | null
  role: CanTheyQuestion['role']
  /** the moment asked about, epoch milliseconds */
  at: number
  explanation: Explanation
  changes: Change[]
  /** by place id, as far as the one who asks may know */
  placeNames: Record<string, string>
  /** their session is not known: judged as if they had just signed in with the factor they have */
  factorSupposed: boolean
}

export type CanTheyResult = { kind: 'open' } | { kind: 'refused'; refusal: Refusal } | { kind: 'unknown'; what: 'person' | 'place' | 'about' } | { kind: 'answer'; answer: CanTheyAnswer }

/**
 * "Can they?": the engine's answer on what is stored now, at the moment asked about. About oneself it is open to everyone; about
 * another it takes administrator:read; places out of reach do not exist.
 */
export async function answerCanThey({ actor }: SessionFacts, asked: AskedQuestion): Promise<CanTheyResult> {
  const mayAsk = can(actor, 'administrator:read')
  const another = (id: string | null) => id !== null && id !== actor.administratorId
  if (another(asked.person) && !mayAsk.allowed) return { kind: 'refused', refusal: mayAsk.because }
  const { permission } = asked
  // Whom it is about counts only for rules that nobody meets without seeing people; else the question is as good without.
  const aboutId = another(asked.about) && !mayAsk.allowed ? null : asked.about
  if (!permission) return { kind: 'open' }
  const [person, about, place] = await Promise.all([
    findAskedPerson(actor, asked.person ?? actor.administratorId),
    aboutId === null ? null : findAskedPerson(actor, aboutId),
    asked.place === null ? null : findAskedPlace(actor, asked.place),
  ])
  if (!person) return { kind: 'unknown', what: 'person' }
  if (aboutId !== null && !about) return { kind: 'unknown', what: 'about' }
  if (asked.place !== null && !place) return { kind: 'unknown', what: 'place' }
  const at = asked.at ?? actor.now
  const own = person.id === actor.administratorId
  const them = asActor(actor, person, own, at)
  const question: CanTheyQuestion = { permission, place: asked.place, placeActive: place?.active ?? true, about: about && asPerson(about, at), role: asked.role }
  return {
    kind: 'answer',
    answer: {
      permission, at, place, role: asked.role, about: about && { id: about.id, name: about.name, email: about.email },
      person: { id: person.id, name: person.name, email: person.email, own, status: person.status },
      explanation: explain(them, question), changes: smallestChanges(them, question),
      placeNames: { ...about?.placeNames, ...person.placeNames, ...(asked.place && place ? { [asked.place.id]: place.name } : {}) },
      factorSupposed: !own && person.factorEnrolledAt !== null,
    },
  }
}

/** Another's session is not known: they are asked about as if they had just signed in with all they have. */
function asActor(asker: Actor, person: AskedPerson, own: boolean, at: number): Actor {
  const { id: administratorId, status, factorEnrolledAt, grants } = person
  const session = own ? asker : { sessionId: '', factorUsedAt: factorEnrolledAt, freshFactorAt: null, mfaGraceUntil: graceUntil(asker.mfa, person) }
  const { tenantId, mfa, onlyOwnersAssignClientAdmin } = asker
  const { sessionId, factorUsedAt, freshFactorAt, mfaGraceUntil = null } = session
  return makeActor({ tenantId, mfa, onlyOwnersAssignClientAdmin, sessionId, factorUsedAt, freshFactorAt, mfaGraceUntil, administratorId, status, factorEnrolledAt, grants, now: at })
}

/** Rule 1 counts every role that is not over by then. */
function asPerson({ id: administratorId, status, factorEnrolledAt, grants }: AskedPerson, at: number): Person {
  return { administratorId, status, factorEnrolledAt, grants: grants.filter(({ endsAt }) => endsAt === null || endsAt > at) }
}
