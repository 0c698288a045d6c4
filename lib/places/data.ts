import 'server-only'
import { reachOf } from '@/lib/authz/place-reach'
import type { Actor } from '@/lib/authz/grants'
import { db, Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { readPlaceCursor, writePlaceCursor } from './place-cursor'
import { FIRST_SORT, type PlaceKind, type PlacePage, type PlaceQuery, type PlaceSortKey, type PlaceView } from './place-view'

type StoredPlace = Omit<PlaceView, 'kind' | 'createdAt'> & { createdAt: Date }

const PAGE = 50
const COUNTED = 1000

const COLUMNS = {
  workspace: Prisma.sql`p.id, p.slug, p.name, p.description, '{}'::text[] AS domains, 'active' AS status, p.version, p.created_at AS "createdAt"`,
  organization: Prisma.sql`p.id, p.slug, p.name, p.description, p.domains, p.status::text AS status, p.version, p.created_at AS "createdAt"`,
}
const TABLE = { workspace: Prisma.sql`workspace`, organization: Prisma.sql`organization` }
const GRANT_PLACE = { workspace: Prisma.sql`g.workspace_id`, organization: Prisma.sql`g.organization_id` }
const NAME_KEY = Prisma.sql`lower(p.name) COLLATE "und-x-icu"`
/** By what a list is sorted: the expression its index has, how it stands in a cursor, and how it is read from there. */
const SORTS: Record<PlaceSortKey, { by: Prisma.Sql; written: Prisma.Sql; read: (key: string) => Prisma.Sql | null }> = {
  name: { by: NAME_KEY, written: Prisma.sql`lower(p.name)`, read: (key) => Prisma.sql`${key}` },
  added: { by: Prisma.sql`p.created_at`, written: Prisma.sql`(extract(epoch FROM p.created_at) * 1000)::bigint::text`, read: (key) => (/^\d{1,14}$/.test(key) ? Prisma.sql`${new Date(Number(key))}` : null) },
}

/** Only what the actor may see: their tenant, and there the places in which `…:read` is in force. */
function within(kind: PlaceKind, actor: Actor): Prisma.Sql {
  const reach = reachOf(actor, `${kind}:read`)
  return reach.all ? Prisma.sql`p.tenant_id = ${actor.tenantId}::uuid` : Prisma.sql`p.tenant_id = ${actor.tenantId}::uuid AND p.id = ANY(${reach.ids}::uuid[])`
}

function viewOf(kind: PlaceKind, { id, slug, name, description, domains, status, version, createdAt }: StoredPlace): PlaceView {
  return { kind, id, slug, name, description, domains, status, version, createdAt: createdAt.getTime() }
}

/** @returns one page of the places within reach; a page follows its neighbour by key, so every page costs the same */
export async function listPlaces(kind: PlaceKind, actor: Actor, { search, cursor, status, sort = FIRST_SORT }: PlaceQuery): Promise<PlacePage> {
  const matching = Prisma.sql`${within(kind, actor)} ${containing(search)} ${status && kind === 'organization' ? Prisma.sql`AND p.status::text = ${status}` : Prisma.empty}`
  const { by, written, read } = SORTS[sort.by]
  const asked = readPlaceCursor(cursor)
  const key = asked && read(asked.key)
  const from = key ? asked : null
  const backward = from?.direction === 'before'
  const down = backward !== sort.descending
  const after = from ? Prisma.sql`AND (${by}, p.id) ${down ? Prisma.sql`<` : Prisma.sql`>`} (${key}, ${from.id}::uuid)` : Prisma.empty
  const order = down ? Prisma.sql`${by} DESC, p.id DESC` : Prisma.sql`${by}, p.id`
  const inForce = Prisma.sql`g.tenant_id = p.tenant_id AND ${GRANT_PLACE[kind]} = p.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${new Date(actor.now)})`
  const [found, counted] = await Promise.all([
    db().$queryRaw<(StoredPlace & { key: string; administrators: number; mine: string[] })[]>`
      SELECT ${COLUMNS[kind]}, ${written} AS key, here.administrators, here.mine
      FROM ${TABLE[kind]} p
      CROSS JOIN LATERAL (
        SELECT (SELECT count(*)::int FROM (
            SELECT DISTINCT g.administrator_id FROM role_grant g
            CROSS JOIN LATERAL (SELECT a.status FROM administrator a WHERE a.tenant_id = g.tenant_id AND a.id = g.administrator_id OFFSET 0) a
            WHERE ${inForce} AND (a.status <> 'deleted' OR (g.invited_as IS NOT NULL AND g.seen_at IS NULL)) ORDER BY g.administrator_id LIMIT ${COUNTED + 1}) counted) AS administrators,
          (SELECT coalesce(array_agg(DISTINCT g.role), '{}') FROM role_grant g WHERE ${inForce} AND g.administrator_id = ${actor.administratorId}::uuid) AS mine
      ) here
      WHERE ${matching} ${after} ORDER BY ${order} LIMIT ${PAGE + 1}`,
    db().$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (SELECT 1 FROM ${TABLE[kind]} p WHERE ${matching} LIMIT ${COUNTED + 1}) counted`,
  ])
  const more = found.length > PAGE
  const page = found.slice(0, PAGE)
  if (backward) page.reverse()
  const [first, last] = [page[0], page.at(-1)]
  const count = counted[0]!.count
  return {
    rows: page.map((row) => ({ ...viewOf(kind, row), administrators: { count: Math.min(row.administrators, COUNTED), exact: row.administrators <= COUNTED }, mine: row.mine })),
    previous: first && (backward ? more : from !== null) ? writePlaceCursor('before', first.key, first.id) : null,
    next: last && (backward || more) ? writePlaceCursor('after', last.key, last.id) : null,
    count: Math.min(count, COUNTED),
    exact: count <= COUNTED,
  }
}

function containing(search: string): Prisma.Sql {
  const words = search.trim().toLowerCase().replaceAll('\0', '')
  if (!words) return Prisma.empty
  const pattern = `%${words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return Prisma.sql`AND (lower(p.name) LIKE ${pattern} OR p.slug LIKE ${pattern})`
}

/** @returns the place of this address within the actor's reach, or null: what lies outside does not exist (roles.md 4) */
export async function findPlaceBySlug(kind: PlaceKind, actor: Actor, slug: string): Promise<PlaceView | null> {
  if (slug.includes('\0')) return null
  const rows = await db().$queryRaw<StoredPlace[]>`SELECT ${COLUMNS[kind]} FROM ${TABLE[kind]} p WHERE ${within(kind, actor)} AND p.slug = ${slug}`
  return rows[0] ? viewOf(kind, rows[0]) : null
}

/** The place of an action, locked against other changes of it. @throws AppError not_found for what is out of reach */
export async function getPlaceForChange(kind: PlaceKind, tx: Tx, actor: Actor, id: string): Promise<PlaceView> {
  const rows = await tx.$queryRaw<StoredPlace[]>`SELECT ${COLUMNS[kind]} FROM ${TABLE[kind]} p WHERE ${within(kind, actor)} AND p.id = ${id}::uuid FOR UPDATE`
  if (!rows[0]) throw new AppError('not_found')
  return viewOf(kind, rows[0])
}

/** The place in which a role is given, changed or ended: it cannot go before that is done. @throws AppError not_found for what is out of reach */
export async function getPlaceToGrantIn(kind: PlaceKind, tx: Tx, actor: Actor, id: string): Promise<PlaceView> {
  const rows = await tx.$queryRaw<StoredPlace[]>`SELECT ${COLUMNS[kind]} FROM ${TABLE[kind]} p WHERE ${within(kind, actor)} AND p.id = ${id}::uuid FOR KEY SHARE`
  if (!rows[0]) throw new AppError('not_found')
  return viewOf(kind, rows[0])
}

/**
 * Refuses a name that another place within the actor's reach has, and an address that any has; makes others who name places
 * wait until this one is done. A name out of reach is free: to say that it is taken would say that it exists.
 * @throws AppError already_exists
 */
export async function refuseTakenPlace(kind: PlaceKind, tx: Tx, actor: Actor, { name, slug, except = null }: { name: string; slug: string; except?: string | null }): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`${kind}:${actor.tenantId}`}, 0))) waited`
  const others = Prisma.sql`p.tenant_id = ${actor.tenantId}::uuid AND p.id IS DISTINCT FROM ${except}::uuid`
  const [taken] = await tx.$queryRaw<{ name: string | null; slug: string | null }[]>`
    SELECT (SELECT p.name FROM ${TABLE[kind]} p WHERE ${others} AND ${within(kind, actor)} AND ${NAME_KEY} = lower(${name}) COLLATE "und-x-icu" LIMIT 1) AS name,
      (SELECT p.name FROM ${TABLE[kind]} p WHERE ${others} AND p.slug = ${slug}) AS slug`
  const fields = {
    ...(taken?.name != null ? { name: `There is already ${article(kind)} called “${taken.name}”. Choose another name.` } : {}),
    ...(taken?.slug != null ? { slug: `The address “${slug}” belongs to ${taken.slug}. Choose another.` } : {}),
  }
  const sentences = Object.values(fields)
  if (sentences.length > 0) throw new AppError('already_exists', { sentence: sentences.join(' '), fields })
}

function article(kind: PlaceKind): string {
  return kind === 'workspace' ? 'a workspace' : 'an organization'
}

/** A few places whose name or address contains the words, of both kinds, for the switcher and the palette. */
export async function searchPlaces(actor: Actor, words: string, most: number): Promise<PlaceView[]> {
  const found = await Promise.all(
    (['workspace', 'organization'] as const).map(async (kind) => {
      const rows = await db().$queryRaw<StoredPlace[]>`SELECT ${COLUMNS[kind]} FROM ${TABLE[kind]} p WHERE ${within(kind, actor)} ${containing(words)} ORDER BY ${NAME_KEY}, p.id LIMIT ${most}`
      return rows.map((row) => viewOf(kind, row))
    }),
  )
  return found.flat().slice(0, most)
}
