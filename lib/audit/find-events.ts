import 'server-only'
import { Prisma } from '@/lib/db/client'
import { WITHIN, type ExplorerFilter } from './explorer-query'
import type { TextMeaning } from './resolve-text'
import type { Sight } from './sight'

// How one page of ten million events costs what one of ten thousand does. The most telling condition drives: for each of
// its values an index is walked from the newest event on ("sequence" is the last column of each), and the walks are
// merged. All other conditions are looked at along the way. A walk looks at most at WINDOW events, so that two conditions
// that rarely meet cannot make it read everything: then `edge` says how far it got, and the next page goes on from there.

const WINDOW = 5000

export interface Search {
  tenantId: string
  sight: Sight
  filter: ExplorerFilter
  meaning: TextMeaning | null
  now: number
}

/** A slice of the audit in the order of the chain. `from` is left out itself; null starts at the end. */
export interface Slice { older: boolean; from: number | null; limit: number }

/** A condition as it is asked of an event `e`, and the column whose index can be walked for it. */
interface Condition { asked: Prisma.Sql; walked?: { column: Prisma.Sql; type: Prisma.Sql; values: readonly string[]; also: Prisma.Sql } | { address: string } }

function among(name: 'actor_id' | 'affected_id' | 'workspace_id' | 'organization_id' | 'action', values: readonly string[]): Condition {
  const type = Prisma.raw(name === 'action' ? 'text' : 'uuid')
  const column = Prisma.raw(`e.${name}`)
  return { asked: Prisma.sql`${column} = ANY(${[...values]}::${type}[])`, walked: { column, type, values, also: Prisma.empty } }
}

const ofOutcomes = (values: readonly string[]): Prisma.Sql => Prisma.sql`e.outcome = ANY(${[...values]}::audit_outcome[])`

/** What was done is nearly everything; only what was not has an index, which must be named by its own condition. */
function notDone(values: readonly string[]): Condition {
  return { asked: ofOutcomes(values), walked: { column: Prisma.raw('e.outcome'), type: Prisma.raw('audit_outcome'), values, also: Prisma.sql`AND e.outcome <> 'done'` } }
}

function ofText({ people, workspaces, organizations, actions, address, sequence }: TextMeaning): Condition[] {
  return [
    ...(people.length ? [among('actor_id', people), among('affected_id', people)] : []),
    ...(workspaces.length ? [among('workspace_id', workspaces)] : []),
    ...(organizations.length ? [among('organization_id', organizations)] : []),
    ...(actions.length ? [among('action', actions)] : []),
    ...(sequence === null ? [] : [{ asked: Prisma.sql`e.sequence = ${sequence}` }]),
    ...(address === null ? [] : [{
      asked: Prisma.sql`EXISTS (SELECT 1 FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence AND p.path = 'origin.address' AND p.value = ${address})`,
      walked: { address },
    }]),
  ]
}

