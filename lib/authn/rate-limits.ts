import 'server-only'
import { pool, type Tx } from '@/lib/db/client'

/** @param burst how many at once from rest @param perSecond how many come back each second */
export interface Bucket {
  burst: number
  perSecond: number
}

/**
 * Takes one token from a bucket shared by all servers; in any t seconds at most burst + perSecond·t are given out.
 * One statement: no reader sees an old count. @returns whether there was one
 */
export async function takeToken(key: string, { burst, perSecond }: Bucket): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'take-token',
    text: `INSERT INTO rate_bucket AS b (key, tokens, updated_at) VALUES ($1, $2::float8 - 1, castellan_now())
      ON CONFLICT (key) DO UPDATE SET
        tokens = least($2::float8, b.tokens + greatest(0, extract(epoch FROM castellan_now() - b.updated_at))::float8 * $3::float8) - 1,
        updated_at = greatest(b.updated_at, castellan_now())
      WHERE least($2::float8, b.tokens + greatest(0, extract(epoch FROM castellan_now() - b.updated_at))::float8 * $3::float8) >= 1`,
    values: [key, burst, perSecond],
  })
  return rowCount === 1
}

/**
 * Takes one of `most` slots, each of which is free again `windowSeconds` after it was taken: never more than `most` in any
 * window, however they arrive. For the few things counted by the hour. @returns whether one was free
 */
export async function takeSlot(key: string, most: number, windowSeconds: number): Promise<boolean> {
  const keys = Array.from({ length: most }, (_, index) => `${key}#${index}`)
  await pool().query({
    name: 'make-slots',
    text: `INSERT INTO rate_bucket (key, tokens, updated_at) SELECT k, 0, '-infinity' FROM unnest($1::text[]) AS k ON CONFLICT DO NOTHING`,
    values: [keys],
  })
  const { rowCount } = await pool().query({
    name: 'take-slot',
    text: `UPDATE rate_bucket SET updated_at = castellan_now() WHERE key = (
      SELECT key FROM rate_bucket WHERE key = ANY ($1::text[]) AND updated_at <= castellan_now() - make_interval(secs => $2)
      ORDER BY key LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    values: [keys, windowSeconds],
  })
  return rowCount === 1
}

/** The same as part of a change: what is undone with its transaction has taken no slot. @returns whether one was free */
export async function takeSlotIn(tx: Tx, key: string, most: number, windowSeconds: number): Promise<boolean> {
  const keys = Array.from({ length: most }, (_, index) => `${key}#${index}`)
  await tx.$executeRaw`INSERT INTO rate_bucket (key, tokens, updated_at) SELECT k, 0, '-infinity' FROM unnest(${keys}::text[]) AS k ON CONFLICT DO NOTHING`
  const taken = await tx.$executeRaw`UPDATE rate_bucket SET updated_at = castellan_now() WHERE key = (
    SELECT key FROM rate_bucket WHERE key = ANY (${keys}::text[]) AND updated_at <= castellan_now() - make_interval(secs => ${windowSeconds}::float8)
    ORDER BY key LIMIT 1 FOR UPDATE SKIP LOCKED)`
  return taken === 1
}

/**
 * Whom a network address counts for: an IPv4 address is itself; of IPv6 the /64, which is what one household or server is
 * given and could walk through. @param address as the request's origin says; anything unreadable is one bucket
 */
export function addressKey(address: string): string {
  const mapped = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)
  if (mapped) return mapped[1]!
  if (!/^[0-9a-f:]+$/i.test(address) || !URL.canParse(`http://[${address}]`)) return 'unknown'
  // The URL parser writes IPv6 the short way; here the first four groups are wanted in full.
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const front = groups(head)
  const all = tail === undefined ? front : [...front, ...Array.from({ length: 8 - front.length - groups(tail).length }, () => '0'), ...groups(tail)]
  return `${all.slice(0, 4).join(':')}::/64`
}
