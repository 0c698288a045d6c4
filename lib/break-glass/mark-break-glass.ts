import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { PersonRecord } from '@/lib/administrators/data'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { actorName, tellOwners } from '@/lib/administrators/tell-owners'
import { ownsStanding } from '@/lib/authz/rules'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'

/**
 * Marks a standing Client Owner as a break-glass account, or takes the mark away; oneself is allowed. It counts from the next sign-in.
 * Call it under the tenant's lock. @throws AppError wrong_state for whoever is no standing owner, or is so already; last_owner
 */
export async function markBreakGlass(work: Work, found: PersonRecord, marked: boolean): Promise<{ accounts: number }> {
  const { tx, tenantId, now, actor, record } = work
  const row = await tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: found.id } }, select: { breakGlassAt: true } })
  if ((row.breakGlassAt !== null) === marked) throw new AppError('wrong_state', { reason: 'unchanged', sentence: marked ? 'This is a break-glass account already.' : 'This is no break-glass account.' })
  if (marked && !isStandingOwner(found, now)) throw new AppError('wrong_state', { reason: 'no_standing_owner', sentence: 'Only an active Client Owner whose role is standing, has begun and has no end can be a break-glass account.' })
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: found.id } }, data: marked ? { breakGlassAt: new Date(now), breakGlassById: actor.administratorId } : { breakGlassAt: null, breakGlassById: null } })
  // Without the mark a kind of factor that the policy does not take is no way in any more.
  await refuseLosingLastOwner(tx, tenantId)
  const accounts = await tx.administrator.count({ where: { tenantId, breakGlassAt: { not: null } } })
  record({ action: marked ? 'break_glass.marked' : 'break_glass.unmarked', target: { type: 'administrator', id: found.id }, affectedId: found.id, after: { accounts } })
  const person = `${personName(found)} (${found.email})`
  await tellOwners(work, (owner) => ({ name: 'break_glass_marked', marked, person, by: actorName(work), tenantName: work.facts.tenant.name, recipientName: owner.name }), [actor.administratorId])
  await announce(tx, { tenantId, topic: 'roles' })
  return { accounts }
}

function isStandingOwner({ status, person }: PersonRecord, now: number): boolean {
  return status === 'active' && person.grants.some((grant) => ownsStanding(grant, now))
}
