// The state of the list as its address tells it. Browser-safe. What an address says that we do not know is left aside, and
// explainIgnored() says so.
import { z } from 'zod'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { LATEST_MOMENT } from '@/lib/format/latest-moment'

export const LIST_SORTS = ['name', 'email', 'status', 'lastSignIn', 'added'] as const
export const LIST_STATUSES = ['new', 'active', 'inactive', 'deleted'] as const satisfies readonly AdministratorStatus[]
export const LIST_PAGE = 50
/** Totals are exact up to here. */
export const LIST_COUNTED = 1000
const LONGEST_SEARCH = 200

export type ListSort = (typeof LIST_SORTS)[number]

/** The row after or before which a page begins; `key` is what the list is sorted by (times in epoch milliseconds, null: never). */
export interface ListCursor {
  direction: 'after' | 'before'
  key: string | number | null
  /** position of the status in LIST_STATUSES, where the list is sorted by it */
  rank: number
  id: string
}

/** Which people: what a bulk run and an export keep of the address. */
export interface ListFilter {
  q: string
  status: readonly AdministratorStatus[]
  role: readonly RoleKey[]
  /** only those who hold a role there; with `role`: that role there */
  place: `workspace:${string}` | `organization:${string}` | null
  mfa: 'enrolled' | 'missing' | null
  invitation: 'pending' | 'expired' | null
  /** only those who hold roles that should not meet (roles.md rule 5) */
  uneasy: boolean
}

export interface ListQuery extends ListFilter {
  sort: { by: ListSort; descending: boolean }
  cursor: ListCursor | null
}

const text = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), z.string().catch(''))
const several = z.preprocess((value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]), z.array(z.unknown()).catch([]))
const known = <T extends string>(values: readonly T[]) => several.transform((given) => values.filter((value) => given.includes(value)))
const PLACE = /^(workspace|organization):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const place = text.transform((given): ListFilter['place'] => (PLACE.test(given) ? (given as NonNullable<ListFilter['place']>) : null))
const oneOf = <T extends string>(values: readonly T[]) => text.transform((given) => values.find((value) => value === given) ?? null)

/** Search parameters → ListQuery. Never refuses. */
export const ListQueryInput = z
  .object({
    q: text.transform((given) => given.replace(/\s+/gu, ' ').replaceAll('\0', '').trim().slice(0, LONGEST_SEARCH)),
    sort: text,
    cursor: text,
    status: known(LIST_STATUSES),
    role: known(ROLE_KEYS),
    place,
    mfa: oneOf(['enrolled', 'missing']),
    invitation: oneOf(['pending', 'expired']),
    pairs: text,
  })
  .transform(({ sort, cursor, pairs, ...filter }): ListQuery => {
    const by = LIST_SORTS.find((name) => name === sort.replace(/^-/, '')) ?? 'name'
    return { ...filter, uneasy: pairs === 'uneasy', sort: { by, descending: sort === `-${by}` }, cursor: readCursor(cursor, by) }
  })

/** The filter of the list as its address tells it: search parameters. */
export const ExportListInput = z.strictObject({ filter: z.string().max(4000) })
export const FetchExportInput = z.strictObject({ id: z.uuid() })

/** @returns what a filter that travels as text says, and a sentence for each part of it that is not known */
export function readFilter(text: string): { query: ListQuery; ignored: string[] } {
  const given = new URLSearchParams(text)
  const params: AddressParams = Object.fromEntries([...new Set(given.keys())].map((name) => [name, given.getAll(name)]))
  const query = ListQueryInput.parse(params)
  return { query, ignored: explainIgnored(params, query) }
}

/** Search parameters as a page receives them. */
export type AddressParams = Readonly<Record<string, string | string[] | undefined>>

