// What giving up a role of one's own changes, said before it is done. Pure.
import { comparePowers, withoutGrant } from '@/lib/authz/compare-powers'
import { listPowers } from '@/lib/authz/describe-powers'
import { whyNotInForce, type Actor, type Grant } from '@/lib/authz/grants'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { listRoles } from '@/lib/authz/refusals'
import { assignersOf } from '@/lib/authz/rules'
import { ERROR_CODES } from '@/lib/errors/app-error'

export interface GiveUpWords {
  /** what one may not do any more */
  consequence: string
  /** who could give it back */
  giveBack: string
  warning: string | null
  disabledReason: string | null
}

/** @param otherOwners how many usable owners there are besides the actor; null where the actor is none */
export function giveUpWords(actor: Actor, grant: Grant, otherOwners: number | null): GiveUpWords {
  const owning = grant.role === OWNER_ROLE && otherOwners !== null
  return {
    consequence: consequenceOf(actor, grant),
    giveBack: `You cannot give it back to yourself. ${listRoles(assignersOf(grant.role, actor))} can.`,
    warning: owning && otherOwners === 1 ? 'One usable Client Owner is left then. Should they lose their way in, nobody inside could restore it.' : null,
    disabledReason: owning && otherOwners === 0 ? ERROR_CODES.last_owner.sentence : null,
  }
}

function consequenceOf(actor: Actor, grant: Grant): string {
  if (whyNotInForce(grant, actor) !== null) return 'It is not in force now, so what you may do stays the same. It will not come into force any more.'
  const { lost } = comparePowers(actor, withoutGrant(actor, grant.id))
  if (lost.length === 0) return 'What you may do stays the same: your other roles carry all of it.'
  return `At once, you lose ${listPowers(lost)}.`
}
