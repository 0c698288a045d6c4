import { changedQuery, CURSOR } from '@/components/table/query-string'

export type PageParams = Record<string, string | string[] | undefined>

/** @returns the address of another page of the same list: a cursor, or null for the first */
export function pageAddress(params: PageParams): (cursor: string | null) => string {
  const query = new URLSearchParams(Object.entries(params).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).flatMap((one) => (one === undefined ? [] : [[name, one]]))))
  return (cursor) => changedQuery(query, { [CURSOR]: cursor })
}
