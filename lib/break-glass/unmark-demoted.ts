import 'server-only'
import type { Work } from '@/lib/actions/work'
import { actorName, tellOwners } from '@/lib/administrators/tell-owners'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { IS_BREAK_GLASS } from './note-use'

/**
 * Whoever is no standing owner any more is no account for the worst day either (pim.md rule 8): the mark goes with the role or with the status,
 * and does not come back with it. Call it under the tenant's lock, in the transaction that changed it.
 */
export async function unmarkDemoted(work: Work, administratorId: string, because: 'role_changed' | 'status_changed' = 'role_changed'): Promise<void> {
  const { tx, tenantId, actor, facts, record } = work
  const [person] = await tx.$queryRaw<{ givenName: string; familyName: string; email: string }[]>`
    UPDATE administrator p SET break_glass_at = NULL, break_glass_by_id = NULL
    WHERE p.tenant_id = ${tenantId}::uuid AND p.id = ${administratorId}::uuid AND p.break_glass_at IS NOT NULL AND NOT (p.status = 'active' AND ${IS_BREAK_GLASS})
    RETURNING p.given_name AS "givenName", p.family_name AS "familyName", p.email`
  if (!person) return
  const accounts = await tx.administrator.count({ where: { tenantId, breakGlassAt: { not: null } } })
  record({ action: 'break_glass.unmarked', target: { type: 'administrator', id: administratorId }, affectedId: administratorId, after: { accounts, because } })
  const named = `${personName(person)} (${person.email})`
  await tellOwners(work, (owner) => ({ name: 'break_glass_marked', marked: false, person: named, by: actorName(work), tenantName: facts.tenant.name, recipientName: owner.name }), [actor.administratorId])
  await announce(tx, { tenantId, topic: 'roles' })
}
