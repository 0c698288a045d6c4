import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { ROLES, isRoleKey } from '@/lib/authz/policy'
import { pool, Prisma } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { otherActor, pseudonym, reasonInWords, sentenceOf } from './describe'
import { changesOf, summaryOf } from './event-changes'
import type { EventDetailView, EventPageView, EventRef, EventView } from './event-view'
import type { ExplorerFilter, ExplorerPage } from './explorer-query'
import { walk, type Search, type Slice } from './find-events'
import { resolveText } from './resolve-text'
import { sightOf } from './sight'

/** Whoever may see anything of the audit; how much of it is decided by `sightOf`. */
export type AuditReader = Cleared<'audit:read'> | Cleared<'audit:read-security'> | Cleared<'workspace-audit:read'> | Cleared<'audit:export'>

export const EVENTS_ON_A_PAGE = 50
const MOST_COUNTED = 1000
/** Above this many walks a count would cost more than the page itself. */
const FEW_WALKS = 4

/** A row of the audit as the queries of this room read it. */
export interface EventRow {
  sequence: string; at: Date; actor_kind: string; actor_id: string | null; session_id: string | null; actor_roles: string[]; activation_id: string | null
  action: string; outcome: EventView['outcome']; reason: string | null; target_type: string | null; target_id: string | null; affected_id: string | null
  workspace_id: string | null; organization_id: string | null; before: Record<string, unknown> | null; after: Record<string, unknown> | null; origin: unknown
  request_id: string; previous_hash: Uint8Array; hash: Uint8Array
  actor_name: string | null; affected_name: string | null; pending_as: string | null; workspace_name: string | null; workspace_slug: string | null; organization_name: string | null; organization_slug: string | null
}

/** The same without when: an export writes that down as text. */
export type UntimedRow = Omit<EventRow, 'at'>

/** The address a role was given to inside a place, while its holder has not signed in since: all that those who know only the place know of them. */
const PENDING_AS = Prisma.sql`CASE WHEN e.target_type = 'grant' AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.tenant_id = e.tenant_id AND g.id = e.target_id::uuid AND g.seen_at IS NOT NULL)
  THEN (SELECT p.value FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence AND p.path IN ('before.invitedAs', 'after.invitedAs') LIMIT 1) END`

// People by their present name; who was erased has none left. Places too; the name of one that is gone stands in its own events.
export const EVENT_COLUMNS = Prisma.sql`e.*, coalesce(nullif(concat_ws(' ', nullif(a.given_name, ''), nullif(a.family_name, '')), ''), a.email) AS actor_name, coalesce(nullif(concat_ws(' ', nullif(b.given_name, ''), nullif(b.family_name, '')), ''), b.email) AS affected_name,
  ${PENDING_AS} AS pending_as, w.name AS workspace_name, w.slug AS workspace_slug, o.name AS organization_name, o.slug AS organization_slug`
export const EVENT_NAMES = Prisma.sql`LEFT JOIN administrator a ON a.tenant_id = e.tenant_id AND a.id = e.actor_id
  LEFT JOIN administrator b ON b.tenant_id = e.tenant_id AND b.id = e.affected_id
  LEFT JOIN workspace w ON w.tenant_id = e.tenant_id AND w.id = e.workspace_id
  LEFT JOIN organization o ON o.tenant_id = e.tenant_id AND o.id = e.organization_id`

/** @returns what to look for, with the searched text already understood */
export async function searchFor(reader: AuditReader, filter: ExplorerFilter): Promise<Search> {
  const { actor } = reader
  const sight = sightOf(actor) ?? { everything: false, actions: [], workspaceIds: [] }
  const meaning = filter.q === undefined ? null : await resolveText(actor.tenantId, filter.q)
  return { tenantId: actor.tenantId, sight, filter, meaning, now: actor.now }
}

