import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { ALWAYS_MFA, isRoleKey } from '@/lib/authz/policy'
import { db, Prisma } from '@/lib/db/client'
import { readPlaceCursor, writePlaceCursor } from './place-cursor'
import { inheritedRoles } from './place-roles'
import type { InheritedRow, PlaceGrantPage, PlaceGrantRow, PlaceView } from './place-view'

/** Whoever was found to hold `workspace-admin:read` or `organization-admin:read`. */
export type PlaceReader = Cleared<'workspace-admin:read'> | Cleared<'organization-admin:read'>

type Stored = Omit<PlaceGrantRow, 'startsAt' | 'endsAt' | 'since' | 'role' | 'name' | 'mine'> & { key: string; role: string; startsAt: Date; endsAt: Date | null; since: Date; givenName: string; familyName: string; holderId: string }

const PAGE = 50

interface Asked { search: string; cursor: string }

/** @returns one page of those with a role in the place itself, by the name or address that the viewer sees */
export async function listPlaceAdministrators({ actor }: PlaceReader, place: Pick<PlaceView, 'kind' | 'id'>, asked: Asked): Promise<PlaceGrantPage> {
  return grantsIn(actor, place, asked)
}

/** @returns the first of them, and who reaches in from the tenant; null for whoever may not see administrators there */
export async function findPlaceAdministrators(actor: Actor, place: PlaceView): Promise<{ page: PlaceGrantPage; inherited: InheritedRow[] } | null> {
  if (!holds(actor, `${place.kind}-admin:read`, { type: place.kind, id: place.id })) return null
  const [page, inherited] = await Promise.all([grantsIn(actor, place, { search: '', cursor: '' }), inheritedIn(actor, place.kind)])
  return { page, inherited }
}

async function grantsIn(actor: Actor, { kind, id }: Pick<PlaceView, 'kind' | 'id'>, { search, cursor }: Asked): Promise<PlaceGrantPage> {
  const knowsAll = holds(actor, 'administrator:read')
  const here = kind === 'workspace' ? Prisma.sql`g.workspace_id = ${id}::uuid` : Prisma.sql`g.organization_id = ${id}::uuid`
  const words = search.trim().toLowerCase().replaceAll('\0', '')
  const from = readPlaceCursor(cursor)
  const backward = from?.direction === 'before'
  // Sorted, searched and paged by what is shown: the place of a row in the order must not say whose it is either.
  const rows = Prisma.sql`
    SELECT g.id AS "grantId", g.version, g.role, g.kind::text AS kind, g.starts_at AS "startsAt", g.ends_at AS "endsAt", g.confirmed OR h.hidden AS confirmed, g.created_at AS since,
      h.pending, h.hidden, a.id AS "holderId", a.given_name AS "givenName", a.family_name AS "familyName",
      CASE WHEN h.hidden THEN g.invited_as ELSE a.email END AS email, CASE WHEN h.hidden THEN NULL ELSE a.status::text END AS status,
      (CASE WHEN h.hidden THEN g.invited_as ELSE coalesce(nullif(btrim(a.name_key), ''), a.email_key) END) COLLATE "und-x-icu" AS key
    FROM role_grant g
    JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id
    CROSS JOIN LATERAL (SELECT g.invited_as IS NOT NULL AND g.seen_at IS NULL AS unseen) u
    CROSS JOIN LATERAL (SELECT u.unseen OR a.status = 'new' AS pending, u.unseen AND NOT ${knowsAll}::boolean AS hidden) h
    WHERE g.tenant_id = ${actor.tenantId}::uuid AND ${here} AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${new Date(actor.now)}) AND (a.status <> 'deleted' OR h.pending)`
  const matching = words ? Prisma.sql`WHERE strpos(key, ${words}) > 0 OR strpos(lower(email), ${words}) > 0` : Prisma.empty
  const place = Prisma.sql`(key COLLATE "und-x-icu", "grantId")`
  const after = from ? (backward ? Prisma.sql`WHERE ${place} < (${from.key}, ${from.id}::uuid)` : Prisma.sql`WHERE ${place} > (${from.key}, ${from.id}::uuid)`) : Prisma.empty
  const order = backward ? Prisma.sql`key COLLATE "und-x-icu" DESC, "grantId" DESC` : Prisma.sql`key COLLATE "und-x-icu", "grantId"`
  const [found, counted] = await Promise.all([
    db().$queryRaw<(Stored & { hidden: boolean })[]>`WITH here AS (${rows}), matching AS (SELECT * FROM here ${matching}) SELECT * FROM matching ${after} ORDER BY ${order} LIMIT ${PAGE + 1}`,
    db().$queryRaw<{ role: string; count: number; pending: number }[]>`
      WITH here AS (${rows}), matching AS (SELECT * FROM here ${matching}) SELECT role, count(*)::int AS count, count(*) FILTER (WHERE pending)::int AS pending FROM matching GROUP BY role`,
  ])
  const more = found.length > PAGE
  const page = found.slice(0, PAGE)
  if (backward) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  return {
    rows: page.flatMap((row) => rowOf(row, actor.administratorId)),
    previous: first && (backward ? more : from !== null) ? writePlaceCursor('before', first.key, first.grantId) : null,
    next: last && (backward || more) ? writePlaceCursor('after', last.key, last.grantId) : null,
    count: counted.reduce((sum, { count }) => sum + count, 0),
    pending: counted.reduce((sum, { pending }) => sum + pending, 0),
    roles: Object.fromEntries(counted.map(({ role, count }) => [role, count])),
  }
}

