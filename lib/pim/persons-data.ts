import 'server-only'
import { withActivations, type Grant, type Person, type Scope } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import { listActivations } from './activations-data'

interface GrantRow { id: string; administratorId: string; role: string; scope: Scope['type']; placeId: string | null; kind: Grant['kind']; startsAt: Date; endsAt: Date | null; confirmed: boolean; placeActive: boolean }

/**
 * Some people with every grant that is not over, activations included: what is needed to say what a role would add. Two statements,
 * however many people.
 * @param now epoch milliseconds
 */
export async function listPersons(tenantId: string, ids: readonly string[], now: number): Promise<Map<string, Person>> {
  const rows = await db().$queryRaw<GrantRow[]>`/* prepared */
    SELECT g.id, g.administrator_id AS "administratorId", g.role, g.scope::text AS scope, g.place_id AS "placeId", g.kind::text AS kind, g.starts_at AS "startsAt", g.ends_at AS "endsAt", g.confirmed, coalesce(o.status = 'active', true) AS "placeActive"
    FROM role_grant g LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
    WHERE g.tenant_id = ${tenantId}::uuid AND g.administrator_id = ANY(${ids}::uuid[]) AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${new Date(now)}::timestamptz)
    ORDER BY g.starts_at, g.id`
  const running = await listActivations(db(), { tenantId, now, grantIds: rows.filter(({ kind }) => kind === 'eligible').map(({ id }) => id) })
  const grants = (of: string) => rows.filter(({ administratorId }) => administratorId === of).flatMap((row) => grantOf(row, running))
  return new Map(ids.map((id) => [id, { administratorId: id, status: 'active', factorEnrolledAt: null, grants: grants(id) }]))
}

function grantOf({ id, role, scope, placeId, kind, startsAt, endsAt, confirmed, placeActive }: GrantRow, running: Awaited<ReturnType<typeof listActivations>>): Grant[] {
  if (!isRoleKey(role)) return []
  const grant = { id, role, kind, confirmed, placeActive, scope: scope === 'tenant' ? ({ type: 'tenant' } as const) : { type: scope, id: placeId! }, startsAt: startsAt.getTime(), endsAt: endsAt?.getTime() ?? null }
  return withActivations(grant, running.filter(({ grantId }) => grantId === id))
}
