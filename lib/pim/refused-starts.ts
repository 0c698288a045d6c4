import 'server-only'
import type { RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import type { RoleSettings } from './role-settings'
import { whyNotWritten } from './why-not-eligible'

/** @param now epoch milliseconds @returns the requests that were approved, are still to start, and would be refused by these settings of the role */
export async function findRefusedStarts(tx: Tx, { tenantId, now }: { tenantId: string; now: number }, role: RoleKey, settings: RoleSettings): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string; seconds: number; factor: boolean; justification: string; ticket: string; approvals: number }[]>`
    SELECT r.id, ceil(extract(epoch FROM x.ends_at - x.starts_at))::int AS seconds, r.factor_given_at IS NOT NULL AS factor, r.justification, r.ticket,
      (SELECT count(*)::int FROM pim_decision d WHERE d.tenant_id = r.tenant_id AND d.request_id = r.id AND d.verdict = 'approved') AS approvals
    FROM pim_activation x JOIN pim_request r ON r.tenant_id = x.tenant_id AND r.id = x.request_id AND r.state = 'approved'
    WHERE x.tenant_id = ${tenantId}::uuid AND x.role = ${role} AND x.ended_at IS NULL AND x.starts_at > ${new Date(now)}::timestamptz`
  const refused = rows.filter((row) => !settings.enabled || row.seconds > settings.longestSeconds || row.approvals < settings.approvals || (settings.mfa && !row.factor) || Object.keys(whyNotWritten(settings, row)).length > 0)
  return refused.map(({ id }) => id)
}
