/** The address is the state of a list: `q` search, `sort` ("name", "-name"), `cursor`, and one name per filter, repeated for several values. */
export const SEARCH = 'q'
export const SORT = 'sort'
export const CURSOR = 'cursor'

/** @param changes null or an empty list takes a name away @returns "?…" (or "?" alone), on the first page again unless the cursor is what changes */
export function changedQuery(current: URLSearchParams, changes: Readonly<Record<string, string | readonly string[] | null>>): string {
  const next = new URLSearchParams(current)
  if (!(CURSOR in changes)) next.delete(CURSOR)
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name)
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) next.append(name, one)
  }
  return `?${next.toString()}`
}

export interface SortOrder {
  by: string
  descending: boolean
}

/** @param text such as "-lastSignIn" @returns the order it names when it is one of `keys`, else `fallback` */
export function parseSort(text: string | undefined, keys: readonly string[], fallback: SortOrder): SortOrder {
  const by = text?.replace(/^-/, '') ?? ''
  return keys.includes(by) ? { by, descending: text!.startsWith('-') } : fallback
}
