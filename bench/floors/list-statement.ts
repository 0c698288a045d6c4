import pg from 'pg'
import { pageStatement, type PageJson } from '@/lib/administrators/list-data'
import { ListQueryInput } from '@/lib/administrators/list-query'
import { searchStatement, type FoundAdministrator } from '@/lib/administrators/search-administrators'

const pool = new pg.Pool({ max: 10, connectionString: process.env.DATABASE_URL })
const tenantId = process.env.BENCH_TENANT ?? ''

export const firstQuery = ListQueryInput.parse({})
const firstPage = { name: 'list', ...pageStatement(tenantId, firstQuery) }

/** The statement behind the first page of the list, as Castellan sends it, made once. */
export async function readFirstPage(): Promise<PageJson> {
  return (await pool.query<PageJson>(firstPage)).rows[0]!
}

/** The statement behind a search, as the palette asks it. */
export async function readFound(words: string): Promise<FoundAdministrator[]> {
  return (await pool.query<FoundAdministrator>(searchStatement(tenantId, words, 8))).rows
}
