import 'server-only'
import { CLOCK, bucketsOf, facetsOf, leftForFacet, leftForPerson, matches, type Values } from './list-filter-sql'
import { LIST_COUNTED, type ListQuery, type ListSort } from './list-query'

const KEY: Record<ListSort, { column: string; type: string }> = {
  name: { column: 'name_key', type: 'text' },
  email: { column: 'email_key', type: 'text' },
  status: { column: 'name_key', type: 'text' },
  lastSignIn: { column: 'last_sign_in_key', type: 'timestamptz' },
  added: { column: 'created_at', type: 'timestamptz' },
}

// Of so many people picked at random (ids are), more than so many hits: the search is read along the sort order, which soon has a
// page full. Below that the trigram index gathers every hit, and they are sorted. Fewer looked at would mistake one for the other too often.
const SAMPLE = 600
const MANY = 36

export interface Statement { text: string; values: unknown[] }

/**
 * The ids of one page in order, and the bounded count, as CTEs `page (id, n)` and `counted (matching)`.
 * Without a search, or with one that hits many: from each bucket (status × factor) the next rows along an index, merged.
 * @param rows how many rows the page may have
 */
export function pageParts(tenantId: string, query: ListQuery, rows: number, values: Values, { count = true } = {}): string[] {
  const tenant = values.add(tenantId, 'uuid')
  const pattern = query.q ? values.add(query.q, 'text') : null
  const buckets = bucketsOf(query)
  const facets = facetsOf(query).along
  const { column, type } = KEY[query.sort.by]
  const byStatus = query.sort.by === 'status'
  const { cursor } = query
  // Going back reads the other way round; the page is turned at the end.
  const downwards = query.sort.descending !== (cursor?.direction === 'before')
  const [order, beyond] = downwards ? ['DESC', '<'] : ['ASC', '>']
  const rank = (bucket: number) => bucket >> 1
  const bounded = cursor === null ? [] : byStatus ? buckets.filter((bucket) => rank(bucket) === cursor.rank) : buckets
  const open = cursor === null ? buckets : byStatus ? buckets.filter((bucket) => (downwards ? rank(bucket) < cursor.rank : rank(bucket) > cursor.rank)) : []

  const source = facets.length > 0 ? 'administrator_facet' : 'administrator'
  const id = facets.length > 0 ? 'administrator_id' : 'id'
  const left = facets.length > 0 ? leftForFacet(query, values, pattern) : leftForPerson(query, values, pattern)
  const facetRows = facets.length > 0 ? `CROSS JOIN unnest(${values.add(facets, 'text[]')}) AS f (facet)` : ''
  const where = ['a.tenant_id = ' + tenant, ...(facets.length > 0 ? ['a.facet = f.facet'] : []), 'a.list_bucket = b.bucket', ...left].join(' AND ')
  // A status that the filter leaves out has no row to begin after; a value that no part of the statement names would be refused.
  const at = cursor && bounded.length > 0 ? {
    key: typeof cursor.key === 'string' ? values.add(cursor.key, type) : values.add(cursor.key === null ? '-infinity' : new Date(cursor.key), type),
    id: values.add(cursor.id, 'uuid'),
  } : null
  const past = at && `(a.${column}, a.${id}) ${beyond} (${at.key}, ${at.id})`
  const along = (of: number[], condition: string | null) => `
    SELECT x.id, x.bucket, x.key FROM unnest(${values.add(of, 'integer[]')}) AS b (bucket) ${facetRows} CROSS JOIN LATERAL (
      SELECT a.${id} AS id, a.list_bucket AS bucket, a.${column} AS key FROM ${source} a WHERE ${where}${condition ? ` AND ${condition}` : ''}
      ORDER BY a.${column} ${order}, a.${id} ${order} LIMIT ${rows}) AS x${pattern ? ' WHERE (SELECT many FROM sample)' : ''}`
  const branches = [...(open.length > 0 || cursor === null ? [along(open, null)] : []), ...(past && bounded.length > 0 ? [along(bounded, past)] : [])]
  const parts = [CLOCK]

  if (pattern) {
    const gatheredLeft = leftForPerson({ ...query, q: '' }, values, null)
    parts.push(
      `sample AS MATERIALIZED (SELECT count(*) > ${MANY} AS many FROM (SELECT a.search_key FROM administrator a WHERE a.tenant_id = ${tenant} ORDER BY a.id LIMIT ${SAMPLE}) AS s WHERE ${matches('s', pattern)})`,
      `gathered AS MATERIALIZED (SELECT a.id, a.list_bucket AS bucket, a.${column} AS key FROM administrator a
        WHERE NOT (SELECT many FROM sample) AND a.tenant_id = ${tenant} AND ${matches('a', pattern)} AND a.list_bucket = ANY (${values.add(buckets, 'integer[]')})${gatheredLeft.map((condition) => ` AND ${condition}`).join('')})`,
    )
    const inside = past ? `(g.bucket = ANY (${values.add(open, 'integer[]')}) OR (g.bucket = ANY (${values.add(bounded, 'integer[]')}) AND ${past.replaceAll(`a.${column}`, 'g.key').replaceAll(`a.${id}`, 'g.id')}))` : 'true'
    branches.push(`SELECT g.id, g.bucket, g.key FROM gathered g WHERE ${inside}`)
  }
  // Someone who holds two of the roles asked for is found twice.
  const union = branches.length > 0 ? branches.join(' UNION ALL ') : 'SELECT NULL::uuid, 0, NULL::text WHERE false'
  const sorting = (way: string) => `${byStatus ? `bucket >> 1 ${way}, ` : ''}key ${way}, id ${way}`
  parts.push(
    `found (id, bucket, key) AS (${facets.length > 1 ? `SELECT DISTINCT * FROM (${union}) AS every` : union})`,
    `page AS MATERIALIZED (SELECT id, key, row_number() OVER (ORDER BY ${sorting(order)}) AS n FROM found ORDER BY ${sorting(order)} LIMIT ${rows})`,
  )
  if (count) {
    // Ordered, so that it is read along an index even where few are left over.
    const counting = `SELECT ${facets.length > 1 ? 'DISTINCT ' : ''}x.id FROM unnest(${values.add(buckets, 'integer[]')}) AS b (bucket) ${facetRows} CROSS JOIN LATERAL (
      SELECT a.${id} AS id FROM ${source} a WHERE ${where} ORDER BY a.created_at, a.${id} LIMIT ${LIST_COUNTED + 1}) AS x`
    const bound = `SELECT count(*) FROM (${counting} LIMIT ${LIST_COUNTED + 1}) AS c`
    parts.push(`counted AS (SELECT ${pattern ? `CASE WHEN (SELECT many FROM sample) THEN (${bound}) ELSE (SELECT count(*) FROM gathered) END` : `(${bound})`} AS matching)`)
  }
  return parts
}