const valuesOf = (given: string | string[] | undefined): string[] => (given === undefined ? [] : [given].flat())
const KNOWN: Readonly<Record<string, { label: string; values: readonly string[] }>> = {
  status: { label: 'status', values: LIST_STATUSES },
  role: { label: 'role', values: ROLE_KEYS },
  mfa: { label: 'second factor', values: ['enrolled', 'missing'] },
  invitation: { label: 'invitation', values: ['pending', 'expired'] },
  pairs: { label: 'filter for roles', values: ['uneasy'] },
  sort: { label: 'order', values: LIST_SORTS.flatMap((by) => [by, `-${by}`]) },
}

/** @returns a sentence for each thing the address asks for that the list does not know, so that nobody takes it for an answer to that */
export function explainIgnored(params: AddressParams, { cursor }: ListQuery): string[] {
  const unknown = Object.entries(KNOWN).flatMap(([name, { label, values }]) =>
    valuesOf(params[name]).filter((value) => value !== '' && !values.includes(value)).slice(0, 3).map((value) => `There is no ${label} “${value.slice(0, 40)}”.`),
  )
  return [
    ...unknown,
    ...(valuesOf(params.q).some((text) => text.trim().length > LONGEST_SEARCH) ? [`A search has at most ${LONGEST_SEARCH} characters.`] : []),
    ...(valuesOf(params.place).some((value) => value !== '' && !PLACE.test(value)) ? ['There is no such workspace or organization.'] : []),
    ...(valuesOf(params.cursor).some(Boolean) && cursor === null ? ['The place in the list could not be read; it starts at its beginning.'] : []),
  ]
}

/** @returns the text of a cursor for the address; readCursor() with the same sort gives it back */
export function writeCursor(by: ListSort, { direction, key, rank, id }: ListCursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([direction === 'after' ? 1 : 0, by, key, rank, id]))
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const TIMES: ReadonlySet<ListSort> = new Set(['lastSignIn', 'added'])
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @returns the cursor, or null for anything that is not one of this sort: the list then begins at its beginning */
export function readCursor(written: string, by: ListSort): ListCursor | null {
  let given: unknown
  try {
    const bytes = Uint8Array.from(atob(written.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
  if (!Array.isArray(given) || given.length !== 5) return null
  const [forward, sort, key, rank, id] = given as unknown[]
  const fits = TIMES.has(by) ? key === null || (Number.isSafeInteger(key) && (key as number) >= 0 && (key as number) <= LATEST_MOMENT) : typeof key === 'string' && key.length <= 1000 && !key.includes('\0')
  if (sort !== by || !fits || (forward !== 0 && forward !== 1) || typeof id !== 'string' || !UUID.test(id)) return null
  if (typeof rank !== 'number' || !Number.isInteger(rank) || rank < 0 || rank >= LIST_STATUSES.length) return null
  return { direction: forward === 1 ? 'after' : 'before', key: key as string | number | null, rank, id }
}

/** @returns the same filter as search parameters, to open the list again as it was */
export function filterParams({ q, status, role, place: there, mfa, invitation, uneasy }: ListFilter): URLSearchParams {
  return new URLSearchParams([
    ...(q ? [['q', q]] : []), ...status.map((value) => ['status', value]), ...role.map((value) => ['role', value]),
    ...(there ? [['place', there]] : []), ...(mfa ? [['mfa', mfa]] : []), ...(invitation ? [['invitation', invitation]] : []), ...(uneasy ? [['pairs', 'uneasy']] : []),
  ] as string[][])
}

/** @returns the whole state but the cursor as search parameters */
export function listParams({ sort, ...filter }: ListQuery): URLSearchParams {
  const params = filterParams(filter)
  if (sort.by !== 'name' || sort.descending) params.set('sort', `${sort.descending ? '-' : ''}${sort.by}`)
  return params
}

/** Whether anything narrows the list. */
export function isNarrowed({ q, status, role, place: there, mfa, invitation, uneasy }: ListFilter): boolean {
  return q !== '' || status.length > 0 || role.length > 0 || there !== null || mfa !== null || invitation !== null || uneasy
}
