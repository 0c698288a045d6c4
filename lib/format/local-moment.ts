// What a datetime-local field shows and returns, in the viewer's zone and not the browser's: the two can differ. Browser-safe.
const FIELD = /^(\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What a clock on the wall of the zone shows, as if it were UTC. */
function wallClock(at: number, zone: string): number {
  let clock = clocks.get(zone)
  if (!clock) clocks.set(zone, (clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })))
  const read = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<string, number>
  return Date.UTC(read.year!, read.month! - 1, read.day!, read.hour!, read.minute!, read.second!)
}

/** @param at epoch milliseconds @param zone IANA name @returns such as "2026-03-01T09:30" */
export function toLocalField(at: number, zone: string): string {
  return new Date(wallClock(at, zone)).toISOString().slice(0, 16)
}

/**
 * @returns epoch milliseconds, or null for what is not a moment. An hour that the clock skips in spring becomes the one after it;
 * of an hour that it repeats in autumn, the first.
 */
export function fromLocalField(text: string, zone: string): number | null {
  const found = FIELD.exec(text)
  if (!found) return null
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number]
  const wall = Date.UTC(year, month - 1, day, hour, minute)
  if (Number.isNaN(wall)) return null
  // The offset before and the one after a change of the clock: the right one is that which gives the wall clock back.
  const guesses = [wall - DAY, wall + DAY].map((near) => wall - (wallClock(near, zone) - near))
  return guesses.find((guess) => wallClock(guess, zone) === wall) ?? Math.max(...guesses)
}

const DAY = 86_400_000
