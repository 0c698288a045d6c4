import 'server-only'
import { hashToken } from '@/lib/crypto/tokens'
import { Prisma, pool, type Tx } from '@/lib/db/client'
import { graceUntil, makeActor, withActivations, type Activation, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'

/** Who is signed in, as one query found it. `owes`: what this session must do before anything else. */
export interface SessionFacts {
  actor: Actor
  owes: 'new_password' | null
  person: { givenName: string; familyName: string; email: string; version: number }
  tenant: { id: string; slug: string; name: string; stepUpAgeSeconds: number }
  /** a use of a break-glass account waits for its review */
  openReviews: boolean
  /** names of the places the grants lie in, by place id */
  placeNames: Readonly<Record<string, string>>
  session: { id: string; createdAt: number; /** since when it has the reference that the cookie carries */ referenceAt: number; expiresAt: number; idleSeconds: number }
}

interface GrantRow { id: string; role: string; scope: Scope['type']; place: string | null; name: string | null; kind: 'active' | 'eligible'; starts: number; ends: number | null; confirmed: boolean; placeActive: boolean; runs: ActivationRow[] | null }
interface ActivationRow { id: string; starts: number; ends: number; scope: Scope['type']; place: string | null; name: string | null; narrowed: boolean }
interface FactsRow {
  now: Date; tenant_id: string; slug: string; tenant_name: string; step_up_age_seconds: number; only_owners: boolean; mfa_everyone: boolean; mfa_roles: string[]; mfa_grace_seconds: number
  session_id: string; created_at: Date; reference_at: Date; expires_at: Date; idle_timeout_seconds: number; factor_used_at: Date | null; fresh_factor_at: Date | null; owes: 'new_password' | null
  administrator_id: string; status: Actor['status']; given_name: string; family_name: string; email: string; version: number; factor_enrolled_at: Date | null; mfa_bound_at: Date | null; mfa_without_grace: boolean; break_glass: boolean; open_reviews: boolean; grants: GrantRow[]
}

// Session, person, tenant settings and grants in one statement. `touch` says whether this request counts as activity:
// background polling must not extend the idle limit. The touch is written at most once a minute and skips a locked row,
// so that a page never waits for a running action.
const facts = (touch: boolean, where: Prisma.Sql, begin = Prisma.empty, sessions = Prisma.sql`session`) => Prisma.sql`/* prepared */
WITH clock AS MATERIALIZED (SELECT castellan_now() AS now), ${begin}
live AS (
  SELECT s.tenant_id, s.id AS session_id, s.administrator_id, s.created_at, coalesce(s.reference_at, s.created_at) AS reference_at, s.last_seen_at, s.fresh_factor_at, s.owes, s.break_glass, c.now,
    EXISTS (SELECT FROM break_glass_use u WHERE u.tenant_id = s.tenant_id AND u.reviewed_at IS NULL) AS open_reviews,
    -- A factor that the policy no longer allows counts for nothing, from this very request on; but at the accounts for the worst day, for as long as they are.
    CASE WHEN s.factor_used_kind IN ('recovery_code', 'sso')
      OR (s.break_glass AND EXISTS (SELECT FROM administrator b WHERE b.tenant_id = s.tenant_id AND b.id = s.administrator_id AND b.break_glass_at IS NOT NULL))
      OR s.factor_used_kind = ANY (t.mfa_allowed_factors::text[]) THEN s.factor_used_at END AS factor_used_at,
    least(s.expires_at, s.created_at + make_interval(secs => t.absolute_timeout_seconds)) AS expires_at,
    t.slug, t.name AS tenant_name, t.step_up_age_seconds, t.idle_timeout_seconds, t.only_owners_assign_client_admin AS only_owners,
    t.mfa_required_for_everyone AS mfa_everyone, t.mfa_required_roles AS mfa_roles, t.mfa_grace_seconds, t.mfa_allowed_factors
  FROM ${sessions} s JOIN tenant t ON t.id = s.tenant_id CROSS JOIN clock c
  WHERE ${where} AND s.ended_at IS NULL AND s.expires_at > c.now
    AND s.created_at + make_interval(secs => t.absolute_timeout_seconds) > c.now
    AND s.last_seen_at + make_interval(secs => t.idle_timeout_seconds) > c.now
), touched AS (
  UPDATE session s SET last_seen_at = l.now FROM live l
  WHERE ${touch}::boolean AND l.now - l.last_seen_at >= interval '1 minute' AND (s.tenant_id, s.id) IN (
    SELECT x.tenant_id, x.id FROM session x WHERE x.tenant_id = l.tenant_id AND x.id = l.session_id FOR NO KEY UPDATE SKIP LOCKED)
)
SELECT l.*, a.status, a.given_name, a.family_name, a.email, a.version, a.mfa_bound_at, a.mfa_without_grace,
  CASE WHEN a.factor_kinds && l.mfa_allowed_factors OR (l.break_glass AND a.break_glass_at IS NOT NULL) THEN a.factor_enrolled_at END AS factor_enrolled_at,
  coalesce((
    SELECT json_agg(json_build_object('id', g.id, 'role', g.role, 'scope', g.scope, 'place', g.place_id, 'name', coalesce(w.name, o.name), 'kind', g.kind,
      'starts', extract(epoch FROM g.starts_at) * 1000, 'ends', extract(epoch FROM g.ends_at) * 1000, 'confirmed', g.confirmed, 'placeActive', coalesce(o.status = 'active', true),
      -- What was activated and is not over, in the same statement: nothing else keeps a power alive.
      'runs', CASE WHEN g.kind = 'eligible' THEN (
        SELECT json_agg(json_build_object('id', x.id, 'starts', extract(epoch FROM x.starts_at) * 1000, 'ends', extract(epoch FROM x.ends_at) * 1000,
          'scope', x.scope, 'place', x.place_id, 'name', coalesce(xw.name, xo.name), 'narrowed', x.scope <> g.scope) ORDER BY x.starts_at, x.id)
        FROM pim_activation x
        LEFT JOIN workspace xw ON xw.tenant_id = x.tenant_id AND xw.id = x.workspace_id
        LEFT JOIN organization xo ON xo.tenant_id = x.tenant_id AND xo.id = x.organization_id
        WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id AND x.ended_at IS NULL AND x.ends_at > l.now) END) ORDER BY g.starts_at, g.id)
    FROM role_grant g
    LEFT JOIN workspace w ON w.tenant_id = g.tenant_id AND w.id = g.workspace_id
    LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
    WHERE g.tenant_id = l.tenant_id AND g.administrator_id = l.administrator_id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > l.now)
  ), '[]'::json) AS grants
FROM live l JOIN administrator a ON a.tenant_id = l.tenant_id AND a.id = l.administrator_id
WHERE a.status = 'active'`

/** @returns who holds this session token now, or null: unknown, ended, idle too long, too old, or the person is not active */
export async function findSession(token: string, { touch }: { touch: boolean }): Promise<SessionFacts | null> {
  const query = facts(touch, Prisma.sql`s.token_hash = ${hashToken('session', token)}`)
  const { rows } = await pool().query<FactsRow>({ name: 'session-by-token', text: query.text, values: query.values })
  return rows[0] ? factsOf(rows[0]) : null
}

/** @returns the same for a session known by its id, without counting as activity: what runs long asks again on its way whether it may go on */
export async function recheckSession({ tenantId, sessionId }: Pick<Actor, 'tenantId' | 'sessionId'>): Promise<SessionFacts | null> {
  const query = facts(false, Prisma.sql`s.tenant_id = ${tenantId}::uuid AND s.id = ${sessionId}::uuid`)
  const { rows } = await pool().query<FactsRow>({ name: 'session-by-id', text: query.text, values: query.values })
  return rows[0] ? factsOf(rows[0]) : null
}

/**
 * The same inside a transaction, after the person's row is locked: whoever changes their status waits for us, or we see it.
 * `now` is read after the lock.
 */
export async function rereadSession(tx: Tx, tenantId: string, sessionId: string, administratorId: string): Promise<SessionFacts | null> {
  await tx.$queryRaw`/* prepared */ SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR SHARE`
  const rows = await tx.$queryRaw<FactsRow[]>(facts(false, Prisma.sql`s.tenant_id = ${tenantId}::uuid AND s.id = ${sessionId}::uuid`))
  return rows[0] ? factsOf(rows[0]) : null
}

/**
 * The same of a session that begins in this very statement.
 * @param begin common table expressions, each with a comma behind it, that may read `clock`; `begun` among them is the new row of `session`
 */
export async function beginSession(tx: Tx, begin: Prisma.Sql): Promise<SessionFacts | null> {
  const rows = await tx.$queryRaw<FactsRow[]>(facts(false, Prisma.sql`true`, begin, Prisma.sql`begun`))
  return rows[0] ? factsOf(rows[0]) : null
}

function factsOf(row: FactsRow): SessionFacts {
  const placeNames: Record<string, string> = {}
  for (const { place, name } of row.grants.flatMap((grant) => [grant, ...(grant.runs ?? [])])) if (place && name) placeNames[place] = name
  const mfa = { everyone: row.mfa_everyone, roles: row.mfa_roles.filter(isRoleKey), graceSeconds: row.mfa_grace_seconds }
  return {
    actor: makeActor({
      tenantId: row.tenant_id,
      administratorId: row.administrator_id,
      sessionId: row.session_id,
      status: row.status,
      factorEnrolledAt: row.factor_enrolled_at?.getTime() ?? null,
      factorUsedAt: row.factor_used_at?.getTime() ?? null,
      freshFactorAt: row.fresh_factor_at?.getTime() ?? null,
      mfa,
      mfaGraceUntil: graceUntil(mfa, { boundAt: row.mfa_bound_at?.getTime() ?? null, withoutGrace: row.mfa_without_grace }),
      breakGlass: row.break_glass,
      onlyOwnersAssignClientAdmin: row.only_owners,
      now: row.now.getTime(),
      grants: row.grants.flatMap(grantOf),
    }),
    owes: row.owes,
    person: { givenName: row.given_name, familyName: row.family_name, email: row.email, version: row.version },
    tenant: { id: row.tenant_id, slug: row.slug, name: row.tenant_name, stepUpAgeSeconds: row.step_up_age_seconds },
    openReviews: row.open_reviews,
    placeNames,
    session: { id: row.session_id, createdAt: row.created_at.getTime(), referenceAt: row.reference_at.getTime(), expiresAt: row.expires_at.getTime(), idleSeconds: row.idle_timeout_seconds },
  }
}

function grantOf(row: GrantRow): Grant[] {
  if (!isRoleKey(row.role)) return []
  const grant = { id: row.id, role: row.role, scope: scopeOf(row), kind: row.kind, startsAt: Number(row.starts), endsAt: row.ends === null ? null : Number(row.ends), confirmed: row.confirmed, placeActive: row.placeActive }
  return withActivations(grant, (row.runs ?? []).map(activationOf))
}

const scopeOf = ({ scope, place }: Pick<GrantRow, 'scope' | 'place'>): Scope => (scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: place! })

function activationOf(row: ActivationRow): Activation {
  return { id: row.id, startsAt: Number(row.starts), endsAt: Number(row.ends), ...(row.narrowed ? { scope: scopeOf(row) } : {}) }
}
