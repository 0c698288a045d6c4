import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { PersonRecord } from '@/lib/administrators/data'
import { holds } from '@/lib/authz/can'
import { TENANT } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE } from '@/lib/authz/policy'
import { refuseOutsideAllowlist } from '@/lib/domain-allowlist/refuse-outside'
import { AppError } from '@/lib/errors/app-error'
import { assignRole, type Assignment } from '@/lib/grants/assign-role'
import { inviteAdministrator } from '@/lib/invitations/invite-administrator'
import { loadInvitee, type Invitee } from './load-place-grant'
import type { InviteValues } from './place-grant-fields'

/**
 * Gives whoever has an address a role in the place: a known person gets the grant, an unknown one is invited as Member of just this
 * place. To somebody who does not see administrators as such both look the same, now and until that person next signs in.
 * @throws AppError wrong_state for a domain that the allowlist does not name; already_exists for a role that the place shows already; invalid_input for what its PIM settings forbid; wrong_state for a deleted person, to whoever sees them
 */
export async function inviteToPlace(work: Work, { place, holder }: Invitee, { email, role, kind, endsAt }: InviteValues): Promise<void> {
  const grant: Assignment = { role, scope: { type: place.kind, id: place.id }, kind, endsAt }
  const unseen = { ...grant, invitedAs: email.key }
  // Whoever does not see administrators must not learn from the allowlist who is here already.
  if (!holds(work.actor, 'administrator:read')) await refuseOutsideAllowlist(work.tx, work.tenantId, email.key)
  if (holder) return giveToKnown(work, holder, grant, unseen)
  try {
    await inviteAdministrator(work, { email, givenName: '', familyName: '', grants: [{ role: PLACE_BY_PLACE_ROLE, scope: TENANT }, unseen] })
  } catch (error) {
    // Somebody else invited the same address at this moment: now it is known.
    if (!(error instanceof AppError) || (error.code !== 'busy' && !error.failure.details?.administratorId)) throw error
    const known = await loadInvitee({ kind: place.kind, placeId: place.id, ...work }, email.key)
    if (!known.holder) throw error
    await giveToKnown(work, known.holder, grant, unseen)
  }
}

async function giveToKnown(work: Work, holder: PersonRecord, grant: Assignment, unseen: Assignment): Promise<void> {
  const seesThem = holds(work.actor, 'administrator:read') || (await isShownIn(work, holder, grant))
  await assignRole(work, holder, seesThem ? grant : unseen, { source: 'manual', evenDeleted: !seesThem })
}

/** Whether the place shows this person by name already. */
async function isShownIn({ tx, tenantId }: Work, holder: PersonRecord, { scope }: Assignment): Promise<boolean> {
  const here = holder.person.grants.filter((held) => held.scope.type === scope.type && 'id' in held.scope && 'id' in scope && held.scope.id === scope.id).map(({ id }) => id)
  const shown = await tx.roleGrant.count({ where: { tenantId, id: { in: here }, OR: [{ seenAt: { not: null } }, { invitedAs: null }] } })
  return shown > 0 && holder.status !== 'deleted'
}
