import 'server-only'
import type { Activation, Scope } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'

/** An activation of some person's grant, with the name of the place it was narrowed to. */
export interface ActivationOfGrant extends Activation {
  grantId: string
  placeName: string | null
}

/**
 * Activations of some grants that are not over at `now`: running, or still to start. One statement, whatever the number of grants.
 * @param now epoch milliseconds @param ever those that are over too
 */
export async function listActivations(tx: Pick<Tx, '$queryRaw'>, { tenantId, grantIds, now, ever = false }: { tenantId: string; grantIds: readonly string[]; now: number; ever?: boolean }): Promise<ActivationOfGrant[]> {
  if (grantIds.length === 0) return []
  const rows = await tx.$queryRaw<{ id: string; grant_id: string; starts_at: Date; ends_at: Date; scope: Scope['type']; place_id: string | null; name: string | null; narrowed: boolean }[]>`/* prepared */
    SELECT x.id, x.grant_id, x.starts_at, least(x.ends_at, greatest(coalesce(x.ended_at, x.ends_at), x.starts_at)) AS ends_at, x.scope::text, x.place_id, coalesce(w.name, o.name) AS name, x.scope <> g.scope AS narrowed
    FROM pim_activation x
    JOIN role_grant g ON g.tenant_id = x.tenant_id AND g.id = x.grant_id
    LEFT JOIN workspace w ON w.tenant_id = x.tenant_id AND w.id = x.workspace_id
    LEFT JOIN organization o ON o.tenant_id = x.tenant_id AND o.id = x.organization_id
    WHERE x.tenant_id = ${tenantId}::uuid AND x.grant_id = ANY(${grantIds}::uuid[])
      AND (${ever}::boolean OR (x.ended_at IS NULL AND x.ends_at > ${new Date(now)}::timestamptz))
    ORDER BY x.starts_at, x.id`
  return rows.map((row) => ({
    id: row.id, grantId: row.grant_id, startsAt: row.starts_at.getTime(), endsAt: row.ends_at.getTime(), placeName: row.name,
    ...(row.narrowed ? { scope: row.scope === 'tenant' ? { type: 'tenant' as const } : { type: row.scope, id: row.place_id! } } : {}),
  }))
}
