import 'server-only'
import { Prisma } from '@/lib/db/client'

/**
 * Whether the MFA policy binds a person: it binds everybody, or a role they hold, in whatever scope and whether or not it is active.
 * SQL over `administrator a` and `tenant t`.
 */
export const POLICY_BINDS = Prisma.sql`(t.mfa_required_for_everyone OR EXISTS (
  SELECT FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > castellan_now())
    AND g.role = ANY (t.mfa_required_roles)))`
