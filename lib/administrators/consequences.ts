// What an act on a person will do, in one sentence with numbers, before it is done. Pure and browser-safe.
import type { AdministratorStatus } from '@/lib/authz/grants'
import { OWNER_ROLE, ROLES, type RoleKey } from '@/lib/authz/policy'
import { countOf, listOf } from '@/lib/format/count'
import type { PersonAct } from './person-offers'
import type { ResetMeaning } from './schema'

/** A person as the dialogs speak of them. */
export interface PersonSubject {
  id: string
  name: string
  email: string
  version: number
  status: AdministratorStatus
  activated: boolean
  sessions: number
  /** roles that are not over */
  roles: number
  factors: number
  /** roles activated now or soon, and requests that wait for a decision */
  activations: number
  requests: number
  /** roles whose activations they are named to approve */
  approves: readonly RoleKey[]
  /** restored roles that wait for a yes or no */
  undecided: number
  lockedAddresses: number
  /** null for whoever does not own the tenant in a usable way; else how many others do */
  otherOwners: number | null
  /** how the audit goes on naming them once their data is erased */
  pseudonym: string
  /** what stands for all of this: the save carries it */
  previewed: string
}

export type ConfirmedAct = Extract<PersonAct, 'activate' | 'deactivate' | 'soft-delete' | 'restore' | 'delete' | 'unlock' | 'reset-factors' | 'end-sessions'>

export interface ActWords {
  title: string
  consequence: string
  verb: string
  /** what happened, once it is done */
  done: string
}

const stay = (count: number) => `${countOf(count, 'role')} ${count === 1 ? 'stays and confers' : 'stay and confer'} nothing`
/** What PIM loses with the account, in sentences that follow others. */
function withoutThem({ activations, requests, approves }: PersonSubject): string {
  const ends = [activations > 0 ? countOf(activations, 'activated role') : '', requests > 0 ? countOf(requests, 'pending request') : ''].filter(Boolean)
  const more = [
    ends.length > 0 ? `${listOf(ends)} ${activations + requests === 1 ? 'ends' : 'end'} too.` : '',
    approves.length > 0 ? `${listOf(approves.map((role) => ROLES[role].label))} ${approves.length === 1 ? 'loses' : 'lose'} an approver.` : '',
  ].filter(Boolean)
  return more.length === 0 ? '' : ` ${more.join(' ')}`
}

const ending = ({ sessions }: PersonSubject) => (sessions === 0 ? 'No session is running.' : `${countOf(sessions, 'session')} ${sessions === 1 ? 'ends' : 'end'} at once.`)

