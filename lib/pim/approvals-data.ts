import 'server-only'
import { can, holds } from '@/lib/authz/can'
import { TENANT, reachOfGrant, type Actor, type Person, type Scope } from '@/lib/authz/grants'
import { OWNER_ROLE, ROLE_KEYS } from '@/lib/authz/policy'
import { isAssigned, type Approvers } from '@/lib/authz/rules'
import { pool } from '@/lib/db/client'
import { listTies } from './deciders'
import type { Statement } from './list-data'
import { listPersons } from './persons-data'
import { readRequestCursor, writeRequestCursor } from './request-cursor'
import { REQUEST_COLUMNS, REQUEST_JOINS, requestOf, type RequestRow } from './request-rows'
import type { PastActivation, RequestView, WaitingRequest } from './request-view'
import { addsInWords, whatAdds } from './what-adds'

export const WAITING_ON_A_PAGE = 25
/** The badge says "99+" above. */
const MOST_COUNTED = 100
const LAST_SHOWN = 3
/** Whoever is named decides about any role but the owners' own; which one makes no difference to whether being named counts. */
const SOME_ROLE = ROLE_KEYS.find((role) => role !== OWNER_ROLE)!

export interface WaitingPage {
  requests: WaitingRequest[]
  /** cursors for the address */
  earlier: string | null
  later: string | null
}

/**
 * What waits for one person: of owners everything, of others what they are named for, or a role of theirs in force is. Walks an index in
 * the order of waiting, one walk for each role. Never their own, nor what they have decided already.
 * As a CASE a condition is no more than looked at: the planner, which knows how few of all requests are undecided but not that those that
 * wait are, would else expect next to nothing, read everything that waits, and sort it.
 */
function waitingSql(actor: Actor, values: unknown[]): { source: string; fits: string } {
  const add = (value: unknown, type: string) => `$${values.push(value)}::${type}`
  const fits = `r.state = 'pending_approval' AND CASE WHEN r.undecided_until > $2 THEN true END AND r.administrator_id <> $3
    AND NOT EXISTS (SELECT FROM pim_decision d WHERE d.tenant_id = r.tenant_id AND d.request_id = r.id AND d.requester_id = r.administrator_id AND d.approver_id = $3)`
  if (holds(actor, 'pim-request:decide')) return { source: '(VALUES (NULL::text, NULL::uuid)) AS n (role, place)', fits }
  const named = isAssigned(actor, { role: SOME_ROLE, scope: TENANT, approvers: { people: [actor.administratorId], roles: [] } })
  const held = actor.inForce.map((grant) => ({ role: grant.role, reach: reachOfGrant(grant) }))
  return {
    fits: `${fits} AND r.role = n.role AND CASE WHEN n.place IS NULL THEN true ELSE r.place_id = n.place END`,
    source: `(SELECT DISTINCT p.role, h.place FROM pim_approver p LEFT JOIN unnest(${add(held.map(({ role }) => role), 'text[]')}, ${add(held.map(({ reach }) => (reach.type === 'tenant' ? null : reach.id)), 'uuid[]')}) AS h (role, place) ON h.role = p.approver_role
      WHERE p.tenant_id = $1 AND (h.role IS NOT NULL OR (p.administrator_id = $3 AND ${add(named, 'boolean')}))) AS n`,
  }
}

export const WAITING_COLUMNS = `${REQUEST_COLUMNS}, (SELECT json_build_object('people', coalesce(json_agg(p.administrator_id) FILTER (WHERE p.administrator_id IS NOT NULL), '[]'), 'roles', coalesce(json_agg(p.approver_role) FILTER (WHERE p.approver_role IS NOT NULL), '[]'))
    FROM pim_approver p WHERE p.tenant_id = r.tenant_id AND p.role = r.role) AS approvers,
  coalesce((SELECT json_agg(json_build_object('requestId', l.request_id, 'startsAt', floor(extract(epoch FROM l.starts_at) * 1000), 'endsAt', floor(extract(epoch FROM l.ends_at) * 1000), 'justification', l.justification, 'scope', l.scope, 'placeId', l.place_id) ORDER BY l.starts_at DESC) FROM (
    SELECT x.request_id, x.starts_at, least(x.ends_at, greatest(coalesce(x.ended_at, x.ends_at), x.starts_at)) AS ends_at, q.justification, x.scope, x.place_id FROM pim_activation x JOIN pim_request q ON q.tenant_id = x.tenant_id AND q.id = x.request_id
    WHERE x.tenant_id = r.tenant_id AND x.administrator_id = r.administrator_id AND x.role = r.role AND x.starts_at <= CASE r.state WHEN 'pending_approval' THEN $2::timestamptz ELSE r.requested_at END AND x.request_id <> r.id ORDER BY x.starts_at DESC LIMIT ${LAST_SHOWN}) l), '[]') AS last`

interface PastRow extends PastActivation { scope: Scope['type']; placeId: string | null }
export type WaitingRow = RequestRow & { approvers: Approvers; last: PastRow[] }