const either = (conditions: readonly Condition[]): Prisma.Sql => (conditions.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(conditions.map(({ asked }) => asked), ' OR ')})`)

/** What the filter asks for, the most telling first; the alternatives in one group are joined by "or". */
function askedOf({ filter: { person, affected, actor, place, outcome, action }, meaning }: Search): Condition[][] {
  const [placeType, placeId = ''] = (place?.split(':') ?? []) as ['workspace' | 'organization', string] | []
  return [
    ...(person ? [[among('affected_id', [person]), among('actor_id', [person])]] : []),
    ...(affected ? [[among('affected_id', [affected])]] : []),
    ...(actor ? [[among('actor_id', [actor])]] : []),
    ...(meaning ? [ofText(meaning)] : []),
    ...(placeType ? [[among(`${placeType}_id`, [placeId])]] : []),
    ...(outcome && !outcome.includes('done') ? [[notDone(outcome)]] : []),
    ...(action ? [[among('action', action)]] : []),
  ]
}

/**
 * All that narrows the search; the first drives. For whoever sees only places these do, within what is asked for: where a walk has to stop is
 * told, and along somebody else's events it would tell how many of them lie out of sight, and with that who has an address.
 */
function groupsOf(search: Search): Condition[][] {
  const { sight, filter: { place } } = search
  const asked = askedOf(search)
  if (sight.everything) return asked
  if (sight.actions.length > 0) return [...asked, [among('action', sight.actions), ...(sight.workspaceIds.length ? [among('workspace_id', sight.workspaceIds)] : [])]]
  const near = place?.startsWith('workspace:') ? sight.workspaceIds.filter((id) => place === `workspace:${id}`) : sight.workspaceIds
  return [near.length ? [among('workspace_id', near)] : [], ...asked]
}

/**
 * Who looks for a person and sees only places must not find what happened to somebody whom they know by an address alone, nor what such
 * a person did to themselves: that would say whose address it is.
 */
function withoutPending({ sight, filter: { person, affected, actor }, meaning }: Search): Prisma.Sql[] {
  const asksWhom = (person ?? affected) !== undefined || (meaning !== null && meaning.people.length > 0)
  if (sight.everything || !(asksWhom || actor)) return []
  return [Prisma.sql`NOT (e.target_type = 'grant' ${asksWhom ? Prisma.empty : Prisma.sql`AND e.actor_id = e.affected_id`} AND EXISTS (SELECT 1 FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence AND p.path IN ('before.invitedAs', 'after.invitedAs'))
    AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.tenant_id = e.tenant_id AND g.id = e.target_id::uuid AND g.seen_at IS NOT NULL))`]
}

/** Times are asked in the order of the chain: which events lie between is found once, by the index on time. */
function boundsOf({ tenantId, filter: { within, from, to }, now }: Search): { sql: Prisma.Sql; asked: Prisma.Sql[] } {
  const since = within ? Math.max(from ?? 0, now - WITHIN[within]) : from
  // A clock that jumped back leaves a stretch in which time and sequence disagree: the first hundred by time are looked at.
  const low = since === undefined ? Prisma.sql`1` : Prisma.sql`coalesce((SELECT min(sequence) FROM (
    SELECT sequence FROM audit_event WHERE tenant_id = ${tenantId}::uuid AND at >= ${new Date(since)} ORDER BY at, sequence LIMIT 100) t), 9007199254740991)`
  const high = to === undefined ? Prisma.sql`9007199254740991` : Prisma.sql`coalesce((SELECT max(sequence) FROM (
    SELECT sequence FROM audit_event WHERE tenant_id = ${tenantId}::uuid AND at < ${new Date(to)} ORDER BY at DESC, sequence DESC LIMIT 100) t), 0)`
  return {
    sql: Prisma.sql`bounds AS MATERIALIZED (SELECT ${low}::bigint AS low, ${high}::bigint AS high)`,
    asked: [...(since === undefined ? [] : [Prisma.sql`e.at >= ${new Date(since)}`]), ...(to === undefined ? [] : [Prisma.sql`e.at < ${new Date(to)}`])],
  }
}

interface Walking { tenantId: string; order: Prisma.Sql; beyond: Prisma.Sql; rest: readonly Prisma.Sql[]; limit: number }

/** One walk along an index: which of the events it meets fit, and where it has to stop. */
function walkAlong({ walked, asked }: Condition, { tenantId, order, beyond, rest, limit }: Walking): { hit: Prisma.Sql; edge: Prisma.Sql } {
  const values = walked && 'values' in walked ? walked.values : ['']
  const window = rest.length === 0 ? limit : Math.max(limit, Math.ceil(WINDOW / values.length))
  const met = (columns: string, end: Prisma.Sql) => {
    if (walked && 'address' in walked) {
      return Prisma.sql`SELECT ${Prisma.raw(columns)} FROM (SELECT e.sequence FROM audit_person e WHERE e.tenant_id = ${tenantId}::uuid AND e.path = 'origin.address' AND e.value = ${walked.address}
        AND ${beyond} ORDER BY e.sequence ${order} ${end}) p JOIN audit_event e ON e.tenant_id = ${tenantId}::uuid AND e.sequence = p.sequence`
    }
    const condition = walked ? Prisma.sql`${walked.column} = v.value::${walked.type} ${walked.also}` : asked
    return Prisma.sql`SELECT ${Prisma.raw(columns)} FROM audit_event e WHERE e.tenant_id = ${tenantId}::uuid AND ${condition} AND ${beyond} ORDER BY e.sequence ${order} ${end}`
  }
  const along = (inner: Prisma.Sql) => Prisma.sql`SELECT w.sequence FROM bounds CROSS JOIN unnest(${[...values]}::text[]) AS v(value) CROSS JOIN LATERAL (${inner}) w`
  const fits = rest.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join([...rest], ' AND ')}`
  return {
    hit: along(Prisma.sql`SELECT e.sequence FROM (${met('e.*', Prisma.sql`LIMIT ${window}`)}) e ${fits} ORDER BY e.sequence ${order} LIMIT ${limit}`),
    edge: along(met('e.sequence', Prisma.sql`OFFSET ${window - 1} LIMIT 1`)),
  }
}

/** @returns SQL of the CTEs `hit(sequence)` and `edge(sequence)`: where the walks had to stop, null when they did not */
export function walk(search: Search, { older, from, limit }: Slice): Prisma.Sql {
  const bounds = boundsOf(search)
  const [drivers = [{ asked: Prisma.sql`true` }], ...others] = groupsOf(search)
  const { outcome } = search.filter
  const rest = [...others.map(either), ...withoutPending(search), ...bounds.asked, ...(outcome?.includes('done') ? [ofOutcomes(outcome)] : [])]
  const order = older ? Prisma.sql`DESC` : Prisma.sql`ASC`
  const beyond = Prisma.sql`e.sequence BETWEEN bounds.low AND bounds.high ${from === null ? Prisma.empty : older ? Prisma.sql`AND e.sequence < ${from}` : Prisma.sql`AND e.sequence > ${from}`}`
  const walks = drivers.map((driver) => walkAlong(driver, { tenantId: search.tenantId, order, beyond, rest, limit }))
  const none = Prisma.sql`SELECT NULL::bigint AS sequence WHERE false`
  const hits = walks.length ? Prisma.join(walks.map(({ hit }) => hit), ' UNION ') : none
  const edges = rest.length && walks.length ? Prisma.join(walks.map(({ edge }) => edge), ' UNION ALL ') : none
  return Prisma.sql`${bounds.sql}, edge AS MATERIALIZED (SELECT ${older ? Prisma.sql`max` : Prisma.sql`min`}(sequence) AS sequence FROM (${edges}) t),
    hit AS (SELECT h.sequence FROM (${hits}) h CROSS JOIN edge
      WHERE edge.sequence IS NULL OR h.sequence ${older ? Prisma.sql`>=` : Prisma.sql`<=`} edge.sequence
      ORDER BY h.sequence ${order} LIMIT ${limit})`
}
