import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { pool } from '@/lib/db/client'
import { CLOCK, Values, bucketsOf, facetsOf, leftForPerson, matches } from './list-filter-sql'
import type { Statement } from './list-page-sql'
import type { ListFilter } from './list-query'

/** Every match, however many: asked for on demand, so it may take as long as a statement may. */
function countStatement(tenantId: string, filter: ListFilter): Statement {
  const values = new Values()
  const tenant = values.add(tenantId, 'uuid')
  const pattern = filter.q ? values.add(filter.q, 'text') : null
  const { along, also } = facetsOf(filter)
  const left = leftForPerson({ ...filter, q: '', role: [], place: null, uneasy: false }, values, null)
  const people = `administrator a WHERE a.tenant_id = ${tenant} AND a.list_bucket = ANY (${values.add(bucketsOf(filter), 'integer[]')})${left.map((condition) => ` AND ${condition}`).join('')}`
  const among = [
    ...(pattern ? [matches('a', pattern)] : []),
    ...[along, ...also].filter(({ length }) => length > 0).map((facets) => heldIn(tenant, values.add(facets, 'text[]'))),
  ]
  return { text: `WITH ${CLOCK} SELECT count(*) AS count FROM ${people}${among.map((condition) => ` AND ${condition}`).join('')}`, values: values.all }
}

const heldIn = (tenant: string, facets: string) =>
  `a.id IN (SELECT h.administrator_id FROM administrator_facet h WHERE h.tenant_id = ${tenant} AND h.facet = ANY (${facets}) AND h.held_until > (SELECT now FROM clock))`

/** @returns how many administrators of the tenant the filter lets through, exactly */
export async function countAdministrators({ actor }: Cleared<'administrator:read'>, filter: ListFilter): Promise<number> {
  const { text, values } = countStatement(actor.tenantId, filter)
  const { rows } = await pool().query<{ count: string }>(text, values)
  return Number(rows[0]!.count)
}
