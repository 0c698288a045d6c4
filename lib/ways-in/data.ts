import 'server-only'
import { OWNS_STANDING } from '@/lib/administrators/owner-sql'
import type { PasswordState } from '@/lib/authn/find-account'
import { holds } from '@/lib/authz/can'
import { requiresMfa, type Actor, type AdministratorStatus } from '@/lib/authz/grants'
import { OWNER_ROLE, isRoleKey } from '@/lib/authz/policy'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import { compareWays, type WaysInView } from './prove'
import { type Connection, type EnrolledFactor, type Hold, type OpenMethods, type Owner, type World } from './world'

interface OwnerRow {
  id: string; given: string; family: string; email: string; status: AdministratorStatus; hold: Hold; break_glass: boolean; password: PasswordState | null; reachable: boolean; domain: string
  factors: EnrolledFactor[]; codes: number; bound: number | null; without_grace: boolean; identities: string[]
}
interface ConnectionRow { id: string; name: string; disabled: boolean; trusts: boolean; proven: boolean; expires: number | null; domains: string[]; required: boolean; reverts: number | null }
interface WorldRow { now: Date; everyone: boolean; roles: string[]; grace: number; allowed: FactorKind[]; had: boolean; first: OpenMethods['first']; second: OpenMethods['second']; owners: OwnerRow[]; connections: ConnectionRow[] }

/** What is known of a tenant's owners and of what lets them in, as it is now. */
export interface OwnersNow {
  world: World
  /** whether the tenant ever had a usable owner: from then on it keeps one */
  had: boolean
}

/** The one statement that reads it, along indexes. */
export function ownersStatement(tenantId: string): Prisma.Sql {
  return Prisma.sql`/* prepared */
    WITH clock AS MATERIALIZED (SELECT castellan_now() AS now),
    held AS (
      SELECT g.administrator_id,
        bool_or(${OWNS_STANDING}) AS standing,
        bool_or(g.kind = 'active' AND g.confirmed AND g.starts_at <= c.now) AS ends,
        bool_or(g.kind = 'active' AND g.confirmed) AS not_begun,
        bool_or(NOT g.confirmed) AS unconfirmed
      FROM role_grant g, clock c
      WHERE g.tenant_id = ${tenantId}::uuid AND g.role = ${OWNER_ROLE} AND g.scope = 'tenant' AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > c.now)
      GROUP BY g.administrator_id
    ), owner AS (
      SELECT a.id, a.given_name AS given, a.family_name AS family, a.email, a.status, a.break_glass_at IS NOT NULL AS break_glass, p.state AS password, split_part(a.email_key, '@', 2) AS domain,
        CASE WHEN h.standing THEN 'standing' WHEN h.ends THEN 'ends' WHEN h.not_begun THEN 'not_begun' WHEN h.unconfirmed THEN 'unconfirmed' ELSE 'eligible' END AS hold,
        EXISTS (SELECT FROM address d WHERE d.tenant_id = a.tenant_id AND d.administrator_id = a.id AND d.type = 'email' AND d.is_primary AND d.verified_at IS NOT NULL) AS reachable,
        coalesce((SELECT json_agg(json_build_object('kind', f.kind, 'blocked', f.blocked_at IS NOT NULL)) FROM second_factor f
          WHERE f.tenant_id = a.tenant_id AND f.administrator_id = a.id AND f.confirmed_at IS NOT NULL), '[]') AS factors,
        (SELECT count(*) FROM recovery_code r WHERE r.tenant_id = a.tenant_id AND r.administrator_id = a.id AND r.used_at IS NULL) AS codes,
        extract(epoch FROM a.mfa_bound_at) * 1000 AS bound, a.mfa_without_grace AS without_grace,
        -- As lib/sso/known-identity.ts knows them: of the provider that the connection has now, and of SAML by the certificates it has now.
        coalesce((SELECT json_agg(i.connection_id) FROM sso_identity i JOIN sso_connection s ON s.tenant_id = i.tenant_id AND s.id = i.connection_id
          WHERE i.tenant_id = a.tenant_id AND i.administrator_id = a.id AND i.issuer = coalesce(s.issuer, s.entity_id) AND (s.protocol = 'oidc' OR i.vouched_material = s.material_version)), '[]') AS identities
      FROM held h JOIN administrator a ON a.tenant_id = ${tenantId}::uuid AND a.id = h.administrator_id AND a.status <> 'deleted'
      LEFT JOIN password_credential p ON p.tenant_id = a.tenant_id AND p.administrator_id = a.id
      ORDER BY a.name_key, a.id
    ), connection AS (
      SELECT s.id, s.name, s.disabled, cardinality(s.trusted_mfa_values) > 0 AS trusts,
        EXISTS (SELECT FROM sso_proof f WHERE f.tenant_id = s.tenant_id AND f.connection_id = s.id AND f.material_version = s.material_version) AS proven,
        -- Of several certificates the last one counts; of secret, key and certificate whichever runs out first.
        (SELECT extract(epoch FROM min(k.runs_out)) * 1000 FROM (
          SELECT CASE WHEN bool_and(x.expires_at IS NOT NULL) THEN max(x.expires_at) END AS runs_out FROM sso_credential x
          WHERE x.tenant_id = s.tenant_id AND x.connection_id = s.id AND x.stage = 'current' GROUP BY x.kind) k) AS expires,
        coalesce((SELECT json_agg(b.domain) FROM sso_connection_domain b WHERE b.tenant_id = s.tenant_id AND b.connection_id = s.id AND (b.proved_at IS NOT NULL OR b.confirmed_at IS NOT NULL)), '[]') AS domains,
        s.required_since IS NOT NULL AS required, CASE WHEN s.required_confirmed_at IS NULL THEN extract(epoch FROM s.required_until) * 1000 END AS reverts
      FROM sso_connection s WHERE s.tenant_id = ${tenantId}::uuid ORDER BY s.position, s.id
    )
    SELECT c.now, t.mfa_required_for_everyone AS everyone, t.mfa_required_roles AS roles, t.mfa_grace_seconds AS grace, t.mfa_allowed_factors::text[] AS allowed, t.had_usable_owner AS had,
      ARRAY(SELECT m.method FROM sign_in_method m WHERE m.tenant_id = t.id AND m.step = 'first' ORDER BY m.position, m.method) AS first,
      ARRAY(SELECT m.method FROM sign_in_method m WHERE m.tenant_id = t.id AND m.step = 'second' ORDER BY m.position, m.method) AS second,
      coalesce((SELECT json_agg(o) FROM owner o), '[]') AS owners, coalesce((SELECT json_agg(n) FROM connection n), '[]') AS connections
    FROM tenant t, clock c WHERE t.id = ${tenantId}::uuid`
}

