// What giving up a role of one's own changes, said before it is done. Pure.
import { whyNotInForce, type Actor, type Grant } from '@/lib/authz/grants'
import { OWNER_ROLE, POLICY } from '@/lib/authz/policy'
import { listRoles } from '@/lib/authz/refusals'
import { assignersOf } from '@/lib/authz/rules'
import { whatChanges, type HeldPermission } from '@/lib/authz/what-changes'
import { ERROR_CODES } from '@/lib/errors/app-error'

/** So many are called by their names. */
const NAMED = 3

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
    giveBack: `You cannot give it back to yourself. Another administrator can: ${listRoles(assignersOf(grant.role, actor))}.`,
    warning: owning && otherOwners === 1 ? 'One usable Client Owner is left then. Should they lose their way in, nobody inside could restore it.' : null,
    disabledReason: owning && otherOwners === 0 ? ERROR_CODES.last_owner.sentence : null,
  }
}

function consequenceOf(actor: Actor, grant: Grant): string {
  if (whyNotInForce(grant, actor) !== null) return 'It is not in force now, so what you may do stays the same. It will not come into force any more.'
  // Only what is in force counts: a role that waits for something carries nothing that is lost today.
  const { lost } = whatChanges({ ...actor, grants: actor.inForce }, actor.inForce.filter(({ id }) => id !== grant.id), actor.mfa, actor.now)
  return lost.length > 0 ? `At once, you lose ${listPermissions(lost)}.` : 'What you may do stays the same: your other roles carry all of it, or it confers nothing by itself.'
}

/** "12 permissions: invite administrators, see a workspace, create workspaces and 9 more" */
function listPermissions(held: readonly HeldPermission[]): string {
  const labels = [...new Set(held.map(({ permission }) => POLICY[permission].label))].map((label) => label.charAt(0).toLowerCase() + label.slice(1))
  const count = labels.length === 1 ? '1 permission' : `${labels.length} permissions`
  const rest = labels.length - NAMED
  if (rest > 0) return `${count}: ${labels.slice(0, NAMED).join(', ')} and ${rest} more`
  return `${count}: ${labels.length > 1 ? `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}` : labels[0]}`
}
