import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { db, pool } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { rowsOf, type Part, type RequestQuery } from './list-query'
import { writeRequestCursor } from './request-cursor'
import { REQUEST_COLUMNS, REQUEST_JOINS, requestOf, type RequestRow } from './request-rows'
import type { RequestPage } from './request-view'

// One page of a million requests costs what one of a thousand does: an index is walked from where the page begins, one walk for each role
// and state that is asked for, and the walks are merged. Each index ends in (requested_at, id), the order of the list.

export const REQUESTS_ON_A_PAGE = 50

export interface Statement { text: string; values: unknown[] }

/** What the clock says of a row whose state was not written down yet. $2 is the moment. */
const RUNNING = 'x.ended_at IS NULL AND x.starts_at <= $2 AND x.ends_at > $2'
const TO_START = 'x.ended_at IS NULL AND x.starts_at > $2'
const UNNOTED_END = 'x.ended_at IS NULL AND x.ends_at <= $2'
const ITS_ACTIVATION = 'x.tenant_id = r.tenant_id AND x.request_id = r.id AND x.administrator_id = r.administrator_id'
const has = (what: string) => `EXISTS (SELECT FROM pim_activation x WHERE ${ITS_ACTIVATION} AND ${what})`
const PART = `CASE v.part WHEN 'any' THEN true WHEN 'waiting' THEN r.undecided_until > $2 WHEN 'late' THEN r.undecided_until <= $2
  WHEN 'scheduled' THEN ${has(TO_START)} WHEN 'running' THEN ${has(RUNNING)} ELSE ${has(UNNOTED_END)} END`
/** Of these there are few among all that are approved: they are found by their activations. */
const BY_ACTIVATION: Partial<Record<Part, string>> = { scheduled: TO_START, over: UNNOTED_END }

/** The one statement behind a page: for tests of its plan, and for measuring. */
export function pageStatement(tenantId: string, { state, role, person, cursor }: RequestQuery, now: number): Statement {
  const values: unknown[] = [tenantId, new Date(now)]
  const add = (value: unknown, type: string) => `$${values.push(value)}::${type}`
  const order = cursor && !cursor.older ? 'ASC' : 'DESC'
  const beyond = cursor ? `AND (r.requested_at, r.id) ${cursor.older ? '<' : '>'} (${add(new Date(cursor.at), 'timestamptz')}, ${add(cursor.id, 'uuid')})` : ''
  const ordered = `ORDER BY r.requested_at ${order}, r.id ${order} LIMIT ${REQUESTS_ON_A_PAGE + 1}`
  const walk = (where: string) => `SELECT r.id, r.requested_at FROM pim_request r WHERE r.tenant_id = $1 ${where} ${beyond} ${ordered}`
  const unnest = (rows: ReturnType<typeof rowsOf>) => `unnest(${add(rows.map(({ stored }) => stored), 'pim_state[]')}, ${add(rows.map(({ part }) => part), 'text[]')}) AS v (state, part)`
  const roles = role.length ? add(role, 'text[]') : null
  const among = roles ? `AND r.role = ANY(${roles})` : ''
  const rows = rowsOf(state)

  const branches = (): string[] => {
    if (person !== null) return [walk(`AND r.administrator_id = ${add(person, 'uuid')} ${among} ${state.length ? `AND EXISTS (SELECT FROM ${unnest(rows)} WHERE v.state = r.state AND ${PART})` : ''}`)]
    if (!roles && !state.length) return [walk('')]
    const along = rows.filter(({ part }) => !(part in BY_ACTIVATION))
    const source = along.length ? `${unnest(along)} ${roles ? `CROSS JOIN unnest(${roles}) AS k (role)` : ''}` : null
    return [
      ...(source ? [`SELECT r.id, r.requested_at FROM ${source} CROSS JOIN LATERAL (${walk(`${roles ? 'AND r.role = k.role' : ''} AND r.state = v.state AND ${PART}`)}) r ${ordered}`] : []),
      ...rows.flatMap(({ part }) => (BY_ACTIVATION[part] ? [`SELECT r.id, r.requested_at FROM pim_activation x JOIN pim_request r ON ${ITS_ACTIVATION} WHERE x.tenant_id = $1 AND ${BY_ACTIVATION[part]} AND r.state = 'approved' ${among} ${beyond} ${ordered}`] : [])),
    ]
  }
  const hit = `SELECT r.id, r.requested_at FROM (${branches().map((branch) => `(${branch})`).join(' UNION ALL ')}) r ${ordered}`
  // The moment is a parameter of every shape, so that their numbers agree.
  return { text: `WITH hit AS (${hit}) SELECT ${REQUEST_COLUMNS} FROM hit h JOIN pim_request r ON r.tenant_id = $1 AND r.id = h.id ${REQUEST_JOINS} WHERE $2::timestamptz IS NOT NULL ORDER BY h.requested_at ${order}, h.id ${order}`, values }
}

/** @returns a page of all requests of the tenant */
export async function listAllRequests({ actor }: Cleared<'pim-request:read-all'>, query: RequestQuery): Promise<RequestPage> {
  return listPage(actor, query)
}

/** @returns a page of one's own requests */
export async function listOwnRequests(actor: Actor, query: Omit<RequestQuery, 'person' | 'role'>): Promise<RequestPage> {
  return listPage(actor, { ...query, role: [], person: actor.administratorId })
}

async function listPage(actor: Actor, query: RequestQuery): Promise<RequestPage> {
  const { text, values } = pageStatement(actor.tenantId, query, actor.now)
  const { rows } = await pool().query<RequestRow>(text, values)
  const { cursor } = query
  const more = rows.length > REQUESTS_ON_A_PAGE
  const shown = rows.slice(0, REQUESTS_ON_A_PAGE)
  const forwards = cursor === null || cursor.older
  // Nothing is newer any more: it is drawn as the first page, full.
  if (!forwards && !more) return listPage(actor, { ...query, cursor: null })
  if (!forwards) shown.reverse()
  const at = (row: RequestRow | undefined, older: boolean) => (row ? writeRequestCursor({ older, at: row.requested_at.getTime(), id: row.id }) : null)
  return {
    requests: shown.flatMap((row) => requestOf(row, actor.now) ?? []),
    newer: cursor === null ? null : at(shown[0], false),
    older: !forwards || more ? at(shown.at(-1), true) : null,
  }
}

/** @returns the name of whom the list is narrowed to; null without one, and for anybody who is not of the tenant */
export async function findRequesterName({ actor: { tenantId } }: Cleared<'pim-request:read-all'>, id: string | null): Promise<string | null> {
  const found = id === null ? null : await db().administrator.findUnique({ where: { tenantId_id: { tenantId, id } }, select: { givenName: true, familyName: true, email: true } })
  return found && personName(found)
}
