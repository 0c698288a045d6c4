import 'server-only'
import type { AuditEventName } from '@/lib/audit/event-names'
import { TENANT, placeKey, type Actor, type Scope } from '@/lib/authz/grants'
import { ALWAYS_MFA, OWNER_ROLE, holdersOf, type RoleKey } from '@/lib/authz/policy'
import type { Approvers } from '@/lib/authz/rules'
import { db, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { getRoleSettings } from './role-settings-data'

/** Somebody who could decide a request now. */
export interface Decider {
  id: string
  name: string
  email: string
  /** named, or holding a role that was named; false: only as an owner */
  assigned: boolean
}

interface Asking {
  /** whoever asks: never one of them */
  except: string
  /** what is asked for; a role held in one place decides about that place only */
  scope?: Scope
  /** when it was asked: whoever the requester invited or promoted since is none of them. Epoch milliseconds */
  since?: number
}

/** What lets somebody in, raises them or hands their account over: whoever does it for another has them in hand. */
const TIES: readonly AuditEventName[] = [
  'administrator.invited', 'invitation.resent', 'administrator.status_changed', 'grant.created', 'grant.changed', 'grant.confirmed',
  'address.change_requested', 'factor.reset', 'pim_request.approved',
]

/** @returns whether the requester invited, promoted or took over this person since a moment (pim.md rule 3). @param since epoch milliseconds */
export async function isTied(tx: Tx, { tenantId, requesterId, administratorId, since }: { tenantId: string; requesterId: string; administratorId: string; since: number }): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM audit_event WHERE tenant_id = ${tenantId}::uuid AND affected_id = ${administratorId}::uuid AND actor_id = ${requesterId}::uuid
      AND at >= ${new Date(since)}::timestamptz AND action = ANY(${TIES}::text[]) AND outcome = 'done' LIMIT 1`
  return rows.length > 0
}

/**
 * Who can decide about a role now, as far as the database can know it: named, or holding a named role in force (an activation counts,
 * being eligible does not), and owners in force always; active, with a factor where one is needed (roles.md 4), never whoever asks.
 * Whether their session has used the factor shows only when they come.
 */
export async function listDeciders(tx: Tx, tenantId: string, role: RoleKey, asking: Asking): Promise<Decider[]> {
  const { approvers } = role === OWNER_ROLE ? { approvers: { people: [], roles: [] } } : await getRoleSettings(tx, tenantId, role)
  return (await listDecidersByRole(tx, tenantId, [{ role, approvers }], asking)).get(role) ?? []
}

/** The same for some roles whose approvers are known, in one statement. For owners it is owners, whoever was named. */
export async function listDecidersByRole(tx: Tx, tenantId: string, asked: readonly { role: RoleKey; approvers: Approvers }[], { except, scope = TENANT, since }: Asking): Promise<ReadonlyMap<RoleKey, Decider[]>> {
  const owners = [...holdersOf('pim-request:decide')]
  const nobody: Approvers = { people: [], roles: [] }
  const ways = asked.map(({ role, approvers }) => ({ role, ...(role === OWNER_ROLE ? nobody : approvers) }))
  // One line for each role that decides about one that is asked for, and one for each person who does.
  const byRole = ways.flatMap(({ role, roles }) => [...new Set([...owners, ...roles])].map((decides) => ({ role, decides, named: roles.includes(decides) })))
  const byName = ways.flatMap(({ role, people }) => people.map((person) => ({ role, person })))
  const place = placeKey(scope) === null ? null : (scope as { id: string }).id
  const rows = await tx.$queryRaw<{ asked: RoleKey; id: string; givenName: string; familyName: string; email: string; assigned: boolean }[]>`
    WITH clock AS MATERIALIZED (SELECT castellan_now() AS now),
    holder AS (
      SELECT q.asked, g.administrator_id, g.role, q.named
      FROM unnest(${byRole.map(({ role }) => role)}::text[], ${byRole.map(({ decides }) => decides)}::text[], ${byRole.map(({ named }) => named)}::boolean[]) AS q (asked, role, named)
      JOIN role_grant g ON g.tenant_id = ${tenantId}::uuid AND g.role = q.role CROSS JOIN clock c
      LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
      WHERE g.revoked_at IS NULL AND g.confirmed
        AND g.starts_at <= c.now AND (g.ends_at IS NULL OR g.ends_at > c.now) AND coalesce(o.status = 'active', true)
        AND CASE g.kind
          WHEN 'active' THEN g.scope = 'tenant' OR (g.place_id = ${place}::uuid AND g.role <> ALL(${owners}::text[]))
          ELSE EXISTS (
            SELECT FROM pim_activation x WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id AND x.ended_at IS NULL AND x.starts_at <= c.now AND x.ends_at > c.now
              AND (x.scope = 'tenant' OR (x.place_id = ${place}::uuid AND g.role <> ALL(${owners}::text[]))))
        END
      UNION ALL
      SELECT n.asked, n.person, NULL, true FROM unnest(${byName.map(({ role }) => role)}::text[], ${byName.map(({ person }) => person)}::uuid[]) AS n (asked, person)
    )
    SELECT h.asked, a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email, bool_or(h.named) AS assigned
    FROM holder h
    JOIN administrator a ON a.tenant_id = ${tenantId}::uuid AND a.id = h.administrator_id AND a.status = 'active'
    JOIN tenant t ON t.id = a.tenant_id CROSS JOIN clock c
    WHERE a.id <> ${except}::uuid AND (
      a.factor_kinds && t.mfa_allowed_factors
      OR NOT (t.mfa_required_for_everyone OR coalesce(h.role = ANY(t.mfa_required_roles) OR h.role = ANY(${[...ALWAYS_MFA]}::text[]), false))
      OR (coalesce(h.role <> ALL(${[...ALWAYS_MFA]}::text[]), true) AND t.mfa_grace_seconds > 0 AND NOT a.mfa_without_grace
        AND (a.mfa_bound_at IS NULL OR a.mfa_bound_at + make_interval(secs => t.mfa_grace_seconds) > c.now)))
    AND NOT EXISTS (
      SELECT FROM audit_event e WHERE e.tenant_id = a.tenant_id AND e.affected_id = a.id AND e.actor_id = ${except}::uuid
        AND e.at >= ${since === undefined ? null : new Date(since)}::timestamptz AND e.action = ANY(${TIES}::text[]) AND e.outcome = 'done')
    GROUP BY h.asked, a.id, a.given_name, a.family_name, a.email ORDER BY a.id`
  return new Map(asked.map(({ role }) => [role, rows.filter((row) => row.asked === role).map(({ id, email, assigned, givenName, familyName }) => ({ id, email, assigned, name: personName({ givenName, familyName, email }) }))]))
}

/** @returns of these requesters, when each last did something to the actor that ties them (isTied), epoch milliseconds. @param since epoch milliseconds */
export async function listTies({ tenantId, administratorId }: Pick<Actor, 'tenantId' | 'administratorId'>, requesterIds: readonly string[], since: number): Promise<Map<string, number>> {
  const rows = await db().$queryRaw<{ id: string; at: Date }[]>`
    SELECT actor_id AS id, max(at) AS at FROM audit_event WHERE tenant_id = ${tenantId}::uuid AND affected_id = ${administratorId}::uuid AND actor_id = ANY(${requesterIds}::uuid[])
      AND at >= ${new Date(since)}::timestamptz AND action = ANY(${TIES}::text[]) AND outcome = 'done' GROUP BY actor_id`
  return new Map(rows.map(({ id, at }) => [id, at.getTime()]))
}
