import 'server-only'
import { countUsableOwners } from '@/lib/administrators/last-owner'
import { reachOfGrant, type Actor } from '@/lib/authz/grants'
import { OWNER_ROLE, ROLES, holdersOf, type RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { listOf } from '@/lib/format/count'
import { personName } from '@/lib/format/person-name'

export interface LooseningRefusal {
  reason: 'only_owners' | 'sole_owner' | 'own_change' | 'own_role'
  /** why, and who could */
  sentence: string
}

const NAMED = 4

/**
 * Nobody loosens what binds themselves (pim.md, "Role settings"): of a role one holds or is eligible for, somebody else does. Every owner
 * holds the owners' row, so there the other one does: an owner who did not make its last change, where there are at least two.
 * @returns why the actor may not loosen the settings of the role now, or null
 */
export async function whyNotLoosen(tx: Tx, actor: Actor, role: RoleKey): Promise<LooseningRefusal | null> {
  const { label } = ROLES[role]
  if (role !== OWNER_ROLE) {
    if (!actor.grants.some((grant) => grant.role === role)) return null
    return { reason: 'own_role', sentence: `You hold ${label} or are eligible for it, so loosening its settings is somebody else’s. ${await whoCould(tx, actor, role, null)}` }
  }
  if (!actor.inForce.some((grant) => grant.role === OWNER_ROLE && reachOfGrant(grant).type === 'tenant')) {
    return { reason: 'only_owners', sentence: `Loosening the settings of ${label} is for a ${label}. ${await whoCould(tx, actor, role, null)}` }
  }
  if ((await countUsableOwners(tx, actor.tenantId)) < 2) return { reason: 'sole_owner', sentence: `There is no second usable ${label}. Make another administrator a ${label} first; they can loosen these settings then.` }
  const last = await lastChangedBy(tx, actor.tenantId, role)
  if (last !== actor.administratorId) return null
  return { reason: 'own_change', sentence: `You made the last change of these settings, so loosening them is another ${label}’s. ${await whoCould(tx, actor, role, last)}` }
}

/** @returns who last changed the settings of a role; null where nobody ever did */
async function lastChangedBy(tx: Tx, tenantId: string, role: RoleKey): Promise<string | null> {
  const [last] = await tx.$queryRaw<{ actor_id: string | null }[]>`
    SELECT actor_id FROM audit_event WHERE tenant_id = ${tenantId}::uuid AND target_type = 'pim_policy' AND target_id = ${role} AND action = 'pim_policy.changed' AND outcome = 'done'
    ORDER BY sequence DESC LIMIT 1`
  return last?.actor_id ?? null
}

/** Names some of those who may, by a standing role: "Oscar Ortega could." */
async function whoCould(tx: Tx, { tenantId, administratorId, now }: Actor, role: RoleKey, but: string | null): Promise<string> {
  const owners = role === OWNER_ROLE
  const able: RoleKey[] = owners ? [OWNER_ROLE] : [...holdersOf('pim-policy:manage')]
  const at = new Date(now)
  const people = await tx.$queryRaw<{ givenName: string; familyName: string; email: string }[]>`
    SELECT a.given_name AS "givenName", a.family_name AS "familyName", a.email FROM administrator a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.status = 'active' AND a.id <> ${administratorId}::uuid AND a.id IS DISTINCT FROM ${but}::uuid
      AND a.id IN (SELECT g.administrator_id FROM role_grant g WHERE g.tenant_id = ${tenantId}::uuid AND g.role = ANY(${able}::text[]) AND g.kind = 'active' AND g.revoked_at IS NULL AND g.confirmed AND g.starts_at <= ${at} AND (g.ends_at IS NULL OR g.ends_at > ${at}))
      AND (${owners} OR NOT EXISTS (SELECT FROM role_grant h WHERE h.tenant_id = a.tenant_id AND h.administrator_id = a.id AND h.role = ${role} AND h.revoked_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > ${at})))
    ORDER BY a.name_key, a.id LIMIT ${NAMED + 1}`
  if (people.length === 0) return `Nobody else could now: make another administrator a ${owners ? ROLES[OWNER_ROLE].label : able.map((key) => ROLES[key].label).join(' or ')} first.`
  return `${listOf(people.map(personName), NAMED)} could.`
}