/** One page of the explorer, in one statement. */
export async function listEvents(reader: AuditReader, { cursor, ...filter }: ExplorerPage): Promise<EventPageView> {
  const search = await searchFor(reader, filter)
  const older = !cursor?.startsWith('n')
  const slice: Slice = { older, from: cursor ? Number(cursor.slice(1)) : null, limit: EVENTS_ON_A_PAGE + 1 }
  const [{ rows, edge }, count] = await Promise.all([findPage(search, slice), countEvents(search)])
  const more = rows.length > EVENTS_ON_A_PAGE
  const shown = rows.slice(0, EVENTS_ON_A_PAGE)
  // At the top there is no page before: it is drawn as the first one, full.
  if (!older && !more && edge === null) return listEvents(reader, filter)
  if (!older) shown.reverse()
  const [first, last] = [shown[0], shown.at(-1)]
  const onwards = more ? null : edge
  const olderFrom = older ? (more ? last!.sequence : onwards && `${onwards.sequence}`) : (last?.sequence ?? null)
  const newerFrom = older ? (cursor ? (first?.sequence ?? String(slice.from! - 1)) : null) : (more ? first!.sequence : onwards && `${onwards.sequence}`)
  return {
    events: shown.map((row) => viewOf(row, reader.actor)),
    older: olderFrom === null ? null : `o${olderFrom}`,
    newer: newerFrom === null ? null : `n${newerFrom}`,
    searchedBackTo: older && onwards ? onwards.at : null,
    count,
    morePeople: search.sight.everything && (search.meaning?.morePeople ?? false),
  }
}

/** What came after the newest event on the screen, newest first; at most a page of it. */
export async function listNewer(reader: AuditReader, filter: ExplorerFilter, after: number): Promise<EventView[]> {
  const { rows } = await findPage(await searchFor(reader, filter), { older: false, from: after, limit: EVENTS_ON_A_PAGE })
  return rows.toReversed().map((row) => viewOf(row, reader.actor))
}

interface Edge { sequence: number; at: number }

/** @returns the statement of one slice; columns `edge` and `edge_at` stand in its first row whatever was found */
export function pageStatement(search: Search, slice: Slice): { text: string; values: unknown[] } {
  const order = slice.older ? Prisma.sql`DESC` : Prisma.sql`ASC`
  const query = Prisma.sql`WITH ${walk(search, slice)}
    SELECT edge.sequence AS edge, edge_event.at AS edge_at, found.* FROM edge
    LEFT JOIN audit_event edge_event ON edge_event.tenant_id = ${search.tenantId}::uuid AND edge_event.sequence = edge.sequence
    LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM hit JOIN audit_event e ON e.tenant_id = ${search.tenantId}::uuid AND e.sequence = hit.sequence ${EVENT_NAMES}) found ON true
    ORDER BY found.sequence ${order}`
  return { text: query.text, values: query.values }
}

async function findPage(search: Search, slice: Slice): Promise<{ rows: EventRow[]; edge: Edge | null }> {
  const { rows } = await pool().query<EventRow & { edge: string | null; edge_at: Date | null }>(pageStatement(search, slice))
  const first = rows[0]
  return { rows: rows.filter(({ sequence }) => sequence !== null), edge: first?.edge && first.edge_at ? { sequence: Number(first.edge), at: first.edge_at.getTime() } : null }
}

/** @returns the statement that counts, up to the most that is said */
export function countStatement(search: Search): { text: string; values: unknown[] } {
  const query = Prisma.sql`WITH ${walk(search, { older: true, from: null, limit: MOST_COUNTED + 1 })} SELECT count(*)::int AS count, (SELECT sequence FROM edge) AS edge FROM hit`
  return { text: query.text, values: query.values }
}

async function countEvents(search: Search): Promise<EventPageView['count']> {
  // Whether a text meant few or many must not be read off by somebody who may not know of all it means.
  if (search.meaning && !search.sight.everything) return null
  const values = [search.sight.everything ? 0 : search.sight.actions.length + search.sight.workspaceIds.length, search.filter.action?.length ?? 0, ...(search.meaning ? [search.meaning.people.length * 2 + search.meaning.actions.length] : [])]
  if (Math.max(...values) > FEW_WALKS) return null
  const { rows } = await pool().query<{ count: number; edge: string | null }>(countStatement(search))
  const { count, edge } = rows[0]!
  if (count > MOST_COUNTED) return { count: MOST_COUNTED, exact: false }
  return edge === null ? { count, exact: true } : count > 0 ? { count, exact: false } : null
}

