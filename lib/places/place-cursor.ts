import 'server-only'

export interface PlaceCursor {
  direction: 'before' | 'after'
  key: string
  id: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @returns where a page begins, as it stands in an address */
export function writePlaceCursor(direction: PlaceCursor['direction'], key: string, id: string): string {
  return Buffer.from(JSON.stringify([direction, key, id]), 'utf8').toString('base64url')
}

/** @returns null for the first page, and for anything that is not a cursor: an address typed by hand shows the first page */
export function readPlaceCursor(text: string): PlaceCursor | null {
  if (!text || text.length > 1000) return null
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!Array.isArray(parsed) || parsed.length !== 3) return null
    const [direction, key, id] = parsed as unknown[]
    const sound = (direction === 'before' || direction === 'after') && typeof key === 'string' && !key.includes('\0') && typeof id === 'string' && UUID.test(id)
    return sound ? { direction, key, id } : null
  } catch {
    return null
  }
}
