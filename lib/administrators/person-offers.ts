// What can be done to a person by the one who looks, and why not: the buttons of their page. Pure and browser-safe; the actions
// decide again. What the actor's roles never allow is left out; what a rule or the person's state forbids carries the sentence.
import { can, holds } from '@/lib/authz/can'
import { TENANT, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE, ROLES, ROLE_KEYS, type Permission, type RoleKey } from '@/lib/authz/policy'
import { ownsStanding } from '@/lib/authz/rules'
import { ERROR_CODES } from '@/lib/errors/app-error'
import { kindReasons } from '@/lib/pim/assignment-terms'
import { PASSWORDS_OFF } from '@/lib/sign-in-methods/methods'
import type { ProfileView } from './profile-view'

export type PersonAct =
  | 'assign-role' | 'rename' | 'change-address' | 'activate' | 'deactivate' | 'soft-delete' | 'restore' | 'delete' | 'reset-password' | 'reset-factors' | 'unlock' | 'end-sessions'

/** act → null when it can be done, or the sentence why not; what is not there is not offered */
export type PersonOffers = Readonly<Partial<Record<PersonAct, string | null>>>

export type OfferFacts = Pick<ProfileView, 'id' | 'status' | 'activatedAt' | 'person' | 'attempts' | 'sessions' | 'otherOwners' | 'addressVerifiedAt' | 'takesPassword'>

type PersonPermission = Extract<Permission, `administrator:${'set-status' | 'update' | 'delete' | 'reset-password' | 'reset-mfa' | 'unlock'}`>

const DELETED = 'This person is deleted. Restore them first.'
const OWN_SESSIONS = 'Your own sessions are under My account.'

/** @returns the acts to offer, in no particular order */
export function offersFor(actor: Actor, facts: OfferFacts): PersonOffers {
  const { status, person } = facts
  const offers: Partial<Record<PersonAct, string | null>> = {}
  const offer = (act: PersonAct, permission: PersonPermission, otherwise: string | null = null) => {
    if (!holds(actor, permission)) return
    const decision = can(actor, permission, { person })
    offers[act] = decision.allowed ? otherwise : decision.because.sentence
  }
  // Another owner must be left who could act (roles.md rule 3).
  const lastOwner = facts.otherOwners === 0 ? ERROR_CODES.last_owner.sentence : null

  if (status === 'inactive') offer('activate', 'administrator:set-status', undecidedSentence(facts))
  if (status === 'new' || status === 'active') offer('deactivate', 'administrator:set-status', lastOwner)
  if (status === 'deleted') offer('restore', 'administrator:set-status')
  else offer('soft-delete', 'administrator:set-status', lastOwner)
  offer('delete', 'administrator:delete', lastOwner)
  if (status !== 'deleted') {
    offer('rename', 'administrator:update')
    offer('change-address', 'administrator:update', addressSentence(facts))
  }
  if (status !== 'deleted' && status !== 'new') offer('reset-password', 'administrator:reset-password', resetSentence(facts))
  if (status !== 'new') offer('reset-factors', 'administrator:reset-mfa', facts.person.factorEnrolledAt === null ? 'This person has no second factor.' : null)
  if (facts.attempts.some(({ lockedUntil }) => lockedUntil !== null)) offer('unlock', 'administrator:unlock')
  offerSessions(actor, facts, offers)
  if (holds(actor, 'role:assign')) offers['assign-role'] = assignSentence(actor, facts)
  return offers
}

function undecidedSentence({ person }: OfferFacts): string | null {
  const waiting = person.grants.filter(({ confirmed }) => !confirmed).length
  if (waiting === 0) return null
  return `${waiting === 1 ? 'One restored role waits' : `${waiting} restored roles wait`} for a yes or no. Decide on the Roles tab first.`
}

/** A new address is confirmed by somebody who can sign in. */
function addressSentence({ status }: OfferFacts): string | null {
  if (status === 'new') return 'This person has not activated yet. Revoke the invitation and invite the right address.'
  return status === 'active' ? null : 'This person is inactive and could not confirm a new address. Set them to Active first.'
}

