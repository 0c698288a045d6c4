// Where a page of requests begins, as it stands in an address. Browser-safe.

export interface RequestCursor {
  /** towards what was asked earlier */
  older: boolean
  /** epoch milliseconds */
  at: number
  id: string
}

const CURSOR = /^([on])(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export function writeRequestCursor({ older, at, id }: RequestCursor): string {
  return `${older ? 'o' : 'n'}${at}.${id}`
}

/** @returns null for the first page, and for what is no cursor: an address typed by hand shows the first page */
export function readRequestCursor(text: string | undefined): RequestCursor | null {
  const found = CURSOR.exec(text ?? '')
  return found ? { older: found[1] === 'o', at: Number(found[2]), id: found[3]! } : null
}
