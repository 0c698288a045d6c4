import 'server-only'
import { requiresMfa, type Scope } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import type { Eligibility } from './why-not-eligible'

/**
 * Reads a grant, and the organization it is asked for, and keeps both from being changed meanwhile.
 * @returns null where there is no such grant any more
 */
export async function holdEligibility(tx: Tx, { tenantId, grantId, place }: { tenantId: string; grantId: string; place: Scope | null }): Promise<Eligibility | null> {
  const [row] = await tx.$queryRaw<{ administrator_id: string; role: string; scope: Scope['type']; place_id: string | null; kind: 'active' | 'eligible'; starts_at: Date; ends_at: Date | null; confirmed: boolean; status: string; factor: boolean; mfa_everyone: boolean; mfa_roles: string[] }[]>`/* prepared */
    SELECT g.administrator_id, g.role, g.scope::text AS scope, g.place_id, g.kind::text AS kind, g.starts_at, g.ends_at, g.confirmed, a.status::text AS status,
      a.factor_kinds && t.mfa_allowed_factors AS factor, t.mfa_required_for_everyone AS mfa_everyone, t.mfa_required_roles AS mfa_roles
    FROM role_grant g
    JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id
    JOIN tenant t ON t.id = g.tenant_id
    WHERE g.tenant_id = ${tenantId}::uuid AND g.id = ${grantId}::uuid AND g.revoked_at IS NULL FOR SHARE OF g`
  if (!row || !isRoleKey(row.role)) return null
  const lies = row.scope === 'organization' ? row.place_id : place?.type === 'organization' ? place.id : null
  const [organization] = lies === null ? [] : await tx.$queryRaw<{ status: string }[]>`SELECT status::text FROM organization WHERE tenant_id = ${tenantId}::uuid AND id = ${lies}::uuid FOR SHARE`
  return {
    grantId, administratorId: row.administrator_id, role: row.role, scope: row.scope === 'tenant' ? { type: 'tenant' } : { type: row.scope, id: row.place_id! }, kind: row.kind,
    startsAt: row.starts_at.getTime(), endsAt: row.ends_at?.getTime() ?? null, standing: row.confirmed && (organization === undefined || organization.status === 'active'), personActive: row.status === 'active',
    factor: row.factor, factorNeeded: requiresMfa(row.role, { everyone: row.mfa_everyone, roles: row.mfa_roles.filter(isRoleKey) }),
  }
}
