import 'server-only'
import type { Tx } from '@/lib/db/client'

export interface Owner {
  id: string
  email: string
  givenName: string
  familyName: string
}

/** @returns the active people who own the tenant now by a grant in force: those who are told when something grave happens */
export async function findOwners(tx: Tx, tenantId: string): Promise<Owner[]> {
  return tx.$queryRaw<Owner[]>`
    SELECT DISTINCT a.id, a.email, a.given_name AS "givenName", a.family_name AS "familyName" FROM role_grant g
    JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
    WHERE g.tenant_id = ${tenantId}::uuid AND g.role = 'client_owner' AND g.kind = 'active' AND g.revoked_at IS NULL AND g.confirmed
      AND g.starts_at <= castellan_now() AND (g.ends_at IS NULL OR g.ends_at > castellan_now())
    ORDER BY a.email`
}
