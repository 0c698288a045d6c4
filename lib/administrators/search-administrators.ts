import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { pool } from '@/lib/db/client'
import { Values } from './list-filter-sql'
import { pageParts } from './list-page-sql'
import { ListQueryInput } from './list-query'

export interface FoundAdministrator {
  id: string
  givenName: string
  familyName: string
  email: string
  status: AdministratorStatus
}

/** The one statement behind a search. For measuring. */
export function searchStatement(tenantId: string, words: string, most: number): { name: string; text: string; values: unknown[] } {
  const values = new Values()
  // Spaces alone are nothing typed: a statement's name must go with its text.
  const query = ListQueryInput.parse({ q: words })
  const parts = pageParts(tenantId, query, most, values, { count: false })
  const text = `WITH ${parts.join(',\n')}
    SELECT a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email, a.status FROM page p JOIN administrator a ON a.tenant_id = $1 AND a.id = p.id ORDER BY p.n`
  return { name: `search-${query.q ? 'words' : 'all'}-${most}`, text, values: values.all }
}

/** The first few people whose name or address has the words in it, by name; for nothing typed, the first few. Deleted people are not found. */
export async function searchAdministrators({ actor }: Cleared<'administrator:read'>, words: string, most: number): Promise<FoundAdministrator[]> {
  const { rows } = await pool().query<FoundAdministrator>(searchStatement(actor.tenantId, words, most))
  return rows
}
