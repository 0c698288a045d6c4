// The server's clock, as well as a browser can know it. What is shown of a power's end must not depend on whether somebody's own clock is right.

/** The browser's clock less the server's: at most so much, because each answer was under way for a while. */
let ahead: number | null = null

/** A browser's clock that was set is noticed by more than this; answers take less. */
const SET_MS = 10_000

/** Notes what the server said the time was, in an answer that arrived just now. @param now epoch milliseconds of the database's clock */
export function noteServerTime(now: number): void {
  const seen = Date.now() - now
  ahead = ahead === null || Math.abs(seen - ahead) > SET_MS ? seen : Math.min(ahead, seen)
}

/** @returns epoch milliseconds by the server's clock, behind it by as long as the quickest answer was under way */
export function serverTime(): number {
  return Date.now() - (ahead ?? 0)
}
