import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { assignRole } from '@/lib/grants/assign-role'
import { changeGrant } from '@/lib/grants/change-grant'
import { changeKind } from '@/lib/grants/change-kind'
import { grantDetail, nameGrant, recordGrant, tellHolder } from '@/lib/grants/record-grant'
import { cutShort } from '@/lib/pim/cut-short'
import type { PlaceGrant } from './load-place-grant'
import type { ChangeRoleValues } from './place-grant-fields'

/**
 * Gives somebody another role in the place, or the same one in another kind or until another moment. Another role is a new grant in place of the old one,
 * which keeps its start if that is still to come.
 * @throws AppError conflict with what stands there now, already_exists, invalid_input (also what the role's PIM settings forbid)
 */
export async function changePlaceRole(work: Work, { grant }: PlaceGrant, { version, role, kind = grant.kind, endsAt = null }: ChangeRoleValues): Promise<void> {
  const { tx, tenantId, now } = work
  if (role === grant.role) return void (await (kind === grant.kind ? changeGrant(work, grant, { version, endsAt }) : changeKind(work, grant, { version, kind, endsAt })))
  refuseStaleVersion(version, grant.version, { role: grant.role, kind: grant.kind, startsAt: grant.startsAt, endsAt: grant.endsAt })
  await tx.roleGrant.update({ where: { tenantId_id: { tenantId, id: grant.id } }, data: { revokedAt: new Date(now), version: { increment: 1 } } })
  await cutShort(work, { grantIds: [grant.id] }, 'role_changed')
  await recordGrant(work, grant.administratorId, grant, { action: 'grant.ended', before: grantDetail(grant) })
  await assignRole(
    work, grant.holder,
    { role, scope: grant.scope, kind, startsAt: grant.startsAt, endsAt, ...(grant.pendingAs ? { invitedAs: grant.pendingAs } : {}) },
    { source: grant.source === 'invitation' ? 'invitation' : 'manual', quiet: true, evenDeleted: true, unconfirmed: !grant.confirmed },
  )
  await tellHolder(work, grant.holder, { name: 'role_granted', eligible: kind === 'eligible' }, await nameGrant(work, { role, scope: grant.scope }))
}
