import 'server-only'
import { createHash } from 'node:crypto'
import type { Cleared } from '@/lib/authz/cleared'
import type { Activation, AdministratorStatus, Grant, Scope } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'
import { uneasyPairs, type UneasyPair } from '@/lib/authz/rules'
import { pool, type Tx } from '@/lib/db/client'
import { termsByRole, type AssignmentTerms, type TermsByRole } from '@/lib/pim/assignment-terms'
import type { BulkAct } from './bulk-change'
import { CLOCK, Values } from './list-filter-sql'
import { pageParts, type Statement } from './list-page-sql'
import { LIST_COUNTED, LIST_PAGE, LIST_STATUSES, writeCursor, type ListFilter, type ListQuery } from './list-query'

/** A grant that is not over, with the name of its place, and where it is activated: what reaches as far as itself first, then what ends last. The first is the grant's own `activation`. */
export interface ListedGrant extends Grant {
  placeName: string | null
  running: readonly ListedActivation[]
}

/** One that was narrowed to a place says which. */
export interface ListedActivation extends Activation {
  placeName: string | null
}

type FactorKind = 'totp' | 'passkey'

/** One person of the list. Times are epoch milliseconds. */
export interface AdministratorRow {
  id: string
  givenName: string
  familyName: string
  email: string
  status: AdministratorStatus
  /** null where none counts */
  factorEnrolledAt: number | null
  /** those that count */
  factorKinds: readonly FactorKind[]
  /** those that the MFA policy does not take: they count for nothing */
  refusedKinds: readonly FactorKind[]
  /** what their grace is counted from (graceUntil) */
  mfaGrace: { boundAt: number | null; withoutGrace: boolean }
  activatedAt: number | null
  invitationExpiresAt: number | null
  lastSignInAt: number | null
  addedAt: number
  /** a mail to them waits to be delivered */
  mailPending: boolean
  grants: ListedGrant[]
}

export interface AdministratorPage {
  now: number
  rows: AdministratorRow[]
  /** exact up to 1,000 */
  matching: { count: number; exact: boolean }
  /** cursors for the address */
  previous: string | null
  next: string | null
  /** the name of the place that the list is narrowed to, null without one or when there is none of that id */
  placeName: string | null
  /** the viewer's own latest change of many people that goes on, or stopped by itself within a week */
  bulk: OpenBulk | null
  /** how each role may be given by its PIM settings */
  terms: TermsByRole
  /** some of those who hold roles that should not meet (roles.md rule 5) */
  uneasy: { people: { id: string; name: string; pairs: UneasyPair[] }[]; more: boolean }
}

export interface OpenBulk { id: string; act: BulkAct; state: 'running' | 'stopped' }

interface GrantJson { id: string; role: string; scope: Scope['type']; place: string | null; name: string | null; kind: 'active' | 'eligible'; starts: number; ends: number | null; confirmed: boolean; active: boolean; running: ActivationJson[] | null }
interface ActivationJson { id: string; starts: number; ends: number; scope: Scope['type'] | null; place: string | null; name: string | null }
interface RowJson {
  key: string | null; id: string; given: string; family: string; email: string; status: AdministratorStatus; factor: number | null; kinds: FactorKind[]; glass: boolean; bound: number | null; graceless: boolean; activated: number | null
  invited: number | null; last: number | null; added: number; mail: boolean; grants: GrantJson[]
}
export interface PageJson { now: Date; matching: string | null; rows: RowJson[]; allowed: FactorKind[]; place: string | null; bulk: OpenBulk | null; terms: Readonly<Record<string, AssignmentTerms>> | null; uneasy: { id: string; given: string; family: string; roles: string[] }[] }

