import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personal } from '@/lib/audit/record'
import type { RoleKey } from '@/lib/authz/policy'
import { Prisma } from '@/lib/db/client'
import { announce } from '@/lib/live/announce'
import { cutShort } from '@/lib/pim/cut-short'
import type { PlaceView } from './place-view'

interface LivingGrant { id: string; administratorId: string; role: RoleKey; kind: string; pendingAs: string | null }

/** Tabs beyond this many look again by their own poll. */
const TOLD_AT_ONCE = 200

/** @returns the column of a role's place, in events and grants */
function placeColumns({ kind, id }: Pick<PlaceView, 'kind' | 'id'>): { workspaceId: string } | { organizationId: string } {
  return kind === 'workspace' ? { workspaceId: id } : { organizationId: id }
}

/** @returns every role in the place that is not over, locked */
export async function lockGrantsOfPlace({ tx, tenantId, now }: Work, { kind, id }: Pick<PlaceView, 'kind' | 'id'>): Promise<LivingGrant[]> {
  const place = kind === 'workspace' ? Prisma.sql`workspace_id = ${id}::uuid` : Prisma.sql`organization_id = ${id}::uuid`
  return tx.$queryRaw<LivingGrant[]>`
    SELECT id, administrator_id AS "administratorId", role, kind::text AS kind, CASE WHEN seen_at IS NULL THEN invited_as END AS "pendingAs" FROM role_grant
    WHERE tenant_id = ${tenantId}::uuid AND ${place} AND revoked_at IS NULL AND (ends_at IS NULL OR ends_at > ${new Date(now)}) ORDER BY id FOR UPDATE`
}

/** Says in the audit, one by one, which roles end with their place; the rows go with it. @returns how many */
export async function recordEndedWithPlace(work: Work, place: PlaceView): Promise<number> {
  const grants = await lockGrantsOfPlace(work, place)
  await cutShort(work, { place }, 'place_deleted')
  for (const { id, administratorId, role, kind, pendingAs } of grants) {
    work.record({ action: 'grant.ended', target: { type: 'grant', id }, affectedId: administratorId, ...placeColumns(place), before: { role, scope: place.kind, place: place.name, kind, ...(pendingAs ? { invitedAs: personal(administratorId, pendingAs) } : {}) }, after: { because: `${place.kind}_deleted` } })
  }
  await tellHolders(work, grants)
  return grants.length
}

/** The people whose power just changed: their open tabs look again. */
export async function tellHolders({ tx, tenantId }: Work, grants: readonly { administratorId: string }[]): Promise<void> {
  for (const administratorId of [...new Set(grants.map((grant) => grant.administratorId))].slice(0, TOLD_AT_ONCE)) await announce(tx, { tenantId, topic: 'roles', administratorId })
}
