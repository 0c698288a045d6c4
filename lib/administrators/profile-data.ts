import 'server-only'
import { pseudonym } from '@/lib/audit/describe'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { listFailedAttempts } from '@/lib/authn/sign-in-attempts'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import type { AdministratorStatus, Grant, Scope } from '@/lib/authz/grants'
import { isRoleKey, OWNER_ROLE, ROLE_KEYS } from '@/lib/authz/policy'
import { db, pool, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { findUsableOwners } from './last-owner'
import type { ProfileView } from './profile-view'

interface GrantRow { id: string; role: string; scope: Scope['type']; place: string | null; name: string | null; kind: Grant['kind']; starts: number; ends: number | null; confirmed: boolean; placeActive: boolean }
interface ProfileRow {
  status: AdministratorStatus; given_name: string; family_name: string; email: string; version: number
  created_at: Date; activated_at: Date | null; last_sign_in_at: Date | null; deleted_at: Date | null; factor_enrolled_at: Date | null; verified_at: Date | null
  password: ProfileView['password']; pending: ProfileView['pendingAddress']; sessions: number; grants: GrantRow[]
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

// One statement; `now` is the request's clock, so that everything on the page is of one moment.
const PROFILE = `
SELECT a.status, a.given_name, a.family_name, a.email, a.version, a.created_at, a.activated_at, a.last_sign_in_at, a.deleted_at, a.factor_enrolled_at,
  (SELECT d.verified_at FROM address d WHERE d.tenant_id = a.tenant_id AND d.administrator_id = a.id AND d.is_primary) AS verified_at,
  (SELECT json_build_object('state', p.state, 'changedAt', ms(p.changed_at)) FROM password_credential p WHERE p.tenant_id = a.tenant_id AND p.administrator_id = a.id) AS password,
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
 * Everything that every tab of a person's page shows, in two statements; a third for who owns the tenant.
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
  const [attempts, owners] = await Promise.all([
    emailKey === undefined ? [] : listFailedAttempts(tx, { tenantId, emailKey, now }),
    grants.some(({ role }) => role === OWNER_ROLE) ? findUsableOwners(tx, tenantId, administratorId) : null,
  ])
  return {
    id: administratorId, status: row.status, givenName: row.given_name, familyName: row.family_name, email: row.email, version: row.version,
    name: personName({ givenName: row.given_name, familyName: row.family_name, email: row.email }),
    addedAt: row.created_at.getTime(), activatedAt: time(row.activated_at), lastSignInAt: time(row.last_sign_in_at), deletedAt: time(row.deleted_at),
    addressVerifiedAt: time(row.verified_at), pendingAddress: row.pending, password: row.password, sessions: row.sessions, attempts,
    person: { administratorId, status: row.status, factorEnrolledAt: time(row.factor_enrolled_at), grants },
    mfa: actor.mfa,
    placeNames,
    otherOwners: owners?.isOne ? owners.others : null,
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
