import 'server-only'
import { pseudonym } from '@/lib/audit/describe'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { passwordDue } from '@/lib/authn/password-due'
import { listFailedAttempts } from '@/lib/authn/sign-in-attempts'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import { graceUntil, type AdministratorStatus, type Grant, type Scope } from '@/lib/authz/grants'
import { isRoleKey, ROLE_KEYS } from '@/lib/authz/policy'
import { Prisma, db, pool, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { termsByRole, type AssignmentTerms } from '@/lib/pim/assignment-terms'
import { TAKES_PASSWORD } from '@/lib/sign-in-methods/take-passwords'
import { statePerson } from './state-person'
import type { ProfileView } from './profile-view'

interface GrantRow { id: string; role: string; scope: Scope['type']; place: string | null; name: string | null; kind: Grant['kind']; starts: number; ends: number | null; confirmed: boolean; placeActive: boolean }
interface ProfileRow {
  status: AdministratorStatus; given_name: string; family_name: string; email: string; version: number
  created_at: Date; activated_at: Date | null; last_sign_in_at: Date | null; deleted_at: Date | null; factor_enrolled_at: Date | null; factor_refused: boolean; verified_at: Date | null
  password: ProfileView['password']; pending: ProfileView['pendingAddress']; sessions: number; grants: GrantRow[]; mfa_bound_at: Date | null; mfa_without_grace: boolean; break_glass: boolean; takes_password: boolean; terms: Readonly<Record<string, AssignmentTerms>> | null
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

// One statement; `now` is the request's clock, so that everything on the page is of one moment.
const PROFILE = `
SELECT a.status, a.given_name, a.family_name, a.email, a.version, a.created_at, a.activated_at, a.last_sign_in_at, a.deleted_at,
  CASE WHEN a.factor_kinds && t.mfa_allowed_factors OR a.break_glass_at IS NOT NULL THEN a.factor_enrolled_at END AS factor_enrolled_at,
  a.factor_kinds <> '{}' AND NOT a.factor_kinds && t.mfa_allowed_factors AND a.break_glass_at IS NULL AS factor_refused, a.mfa_bound_at, a.mfa_without_grace, a.break_glass_at IS NOT NULL AS break_glass, ${TAKES_PASSWORD.sql} AS takes_password,
  (SELECT json_object_agg(i.role, json_build_object('enabled', i.enabled, 'standing', i.standing, 'eligibleSeconds', i.eligible_seconds)) FROM pim_policy i WHERE i.tenant_id = a.tenant_id) AS terms,
  (SELECT d.verified_at FROM address d WHERE d.tenant_id = a.tenant_id AND d.administrator_id = a.id AND d.is_primary) AS verified_at,
  (SELECT json_build_object('state', CASE WHEN c.state = 'usable' AND ${passwordDue(Prisma.raw('$3::timestamptz')).sql} IS NOT NULL THEN 'must_change' ELSE c.state::text END, 'changedAt', ms(c.changed_at))
    FROM password_credential c WHERE c.tenant_id = a.tenant_id AND c.administrator_id = a.id) AS password,
  (SELECT json_build_object('email', c.new_value, 'requestedAt', ms(c.requested_at), 'expiresAt', ms(c.expires_at)) FROM address_change c
    WHERE c.tenant_id = a.tenant_id AND c.administrator_id = a.id AND c.confirmed_at IS NULL AND c.undone_at IS NULL AND c.cancelled_at IS NULL AND c.expires_at > $3) AS pending,
  (SELECT count(*)::int FROM session s WHERE s.tenant_id = a.tenant_id AND s.administrator_id = a.id AND s.ended_at IS NULL AND s.expires_at > $3
    AND s.last_seen_at > $3 - make_interval(secs => t.idle_timeout_seconds) AND s.created_at > $3 - make_interval(secs => t.absolute_timeout_seconds)) AS sessions,
  coalesce((SELECT json_agg(json_build_object('id', g.id, 'role', g.role, 'scope', g.scope, 'place', g.place_id, 'name', coalesce(w.name, o.name), 'kind', g.kind,
      'starts', ms(g.starts_at), 'ends', ms(g.ends_at), 'confirmed', g.confirmed, 'placeActive', coalesce(o.status = 'active', true)) ORDER BY g.starts_at, g.id)
    FROM role_grant g
    LEFT JOIN workspace w ON w.tenant_id = g.tenant_id AND w.id = g.workspace_id
    LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
    WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $3)), '[]'::json) AS grants
FROM administrator a JOIN tenant t ON t.id = a.tenant_id
WHERE a.tenant_id = $1 AND a.id = $2`.replaceAll(/ms\(([\w.]+)\)/g, '(extract(epoch FROM $1) * 1000)::float8')

/**
 * Everything that every tab of a person's page shows, in three statements; a fourth for who owns the tenant.
 * @returns null for whoever does not exist or is out of the actor's reach (roles.md 4)
 */
export async function findProfile({ actor }: Cleared<'administrator:read'>, administratorId: string): Promise<ProfileView | null> {
  if (!holds(actor, 'administrator:read') || !UUID.test(administratorId)) return null
  const { tenantId, now } = actor
  const { rows } = await pool().query<ProfileRow>({ name: 'profile', text: PROFILE, values: [tenantId, administratorId, new Date(now)] })
  const row = rows[0]
  if (!row) return null
  const tx = db() as unknown as Tx
  const emailKey = canonicalEmail(row.email)?.key
  const placeNames = Object.fromEntries(row.grants.flatMap(({ place, name }) => (place && name ? [[place, name] as const] : [])))
  const grants = row.grants.flatMap(grantOf).toSorted(byWeight(placeNames))
  const [attempts, stated] = await Promise.all([
    emailKey === undefined ? [] : listFailedAttempts(tx, { tenantId, emailKey, now }),
    statePerson(tx, { tenantId, now }, administratorId),
  ])
  if (!stated) return null
  return {
    id: administratorId, status: row.status, givenName: row.given_name, familyName: row.family_name, email: row.email, version: row.version,
    name: personName({ givenName: row.given_name, familyName: row.family_name, email: row.email }),
    addedAt: row.created_at.getTime(), activatedAt: time(row.activated_at), lastSignInAt: time(row.last_sign_in_at), deletedAt: time(row.deleted_at),
    addressVerifiedAt: time(row.verified_at), pendingAddress: row.pending, password: row.password, takesPassword: row.takes_password, sessions: row.sessions, attempts,
    person: { administratorId, status: row.status, factorEnrolledAt: time(row.factor_enrolled_at), grants },
    factorRefused: row.factor_refused,
    mfa: actor.mfa,
    mfaGraceUntil: graceUntil(actor.mfa, { boundAt: time(row.mfa_bound_at), withoutGrace: row.mfa_without_grace }),
    terms: termsByRole(row.terms),
    breakGlass: row.break_glass,
    placeNames,
    otherOwners: stated.status.otherOwners,
    stated,
    pseudonym: pseudonym(administratorId),
  }
}

/** Roles of the tenant first, in the order of the policy; then place by place, by name. */
function byWeight(placeNames: Readonly<Record<string, string>>) {
  const nameOf = ({ scope }: Grant) => (scope.type === 'tenant' ? '' : (placeNames[scope.id] ?? ''))
  const order = ({ role, scope }: Grant) => (scope.type === 'tenant' ? ROLE_KEYS.indexOf(role) : ROLE_KEYS.length)
  return (a: Grant, b: Grant) => order(a) - order(b) || nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }) || a.startsAt - b.startsAt
}

const time = (at: Date | null): number | null => at?.getTime() ?? null

function grantOf({ id, role, scope, place, kind, starts, ends, confirmed, placeActive }: GrantRow): Grant[] {
  if (!isRoleKey(role)) return []
  return [{ id, role, scope: scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: place! }, kind, startsAt: starts, endsAt: ends, confirmed, placeActive, activation: null }]
}
