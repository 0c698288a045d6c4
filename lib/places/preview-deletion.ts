import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { holdersOf, PERMISSIONS, permissionRow, ROLE_KEYS } from '@/lib/authz/policy'
import { db, Prisma } from '@/lib/db/client'
import type { DeletionPreview, PlaceView } from './place-view'

const NAMED = 5
/** Roles that carry nothing but what everyone has: whoever keeps only these can do nothing any more. */
const EMPTY_ROLES = ROLE_KEYS.filter((role) => PERMISSIONS.every((permission) => permissionRow(permission).own || !holdersOf(permission).has(role)))

/**
 * What goes with a place, for whoever may delete it (null for the others): roles, people, and (for those who see administrators as such) how many of them are left
 * without any other role. People who have not signed in since they were invited here go by the address that was typed. Counts whom the list of
 * the place shows (list-place-administrators.ts): nobody who was deleted.
 */
export async function previewDeletion(actor: Actor, { kind, id }: Pick<PlaceView, 'kind' | 'id'>): Promise<DeletionPreview | null> {
  if (!holds(actor, `${kind}:delete`, { type: kind, id })) return null
  const knowsAll = holds(actor, 'administrator:read')
  const here = kind === 'workspace' ? Prisma.sql`g.workspace_id = ${id}::uuid` : Prisma.sql`g.organization_id = ${id}::uuid`
  const living = Prisma.sql`g.tenant_id = ${actor.tenantId}::uuid AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${new Date(actor.now)})`
  const [found] = await db().$queryRaw<{ roles: number; people: number; stranded: number; names: string[] }[]>`
    WITH here AS (SELECT g.administrator_id, count(*)::int AS roles, min(g.invited_as) FILTER (WHERE g.seen_at IS NULL AND NOT ${knowsAll}::boolean) AS known_as
      FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id
      WHERE ${living} AND ${here} AND (a.status <> 'deleted' OR (g.invited_as IS NOT NULL AND g.seen_at IS NULL)) GROUP BY g.administrator_id)
    SELECT coalesce(sum(h.roles), 0)::int AS roles, count(*)::int AS people,
      count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM role_grant g WHERE ${living} AND g.administrator_id = h.administrator_id AND (${here}) IS NOT TRUE AND g.role <> ALL(${EMPTY_ROLES}::text[])))::int AS stranded,
      (array_agg(coalesce(h.known_as, nullif(btrim(a.given_name || ' ' || a.family_name), ''), a.email) ORDER BY coalesce(h.known_as, a.name_key) COLLATE "und-x-icu"))[1:${NAMED}] AS names
    FROM here h JOIN administrator a ON a.tenant_id = ${actor.tenantId}::uuid AND a.id = h.administrator_id`
  return { roles: found!.roles, people: found!.people, names: found!.names ?? [], stranded: knowsAll ? found!.stranded : null }
}
