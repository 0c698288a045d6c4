import { afterAll, expect, it } from 'vitest'
import { closeDatabase, pool } from '@/lib/db/client'

afterAll(closeDatabase)

interface Reference { child: string; parent: string; columns: string[] }
interface Index { name: string; columns: string[]; predicate: string | null }

const REFERENCES = `
  SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent, array_agg(a.attname::text ORDER BY k.position) AS columns
  FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY k (number, position) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
  WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.confdeltype = 'c' GROUP BY c.oid, c.conrelid, c.confrelid`
const INDEXES = `
  SELECT i.indexrelid::regclass::text AS name, pg_get_expr(i.indpred, i.indrelid) AS predicate,
    (SELECT coalesce(array_agg(a.attname::text ORDER BY k.position), '{}') FROM unnest(i.indkey::int[]) WITH ORDINALITY k (number, position) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) AS columns
  FROM pg_index i WHERE i.indrelid = $1::regclass`

/** An index finds the rows of a deleted parent when it begins with the reference and leaves out nothing but rows without one. */
function finds({ columns, predicate }: Index, reference: readonly string[]): boolean {
  const begins = reference.every((column) => columns.slice(0, reference.length).includes(column))
  return begins && (predicate === null || reference.some((column) => predicate === `(${column} IS NOT NULL)`))
}

it('whatever goes with a person when they are deleted for good is found by an index', async () => {
  const { rows: references } = await pool().query<Reference>(REFERENCES)
  // From the person on: their sessions, invitations, …, and what hangs on those.
  const reached = new Set(['administrator'])
  for (let size = 0; size !== reached.size; ) {
    size = reached.size
    for (const { child, parent } of references) if (reached.has(parent)) reached.add(child)
  }
  const walked = references.filter(({ parent }) => reached.has(parent))
  const without: string[] = []
  for (const { child, parent, columns } of walked) {
    const { rows: indexes } = await pool().query<Index>(INDEXES, [child])
    if (!indexes.some((index) => finds(index, columns))) without.push(`${child} → ${parent}`)
  }
  expect(walked.length).toBeGreaterThan(10)
  expect(without).toEqual([])
})