function rowOf({ holderId, givenName, familyName, hidden, role, startsAt, endsAt, since, grantId, version, kind, confirmed, pending, email, status }: Stored & { hidden: boolean }, viewerId: string): PlaceGrantRow[] {
  if (!isRoleKey(role)) return []
  const name = `${givenName} ${familyName}`.trim()
  const mine = holderId === viewerId
  return [{
    grantId, version, role, kind, confirmed, pending, email, status, mine, startsAt: startsAt.getTime(), endsAt: endsAt?.getTime() ?? null, since: since.getTime(),
    administratorId: hidden ? null : holderId, name: hidden || !name ? null : name,
  }]
}

const COUNTED = 1000
const NAMED = 5

/** @returns one line per tenant role that is in force for somebody; a role that waits for a second factor counts for nobody yet, unless their grace runs */
export async function listInherited({ actor }: PlaceReader, kind: PlaceView['kind']): Promise<InheritedRow[]> {
  return inheritedIn(actor, kind)
}

async function inheritedIn(actor: Actor, kind: PlaceView['kind']): Promise<InheritedRow[]> {
  const roles = inheritedRoles(kind)
  const withFactor = roles.map(({ role }) => role).filter((role) => ALWAYS_MFA.has(role) || actor.mfa.everyone || actor.mfa.roles.includes(role))
  const graceSeconds = actor.mfa.graceSeconds ?? 0
  const always = Prisma.sql`${[...ALWAYS_MFA]}::text[]`
  // In the order of the index by role, and each holder looked up by themselves: whatever a role is held by, no more is read than is said.
  const holders = (columns: Prisma.Sql, most: number) => Prisma.sql`
    SELECT ${columns} FROM role_grant g
    CROSS JOIN LATERAL (SELECT p.given_name, p.family_name FROM administrator p
      WHERE p.tenant_id = g.tenant_id AND p.id = g.administrator_id AND p.status = 'active' AND (p.factor_enrolled_at IS NOT NULL OR r.role <> ALL(${withFactor}::text[])
        OR (r.role <> ALL(${always}) AND ${graceSeconds} > 0 AND NOT p.mfa_without_grace AND (p.mfa_bound_at IS NULL OR p.mfa_bound_at + make_interval(secs => ${graceSeconds}) > ${new Date(actor.now)}))) OFFSET 0) a
    WHERE g.tenant_id = ${actor.tenantId}::uuid AND g.role = r.role AND g.scope = 'tenant' AND g.kind = 'active' AND g.confirmed AND g.revoked_at IS NULL
      AND g.starts_at <= ${new Date(actor.now)} AND (g.ends_at IS NULL OR g.ends_at > ${new Date(actor.now)})
    ORDER BY g.administrator_id LIMIT ${most}`
  const found = await db().$queryRaw<{ role: string; count: number; names: string[] }[]>`
    SELECT r.role, (SELECT count(*)::int FROM (${holders(Prisma.sql`1`, COUNTED + 1)}) counted) AS count,
      ARRAY(SELECT named.name FROM (${holders(Prisma.sql`a.given_name || ' ' || a.family_name AS name, g.administrator_id`, NAMED)}) named) AS names
    FROM unnest(${roles.map(({ role }) => role)}::text[]) AS r(role)`
  const named = holds(actor, 'administrator:read')
  return roles.flatMap(({ role, administers }) => {
    const row = found.find((candidate) => candidate.role === role)
    return row && row.count > 0 ? [{ role, administers, count: Math.min(row.count, COUNTED), exact: row.count <= COUNTED, names: named ? row.names.toSorted() : null }] : []
  })
}