/**
 * Reads the world that ways in are computed in: everybody who holds the owners' role by a grant that is not
 * over, whatever they are. Inside a transaction it sees what that has changed; who decides by it holds the tenant's lock.
 */
export async function readOwners(tx: Pick<Tx, '$queryRaw'>, tenantId: string): Promise<OwnersNow> {
  const [row] = await tx.$queryRaw<WorldRow[]>(ownersStatement(tenantId))
  return worldOf(row!)
}

/** @returns each owner's ways in as they are now; null for whoever may not read what decides them */
export async function findWaysIn(actor: Actor): Promise<WaysInView | null> {
  if (!holds(actor, 'mfa-policy:read') || !holds(actor, 'administrator:read')) return null
  return compareWays((await readOwners(db(), actor.tenantId)).world)
}

function worldOf({ now, everyone, roles, grace, allowed, had, first, second, owners, connections }: WorldRow): OwnersNow {
  return {
    had,
    world: {
      now: now.getTime(), methods: { first, second }, mfa: { binds: requiresMfa(OWNER_ROLE, { everyone, roles: roles.filter(isRoleKey) }), allowed, graceSeconds: grace }, connections: connections.map(connectionOf),
      owners: owners.map(ownerOf),
    },
  }
}

function ownerOf({ id, given, family, email, status, hold, break_glass, password, reachable, domain, factors, codes, bound, without_grace, identities }: OwnerRow): Owner {
  const name = personName({ givenName: given, familyName: family, email })
  return { id, name, email, status, hold, breakGlass: break_glass, password, reachable, domain, factors, recoveryCodes: codes, boundAt: bound, withoutGrace: without_grace, identities }
}

function connectionOf({ id, name, disabled, trusts, proven, expires, domains, required, reverts }: ConnectionRow): Connection {
  return { id, name, disabled, proven, expiresAt: expires, domains, required: required ? { revertsAt: reverts } : null, trustsFactor: trusts }
}