const UNEASY_SHOWN = 4
const epoch = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`

// Looked for only where a grant is eligible: along the index of what is open.
const RUNNING = `(SELECT json_agg(json_build_object('id', x.id, 'starts', ${epoch('x.starts_at')}, 'ends', ${epoch('x.ends_at')}, 'scope', CASE WHEN x.scope <> g.scope THEN x.scope END, 'place', x.place_id,
        'name', (SELECT n.name FROM workspace n WHERE n.tenant_id = x.tenant_id AND n.id = x.workspace_id UNION ALL SELECT n.name FROM organization n WHERE n.tenant_id = x.tenant_id AND n.id = x.organization_id))
        ORDER BY x.scope <> g.scope, x.ends_at DESC, x.id)
      FROM pim_activation x WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id AND x.ended_at IS NULL AND x.starts_at <= (SELECT now FROM clock) AND x.ends_at > (SELECT now FROM clock))`

const GRANTS = `coalesce((SELECT json_agg(json_build_object('id', g.id, 'role', g.role, 'scope', g.scope, 'place', g.place_id, 'name', coalesce(w.name, o.name), 'kind', g.kind,
    'starts', ${epoch('g.starts_at')}, 'ends', ${epoch('g.ends_at')}, 'confirmed', g.confirmed, 'active', coalesce(o.status = 'active', true),
    'running', CASE WHEN g.kind = 'eligible' THEN ${RUNNING} END) ORDER BY g.starts_at, g.id)
  FROM role_grant g
  LEFT JOIN workspace w ON w.tenant_id = g.tenant_id AND w.id = g.workspace_id
  LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
  WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > (SELECT now FROM clock))), '[]'::json)`

const people = (text: boolean) => `coalesce((SELECT json_agg(r ORDER BY r.n) FROM (
    SELECT p.n, ${text ? 'p.key' : 'NULL'} AS key, a.id, a.given_name AS given, a.family_name AS family, a.email, a.status, ${epoch('a.factor_enrolled_at')} AS factor, a.factor_kinds AS kinds, a.break_glass_at IS NOT NULL AS glass, ${epoch('a.mfa_bound_at')} AS bound, a.mfa_without_grace AS graceless, ${epoch('a.activated_at')} AS activated,
      ${epoch('a.invitation_expires_at')} AS invited, ${epoch('a.last_sign_in_at')} AS last, ${epoch('a.created_at')} AS added,
      EXISTS (SELECT FROM job j WHERE j.tenant_id = a.tenant_id AND j.administrator_id = a.id AND j.kind = 'mail' AND j.state = 'queued') AS mail, ${GRANTS} AS grants
    FROM page p JOIN administrator a ON a.tenant_id = $1 AND a.id = p.id) r), '[]'::json)`

const UNEASY = `coalesce((SELECT json_agg(u) FROM (
    SELECT a.id, a.given_name AS given, a.family_name AS family, (SELECT json_agg(g.role) FROM role_grant g
      WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > (SELECT now FROM clock))) AS roles
    FROM administrator_facet f JOIN administrator a ON a.tenant_id = f.tenant_id AND a.id = f.administrator_id
    WHERE f.tenant_id = $1 AND f.facet = 'uneasy' AND f.list_bucket < ${LIST_STATUSES.indexOf('deleted') * 2} LIMIT ${UNEASY_SHOWN + 1}) u), '[]'::json)`

/**
 * The one statement behind a page of the list: rows, bounded count, uneasy pairs and what the viewer has under way. For tests of its
 * plan, and for measuring.
 */
export function pageStatement(tenantId: string, query: ListQuery, viewerId: string | null = null): Statement {
  const values = new Values()
  const parts = pageParts(tenantId, query, LIST_PAGE + 1, values)
  const text = query.sort.by === 'name' || query.sort.by === 'email' || query.sort.by === 'status'
  const place = placeNameSql(query, values)
  return {
    text: `WITH ${parts.join(',\n')}\nSELECT (SELECT now FROM clock) AS now, (SELECT matching FROM counted) AS matching, ${people(text)} AS rows, ${UNEASY} AS uneasy, ${place} AS place, ${TERMS} AS terms, ${ALLOWED} AS allowed,
      ${viewerId === null ? 'NULL' : openBulkSql(values.add(viewerId, 'uuid'))} AS bulk`,
    values: values.all,
  }
}

const ALLOWED = '(SELECT to_json(t.mfa_allowed_factors) FROM tenant t WHERE t.id = $1)'

const TERMS = `(SELECT json_object_agg(i.role, json_build_object('enabled', i.enabled, 'standing', i.standing, 'eligibleSeconds', i.eligible_seconds)) FROM pim_policy i WHERE i.tenant_id = $1)`

const openBulkSql = (viewer: string) =>
  `(SELECT json_build_object('id', b.id, 'act', b.action, 'state', b.state) FROM bulk_run b WHERE b.tenant_id = $1 AND b.started_by_id = ${viewer} AND (b.state = 'running' OR (b.state = 'stopped' AND b.stopped_because IS NOT NULL AND b.created_at > (SELECT now FROM clock) - interval '7 days')) ORDER BY b.created_at DESC LIMIT 1)`

function placeNameSql({ place }: ListQuery, values: Values): string {
  if (place === null) return 'NULL'
  const [table, id] = place.split(':') as ['workspace' | 'organization', string]
  return `(SELECT name FROM ${table === 'workspace' ? 'workspace' : 'organization'} WHERE tenant_id = $1 AND id = ${values.add(id, 'uuid')})`
}

/** The ids of everyone the filter lets through, at most so many, by name. */
function idsStatement(tenantId: string, filter: ListFilter, most: number): Statement {
  const values = new Values()
  const parts = pageParts(tenantId, { ...filter, sort: { by: 'name', descending: false }, cursor: null }, most, values, { count: false })
  return { text: `WITH ${parts.join(',\n')}\nSELECT coalesce((SELECT json_agg(id ORDER BY n) FROM page), '[]'::json) AS ids`, values: values.all }
}

const CHOSEN = `WITH ${CLOCK}, page AS (SELECT u.id, NULL::text AS key, u.n FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, n))
  SELECT (SELECT now FROM clock) AS now, ${people(false)} AS rows, ${ALLOWED} AS allowed`

// Planned once per connection and shape: what differs between two requests of one shape is only its values.
const names = new Map<string, string>()
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) names.set(text, (name = `list-${createHash('sha256').update(text).digest('hex').slice(0, 20)}`))
  return name
}

/** @returns one page of the administrators of the tenant, in one query */
export async function listAdministrators({ actor }: Cleared<'administrator:read'>, query: ListQuery): Promise<AdministratorPage> {
  const { text, values } = pageStatement(actor.tenantId, query, actor.administratorId)
  const { rows } = await pool().query<PageJson>({ name: nameOf(text), text, values })
  return pageOf(rows[0]!, query)
}

/**
 * @param tx inside of which it is asked: whoever holds a connection never waits for a second one
 * @returns the ids of everyone of the tenant that the filter lets through, by name, at most `most`
 */
export async function listMatchingIds({ actor }: Pick<Cleared<'administrator:read'>, 'actor'>, filter: ListFilter, most: number, tx?: Tx): Promise<string[]> {
  const { text, values } = idsStatement(actor.tenantId, filter, most)
  const rows = tx ? await tx.$queryRawUnsafe<{ ids: string[] }[]>(text, ...values) : (await pool().query<{ ids: string[] }>(text, values)).rows
  return rows[0]!.ids
}

/** @returns these people of the tenant, in this order; whoever is not there is left out */
export async function listChosen({ actor }: Cleared<'administrator:read'>, ids: readonly string[]): Promise<AdministratorRow[]> {
  const { rows } = await pool().query<Pick<PageJson, 'rows' | 'allowed'>>({ name: 'list-chosen', text: CHOSEN, values: [actor.tenantId, ids] })
  const { rows: chosen, allowed } = rows[0]!
  return chosen.map((row) => rowOf(row, allowed))
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Rows of pageStatement() → the page. */
export function pageOf({ now, matching, rows, allowed, uneasy, place, bulk, terms }: PageJson, query: ListQuery): AdministratorPage {
  const backwards = query.cursor?.direction === 'before'
  const more = rows.length > LIST_PAGE
  const shown = rows.slice(0, LIST_PAGE)
  if (backwards) shown.reverse()
  const [first, last] = [shown[0], shown.at(-1)]
  const count = Number(matching ?? 0)
  const watched = uneasy.flatMap(({ id, given, family, roles }) => {
    const pairs = uneasyPairs((roles ?? []).filter(isRoleKey))
    return pairs.length > 0 ? [{ id, name: fullName(given, family), pairs }] : []
  })
  return {
    now: now.getTime(),
    rows: shown.map((row) => rowOf(row, allowed)),
    matching: { count: Math.min(count, LIST_COUNTED), exact: count <= LIST_COUNTED },
    previous: first ? ((backwards ? more : query.cursor !== null) ? cursorOf(query, first, 'before') : null) : wayBack(query, 'before'),
    next: last ? (backwards || more ? cursorOf(query, last, 'after') : null) : wayBack(query, 'after'),
    placeName: place,
    bulk,
    terms: termsByRole(terms),
    uneasy: { people: watched.slice(0, UNEASY_SHOWN), more: watched.length > UNEASY_SHOWN },
  }
}

function cursorOf({ sort: { by } }: ListQuery, row: RowJson, direction: 'after' | 'before'): string {
  const key = by === 'lastSignIn' ? row.last : by === 'added' ? row.added : row.key
  return writeCursor(by, { direction, key, rank: LIST_STATUSES.indexOf(row.status), id: row.id })
}

/** Whoever was on this page has gone meanwhile: back to the page it was reached from, the row at its edge included. */
function wayBack({ sort: { by, descending }, cursor }: ListQuery, direction: 'after' | 'before'): string | null {
  if (!cursor || cursor.direction === direction) return null
  return writeCursor(by, { ...cursor, direction, id: (direction === 'before') === descending ? FIRST_ID : LAST_ID })
}

/** @returns the name as it is shown; a first owner made by the operator has none yet */
function fullName(given: string, family: string): string {
  return `${given} ${family}`.trim()
}

function rowOf(row: RowJson, allowed: readonly FactorKind[]): AdministratorRow {
  // At the accounts for the worst day every kind counts.
  const factorKinds = row.kinds.filter((kind) => row.glass || allowed.includes(kind))
  return {
    id: row.id, givenName: row.given, familyName: row.family, email: row.email, status: row.status, factorEnrolledAt: factorKinds.length > 0 ? row.factor : null, factorKinds, refusedKinds: row.kinds.filter((kind) => !factorKinds.includes(kind)), mfaGrace: { boundAt: row.bound, withoutGrace: row.graceless }, activatedAt: row.activated,
    invitationExpiresAt: row.invited, lastSignInAt: row.last, addedAt: row.added, mailPending: row.mail,
    grants: row.grants.flatMap(grantOf),
  }
}

function grantOf({ id, role, scope, place, name, kind, starts, ends, confirmed, active, ...json }: GrantJson): ListedGrant[] {
  if (!isRoleKey(role)) return []
  const running = (json.running ?? []).map(activationOf)
  return [{ id, role, scope: scopeOf(scope, place), kind, startsAt: starts, endsAt: ends, confirmed, placeActive: active, activation: running[0] ?? null, placeName: name, running }]
}

function activationOf({ id, starts, ends, scope, place, name }: ActivationJson): ListedActivation {
  return { id, startsAt: starts, endsAt: ends, placeName: scope && name, ...(scope ? { scope: scopeOf(scope, place) } : {}) }
}

function scopeOf(scope: Scope['type'], place: string | null): Scope {
  return scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: place! }
}
