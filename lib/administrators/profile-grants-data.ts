import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import { db, pool } from '@/lib/db/client'
import { listActivations, type ActivationOfGrant } from '@/lib/pim/activations-data'
import type { EndedGrant, GrantDetail, GrantSource } from './profile-view'

interface DetailRow {
  id: string; role: string; scope: EndedGrant['scope']; kind: EndedGrant['kind']; place_name: string | null; version: number; source: GrantSource
  starts_at: Date; ended_at: Date | null; revoked: boolean; created_at: Date; granter_id: string | null; granter_name: string | null
}

const MOST_ENDED = 100

const GRANTS = `
WITH mine AS (
  SELECT g.*, coalesce(g.revoked_at, CASE WHEN g.ends_at <= $3 THEN g.ends_at END) AS ended_at FROM role_grant g WHERE g.tenant_id = $1 AND g.administrator_id = $2
), shown AS (
  SELECT * FROM mine WHERE ended_at IS NULL UNION ALL (SELECT * FROM mine WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT ${MOST_ENDED + 1})
)
SELECT g.id, g.role, g.scope, g.kind, coalesce(w.name, o.name) AS place_name, g.version, g.source, g.starts_at, g.ended_at, g.revoked_at IS NOT NULL AS revoked, g.created_at,
  b.id AS granter_id, coalesce(nullif(trim(concat_ws(' ', b.given_name, b.family_name)), ''), b.email) AS granter_name
FROM shown g
LEFT JOIN workspace w ON w.tenant_id = g.tenant_id AND w.id = g.workspace_id
LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
LEFT JOIN administrator b ON b.tenant_id = g.tenant_id AND b.id = g.granted_by_id
ORDER BY g.ended_at DESC NULLS FIRST, g.id`

export interface GrantsOfPerson {
  /** of the grants that are not over, by grant id */
  details: Readonly<Record<string, GrantDetail>>
  /** of eligible ones: running, or still to start */
  activations: readonly ActivationOfGrant[]
  /** newest first, at most a hundred */
  ended: readonly EndedGrant[]
  moreEnded: boolean
}

/** Who gave which grant and when, and what a person held before, in one statement; what runs of eligible ones in another, where there are any. Empty for whoever is out of reach. */
export async function listGrantsOf({ actor }: Cleared<'administrator:read'>, administratorId: string): Promise<GrantsOfPerson> {
  if (!holds(actor, 'administrator:read')) return { details: {}, activations: [], ended: [], moreEnded: false }
  const { rows } = await pool().query<DetailRow>({ name: 'grants-of', text: GRANTS, values: [actor.tenantId, administratorId, new Date(actor.now)] })
  const over = rows.flatMap((row): EndedGrant[] => (row.ended_at ? [{ ...detailOf(row), role: row.role, kind: row.kind, scope: row.scope, placeName: row.place_name, startsAt: row.starts_at.getTime(), endedAt: row.ended_at.getTime(), revoked: row.revoked }] : []))
  const eligible = rows.filter(({ kind, ended_at }) => kind === 'eligible' && ended_at === null)
  return {
    activations: await listActivations(db(), { tenantId: actor.tenantId, grantIds: eligible.map(({ id }) => id), now: actor.now }),
    details: Object.fromEntries(rows.filter(({ ended_at }) => ended_at === null).map((row) => [row.id, detailOf(row)])),
    ended: over.slice(0, MOST_ENDED),
    moreEnded: over.length > MOST_ENDED,
  }
}

function detailOf({ id, version, source, created_at, granter_id, granter_name }: DetailRow): GrantDetail {
  return { id, version, source, createdAt: created_at.getTime(), grantedBy: granter_id && granter_name ? { id: granter_id, name: granter_name } : null }
}