function resetSentence({ status, addressVerifiedAt, takesPassword }: OfferFacts): string | null {
  if (status !== 'active') return 'This person is inactive and cannot sign in. Set them to Active first.'
  if (!takesPassword) return PASSWORDS_OFF.other
  return addressVerifiedAt === null ? 'This person has no verified address that a reset link could be sent to.' : null
}

/** Containment is not reaching up: it asks for the permission alone. */
function offerSessions(actor: Actor, { id, sessions }: OfferFacts, offers: Partial<Record<PersonAct, string | null>>): void {
  if (!holds(actor, 'administrator:revoke-sessions')) return
  offers['end-sessions'] = id === actor.administratorId ? OWN_SESSIONS : sessions === 0 ? 'No session of this person is running.' : null
}

/** For the button that opens the dialog: why none of the roles in it could be chosen. */
function assignSentence(actor: Actor, { id, status }: OfferFacts): string | null {
  if (status === 'deleted') return DELETED
  const reasons = Object.values(roleReasons(actor, id))
  return reasons.includes(null) ? null : reasons[0]!
}

/** Somewhere: a role of places is judged as if it were about one that the actor's own roles cover. */
const SOMEWHERE: Scope = { type: 'workspace', id: '' }

/** @returns for each role why the actor may not give it to this person, or null */
export function roleReasons(actor: Actor, administratorId: string): Readonly<Record<RoleKey, string | null>> {
  const reasonFor = (role: RoleKey): string | null => {
    const decision = can(actor, 'role:assign', { change: { administratorId, before: null, after: { role, scope: ROLES[role].reach === 'place' ? SOMEWHERE : TENANT } } })
    return decision.allowed ? null : decision.because.sentence
  }
  return Object.fromEntries(ROLE_KEYS.map((role) => [role, reasonFor(role)])) as Record<RoleKey, string | null>
}

export interface GrantOffers {
  /** dates of a role that goes on; left out for whoever assigns no roles */
  change?: string | null
  /** taking it away; left out for one's own, which is given up */
  end?: string | null
  /** the yes or no that a restored role waits for */
  decide?: string | null
  giveUp?: string | null
  /** making an active one eligible, or an eligible one active */
  kind?: string | null
}

/** @returns whether the kind of one role of a person can be changed, as far as its holder, its PIM settings and the last owner let it */
export function kindOfferFor(actor: Actor, profile: Pick<ProfileView, 'id' | 'status' | 'otherOwners' | 'terms' | 'breakGlass'>, grant: Grant): Pick<GrantOffers, 'kind'> {
  const { change } = grantOffersFor(actor, profile, grant)
  if (change === undefined || grant.role === PLACE_BY_PLACE_ROLE) return {}
  const to = grant.kind === 'active' ? 'eligible' : 'active'
  return { kind: change ?? kindReasons([grant.role], profile.terms, profile.breakGlass)[to] }
}

/** @returns what can be done to one role of a person, each with the reason why not */
export function grantOffersFor(actor: Actor, { id, status, otherOwners }: Pick<OfferFacts, 'id' | 'status' | 'otherOwners'>, grant: Grant): GrantOffers {
  const { role, scope, confirmed } = grant
  // A usable owner owns by one grant only: the same role cannot be held twice at the same time.
  const lastOwner = ownsStanding(grant, actor.now) && otherOwners === 0 ? ERROR_CODES.last_owner.sentence : null
  if (id === actor.administratorId) return { giveUp: lastOwner }
  if (!holds(actor, 'role:assign')) return {}
  const side = { role, scope }
  const why = (after: typeof side | null) => {
    const decision = can(actor, 'role:assign', { change: { administratorId: id, before: side, after } })
    return decision.allowed ? null : decision.because.sentence
  }
  if (!confirmed) return status === 'deleted' ? {} : { decide: why(side) }
  return { ...(status === 'deleted' ? {} : { change: why(side) ?? lastOwner }), end: why(null) ?? lastOwner }
}