/** The one statement behind a page of the queue: for tests of its plan, and for measuring. */
export function waitingStatement(actor: Actor, cursor: ReturnType<typeof readRequestCursor>): Statement {
  const values: unknown[] = [actor.tenantId, new Date(actor.now), actor.administratorId]
  const { source, fits } = waitingSql(actor, values)
  const order = cursor?.older ? 'DESC' : 'ASC'
  const beyond = cursor ? `AND (r.requested_at, r.id) ${cursor.older ? '<' : '>'} ($${values.push(new Date(cursor.at))}::timestamptz, $${values.push(cursor.id)}::uuid)` : ''
  const ordered = `ORDER BY r.requested_at ${order}, r.id ${order} LIMIT ${WAITING_ON_A_PAGE + 1}`
  return {
    text: `WITH hit AS (SELECT DISTINCT r.requested_at, r.id FROM ${source} CROSS JOIN LATERAL (SELECT r.id, r.requested_at FROM pim_request r WHERE r.tenant_id = $1 AND ${fits} ${beyond} ${ordered}) r ${ordered})
      SELECT ${WAITING_COLUMNS} FROM hit h JOIN pim_request r ON r.tenant_id = $1 AND r.id = h.id ${REQUEST_JOINS} ORDER BY h.requested_at ${order}, h.id ${order}`,
    values,
  }
}

/** @returns a page of what waits for the actor to decide, longest waiting first */
export async function listWaiting(actor: Actor, cursorText?: string): Promise<WaitingPage> {
  const cursor = readRequestCursor(cursorText)
  const { text, values } = waitingStatement(actor, cursor)
  const { rows } = await pool().query<WaitingRow>(text, values)
  const more = rows.length > WAITING_ON_A_PAGE
  const shown = rows.slice(0, WAITING_ON_A_PAGE)
  if (cursor?.older && !more) return listWaiting(actor)
  if (cursor?.older) shown.reverse()
  const at = (row: WaitingRow | undefined, older: boolean) => (row ? writeRequestCursor({ older, at: row.requested_at.getTime(), id: row.id }) : null)
  return {
    requests: await judge(actor, shown),
    earlier: cursor === null ? null : at(shown[0], true),
    later: cursor?.older || more ? at(shown.at(-1), false) : null,
  }
}

/** The one statement behind the badge: for measuring. */
export function waitingCountStatement(actor: Actor): Statement {
  const values: unknown[] = [actor.tenantId, new Date(actor.now), actor.administratorId]
  const { source, fits } = waitingSql(actor, values)
  return {
    text: `SELECT count(*)::int AS count FROM (SELECT DISTINCT r.id FROM ${source} CROSS JOIN LATERAL (SELECT r.id FROM pim_request r WHERE r.tenant_id = $1 AND ${fits} ORDER BY r.requested_at, r.id LIMIT ${MOST_COUNTED}) r LIMIT ${MOST_COUNTED}) counted`,
    values,
  }
}

/** @returns how many wait for the actor, up to a hundred: for the badge */
export async function countWaiting(actor: Actor): Promise<number> {
  const { text, values } = waitingCountStatement(actor)
  const { rows } = await pool().query<{ count: number }>(text, values)
  return rows[0]!.count
}

/** Adds to rows what an approver looks at, and whether this one may decide. */
export async function judge(actor: Actor, rows: readonly WaitingRow[]): Promise<WaitingRequest[]> {
  if (rows.length === 0) return []
  const requesters = [...new Set(rows.map((row) => row.administrator_id))]
  const since = Math.min(...rows.map((row) => row.requested_at.getTime()))
  const [persons, ties] = await Promise.all([listPersons(actor.tenantId, requesters, actor.now), listTies(actor, requesters, since)])
  return rows.flatMap((row) => {
    const request = requestOf(row, actor.now)
    if (!request) return []
    const tied = (ties.get(row.administrator_id) ?? -Infinity) >= request.requestedAt
    const decision = can(actor, 'pim-request:decide', { request: { requesterId: request.person.id, role: request.role, scope: request.scope, approvers: row.approvers, tied } })
    return [{ ...request, last: lastFor(actor, request, row), adds: addsOf(request, persons.get(request.person.id)!, actor), refusal: decision.allowed ? null : decision.because.sentence }]
  })
}

/** What was written for another place stays with who decides there (roles.md 4). */
function lastFor(actor: Actor, { person, role }: RequestView, { approvers, last }: WaitingRow): PastActivation[] {
  const all = person.id === actor.administratorId || holds(actor, 'pim-request:decide') || holds(actor, 'pim-request:read-all')
  return last
    .filter(({ scope, placeId }) => all || isAssigned(actor, { role, approvers, scope: scope === 'tenant' ? TENANT : { type: scope, id: placeId! } }))
    .map(({ requestId, startsAt, endsAt, justification }) => ({ requestId, startsAt, endsAt, justification }))
}

function addsOf({ grantId, role, scope, placeName }: RequestView, person: Person, { mfa, now }: Actor): string {
  const held = person.grants.find(({ id }) => id === grantId)
  const whole = held?.scope ?? scope
  const { gained, whole: all } = whatAdds(person, { role, scope: whole, ...(scope.type === 'tenant' ? {} : { place: scope }) }, mfa, now)
  return addsInWords({ gained: gained.length, whole: all }, placeName)
}