/** @returns title, consequence, verb and what to say afterwards */
export function wordsFor(act: ConfirmedAct, subject: PersonSubject): ActWords {
  const { name, email, roles, factors, undecided, status, activated, lockedAddresses, pseudonym } = subject
  switch (act) {
    case 'deactivate':
      return {
        title: `Set ${name} to Inactive?`,
        consequence: status === 'new' ? `The invitation cannot be used while the status is Inactive. ${stay(roles)}.` : `They cannot sign in any more. ${ending(subject)} ${stay(roles)} until the status is Active again.${withoutThem(subject)}`,
        verb: 'Set to Inactive', done: `${name} is inactive.`,
      }
    case 'activate':
      return activated
        ? { title: `Set ${name} to Active?`, consequence: roles === 0 ? 'They can sign in again. They hold no role.' : `They can sign in again, and what ${countOf(roles, 'role')} ${roles === 1 ? 'confers' : 'confer'} counts at once.`, verb: 'Set to Active', done: `${name} is active.` }
        : { title: `Set ${name} to Active?`, consequence: 'They never activated the account, so the status goes back to Invited: they can sign in once they have used the link of an invitation.', verb: 'Set to Active', done: `${name} is invited again and can activate the account.` }
    case 'soft-delete':
      return {
        title: `Set ${name} to Deleted?`,
        consequence: `They cannot sign in any more and are hidden from lists. ${ending(subject)} ${stay(roles)}; open links and invitations stop working.${withoutThem(subject)} ${email} stays reserved, and Restore brings them back.`,
        verb: 'Set to Deleted', done: `${name} is deleted and can be restored.`,
      }
    case 'restore':
      return {
        title: `Restore ${name}?`,
        consequence: `The status becomes Inactive: they cannot sign in yet. ${roles === 0 ? 'They hold no role.' : `${countOf(roles, 'role')} ${roles === 1 ? 'waits' : 'wait'} for your yes or no each before Set to Active.`}`,
        verb: 'Restore', done: undecided + roles === 0 ? `${name} is restored as inactive.` : `${name} is restored as inactive. Decide on their roles next.`,
      }
    case 'delete':
      return {
        title: `Delete ${name} for good?`,
        consequence: `This cannot be undone. Name, address, password${roles === 0 ? '' : `, ${countOf(roles, 'role')}`}${subject.sessions === 0 ? '' : `, ${countOf(subject.sessions, 'running session')}`} and everything else about them are erased, and ${email} becomes free. In the audit they go on as “${pseudonym}”, so that history still joins.`,
        verb: 'Delete User', done: `${name} is gone. The audit knows them as “${pseudonym}”.`,
      }
    case 'unlock':
      return {
        title: `Unlock ${name}?`,
        consequence: `The failures so far are forgotten, and sign-in from ${countOf(lockedAddresses, 'address', 'addresses')} is possible again at once. A password that was switched off stays off until it is reset.`,
        verb: 'Unlock', done: `${name} is unlocked.`,
      }
    case 'reset-factors':
      return {
        title: `Reset the second factors of ${name}?`,
        consequence: `${factors === 0 ? 'All their second factors' : `${countOf(factors, 'second factor')}`} and all recovery codes are removed. ${ending(subject)} Roles that need a factor count for nothing until they have added one again, with a code mailed to ${email}. Make sure by another way than mail that it is they who ask.`,
        verb: 'Reset second factors', done: `${name} has no second factor any more and was told by mail.`,
      }
    case 'end-sessions':
      return {
        title: `Sign ${name} out everywhere?`,
        consequence: `${ending(subject)} They and all Client Owners are told by mail. No role is taken away: whoever knows the password can sign in again.`,
        verb: 'End all sessions', done: `${name} is signed out everywhere.`,
      }
  }
}

const ONE_OWNER_LEFT = 'After this only one usable Client Owner is left. If that person loses access, nobody can make another.'

/** @returns what to add where the tenant would be left with one usable owner, else null */
export function ownerWarning(act: ConfirmedAct, { otherOwners }: PersonSubject): string | null {
  return otherOwners === 1 && ['deactivate', 'soft-delete', 'delete'].includes(act) ? ONE_OWNER_LEFT : null
}

/** The same for many at once: @param left usable owners there would be; null where none is taken */
export function ownersLeftWarning(left: number | null): string | null {
  if (left === 0) return 'No usable Client Owner would be left. Whoever of them comes last is left out, and one stays.'
  return left === 1 ? ONE_OWNER_LEFT : null
}

/** The same when a role ends, or is given an end: @param otherOwners usable owners besides its holder; null when the holder is none */
export function ownerRoleWarning(role: RoleKey, otherOwners: number | null): string | null {
  return role === OWNER_ROLE && otherOwners === 1 ? ONE_OWNER_LEFT : null
}

/** The three meanings of resetting a password. */
export const MEANINGS: readonly { meaning: ResetMeaning; label: string; description: string; verb: string; done: string }[] = [
  { meaning: 'send_link', label: 'Send a reset link', description: 'A link that works once and for 30 minutes. The password works until it is used.', verb: 'Send reset link', done: 'The reset link is on its way.' },
  { meaning: 'must_reset', label: 'Must reset', description: 'The password stops working now. At the next sign-in they go through “forgot password”.', verb: 'Require a reset', done: 'The password does not work any more; they must reset it.' },
  { meaning: 'must_change', label: 'Must change', description: 'The password works once more; then a new one must be set before anything else.', verb: 'Require a change', done: 'They must set a new password at the next sign-in.' },
]
