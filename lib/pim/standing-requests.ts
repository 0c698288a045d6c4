import 'server-only'
import { placeKey, type Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import type { Held, OpenActivation } from './start-activation'

// What a new request is held against, in one statement each: it is looked up for every activation.

/**
 * What somebody asked for since a moment: how often, and whether the factor their session gave last has paid for one of those already.
 * @param since epoch milliseconds, no later than that factor
 */
export async function lookBack(tx: Tx, { tenantId, administratorId, freshFactorAt }: Pick<Actor, 'tenantId' | 'administratorId' | 'freshFactorAt'>, since: number): Promise<{ asked: number; spent: boolean }> {
  const factor = freshFactorAt === null ? null : new Date(freshFactorAt)
  const [row] = await tx.$queryRaw<{ asked: number; spent: boolean }[]>`/* prepared */
    SELECT count(*)::int AS asked, coalesce(bool_or(factor_given_at = ${factor}::timestamptz), false) AS spent
    FROM pim_request WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND requested_at > ${new Date(since)}::timestamptz`
  return row!
}

/** @returns what of a person's role in that very place is still undecided (one at most, late ones included), and what of it runs or is still to start, the first first */
export async function findStanding(tx: Tx, { tenantId, administratorId, role, scope, now }: Held & { tenantId: string; now: number }): Promise<{ pending: { id: string; undecidedUntil: number } | null; open: OpenActivation[] }> {
  const place = placeKey(scope) === null ? null : (scope as { id: string }).id
  const rows = await tx.$queryRaw<{ id: string; starts_at: Date | null; until: Date }[]>`/* prepared */
    SELECT id, NULL::timestamptz AS starts_at, undecided_until AS until FROM pim_request
    WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND role = ${role} AND scope = ${scope.type}::scope_type AND place_id IS NOT DISTINCT FROM ${place}::uuid AND state = 'pending_approval'
    UNION ALL
    SELECT id, starts_at, ends_at FROM pim_activation
    WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND role = ${role} AND scope = ${scope.type}::scope_type AND place_id IS NOT DISTINCT FROM ${place}::uuid AND ended_at IS NULL AND ends_at > ${new Date(now)}::timestamptz
    ORDER BY starts_at`
  const pending = rows.find(({ starts_at: startsAt }) => startsAt === null)
  return {
    pending: pending ? { id: pending.id, undecidedUntil: pending.until.getTime() } : null,
    open: rows.flatMap(({ id, starts_at: startsAt, until }) => (startsAt === null ? [] : [{ id, startsAt: startsAt.getTime(), endsAt: until.getTime() }])),
  }
}