/** @param sequence as an address says it @returns null for what does not exist, and for what is outside the reader's sight */
export async function findEvent(reader: AuditReader, sequence: string): Promise<EventDetailView | null> {
  if (!/^\d{1,15}$/.test(sequence)) return null
  const { actor } = reader
  const query = Prisma.sql`SELECT ${EVENT_COLUMNS}, (SELECT json_object_agg(p.path, p.value) FROM audit_person p WHERE p.tenant_id = e.tenant_id AND p.sequence = e.sequence) AS kept
    FROM audit_event e ${EVENT_NAMES} WHERE e.tenant_id = ${actor.tenantId}::uuid AND e.sequence = ${Number(sequence)}`
  const { rows } = await pool().query<EventRow & { kept: Record<string, string> | null }>(query.text, query.values)
  const row = rows[0]
  if (!row || !isInSight(row, actor)) return null
  const kept = new Map(Object.entries(row.kept ?? {}))
  const veiled = isVeiled(row, actor)
  return {
    ...viewOf(row, actor),
    veiled,
    affected: affectedOf(row, actor),
    target: row.target_type && row.target_id ? { type: row.target_type, id: row.target_id } : null,
    changes: changesOf(row.before, row.after, kept),
    address: veiled ? null : (kept.get('origin.address') ?? null),
    device: veiled ? null : (kept.get('origin.userAgent') ?? null),
    roles: veiled ? [] : row.actor_roles.map((role) => (isRoleKey(role) ? ROLES[role].label : role)),
    sessionId: veiled ? null : row.session_id, activationId: veiled ? null : row.activation_id, requestId: row.request_id,
    previousHash: hex(row.previous_hash), hash: hex(row.hash),
  }
}

function isInSight({ action, workspace_id }: EventRow, actor: Actor): boolean {
  const sight = sightOf(actor)
  if (!sight) return false
  return sight.everything || (sight.actions as readonly string[]).includes(action) || (workspace_id !== null && sight.workspaceIds.includes(workspace_id))
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function personOf(id: string, name: string | null, actor: Actor): EventRef {
  return { kind: 'person', id, name: name ?? pseudonym(id), href: name !== null && holds(actor, 'administrator:read') ? paths.administrator(id) : null }
}

/** Somebody known by an address alone to this reader. Not their id either: it would tell that an actor elsewhere in the list is the same person. */
function pendingOf(row: UntimedRow, actor: Actor): EventRef | null {
  return row.pending_as === null || holds(actor, 'administrator:read') ? null : { kind: 'person', id: row.target_id!, name: row.pending_as, href: null }
}

function affectedOf(row: UntimedRow, actor: Actor): EventRef | null {
  return row.affected_id ? (pendingOf(row, actor) ?? personOf(row.affected_id, row.affected_name, actor)) : null
}

/** Whoever is known by an address alone acted on themselves, in a session that they had before: the actor would give their name. */
function isVeiled(row: UntimedRow, actor: Actor): boolean {
  return row.actor_id !== null && row.actor_id === row.affected_id && pendingOf(row, actor) !== null
}

function actorOf(row: UntimedRow, actor: Actor): EventRef | string {
  if (row.actor_id === null) return otherActor(row.actor_kind)
  return (isVeiled(row, actor) ? pendingOf(row, actor) : null) ?? personOf(row.actor_id, row.actor_name, actor)
}

function placeOf(row: UntimedRow, actor: Actor): EventRef | null {
  const id = row.workspace_id ?? row.organization_id
  if (!id) return null
  const kind = row.workspace_id ? 'workspace' : 'organization'
  const [name, slug] = kind === 'workspace' ? [row.workspace_name, row.workspace_slug] : [row.organization_name, row.organization_slug]
  const written = row.target_id === id ? (row.after?.name ?? row.before?.name) : undefined
  const may = kind === 'workspace' ? holds(actor, 'workspace:read', { type: kind, id }) : holds(actor, 'organization:read', { type: kind, id })
  return {
    kind, id,
    name: name ?? (typeof written === 'string' ? written : `a ${kind} that is gone`),
    href: slug !== null && may ? (kind === 'workspace' ? paths.workspace(slug) : paths.organization(slug)) : null,
  }
}

interface Told { by: EventRef | string; place: EventRef | null; aboutPlace: boolean; sentence: EventView['sentence'] }

/** @returns who did it, where, and what happened, as this person may read it */
export function toldOf(row: UntimedRow, actor: Actor): Told {
  const place = placeOf(row, actor)
  const aboutPlace = row.target_id !== null && row.target_id === place?.id
  const by = actorOf(row, actor)
  const sentence = sentenceOf({ action: row.action, outcome: row.outcome, actorId: typeof by === 'string' ? null : by.id, affected: affectedOf(row, actor), target: aboutPlace ? place : null })
  return { by, place, aboutPlace, sentence }
}

/** @returns the event as the list shows it to this person: names, and links to what is open to them */
function viewOf(row: EventRow, actor: Actor): EventView {
  const { by, place, aboutPlace, sentence } = toldOf(row, actor)
  return {
    sequence: Number(row.sequence),
    at: row.at.getTime(),
    actor: by,
    sentence,
    summary: summaryOf(changesOf(row.before, row.after, null)),
    place: aboutPlace ? null : place,
    action: row.action,
    outcome: row.outcome,
    reason: reasonInWords(row.reason),
  }
}
