import 'server-only'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { Prisma } from '@/lib/db/client'

// Who owns a tenant, said once, as conditions over `role_grant g`, by the database's clock. Literals, so that each statement keeps a plan of its own.

const HOLDS = Prisma.sql`g.role = ${Prisma.raw(`'${OWNER_ROLE}'`)} AND g.revoked_at IS NULL AND g.confirmed AND g.starts_at <= castellan_now()`

/** Owns the tenant now, by a grant that counts by itself or by a running activation: those who are told when something grave happens. */
export const OWNS_NOW = Prisma.sql`(${HOLDS} AND (g.ends_at IS NULL OR g.ends_at > castellan_now()) AND (g.kind = 'active' OR EXISTS (
  SELECT FROM pim_activation x WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id AND x.ended_at IS NULL AND x.starts_at <= castellan_now() AND x.ends_at > castellan_now())))`

/** Owns it standing: begun, unending, without being activated. What the last owner and break-glass accounts are asked for (roles.md rule 3, pim.md rule 8). */
export const OWNS_STANDING = Prisma.sql`(${HOLDS} AND g.kind = 'active' AND g.ends_at IS NULL)`
