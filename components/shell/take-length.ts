const HOUR = 3600
const MINUTE = 60
/** Nobody means more by what they type: a role is never held longer. */
const LONGEST_HOURS = 24

const HOURS = /(?:^|\s)(?:for\s+)?(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?)(?:\s*(\d{1,2})\s*(?:m|mins?|minutes?)?)?$/i
const MINUTES = /(?:^|\s)(?:for\s+)?(\d{1,4})\s*(?:m|mins?|minutes?)$/i
/** On the way to "2h". */
const BARE = /\s(?:for\s+)?(\d{1,2})$/

/** @returns what is typed without the length of time at its end, such as "2h", "90 min", "1h30", and that in seconds; null where there is none */
export function takeLength(query: string): { words: string; seconds: number | null } {
  const text = query.trim()
  const found = HOURS.exec(text) ?? BARE.exec(text)
  const seconds = found ? Number(found[1]!.replace(',', '.')) * HOUR + Number(found[2] ?? 0) * MINUTE : Number(MINUTES.exec(text)?.[1] ?? Number.NaN) * MINUTE
  if (!(seconds > 0 && seconds <= LONGEST_HOURS * HOUR)) return { words: text, seconds: null }
  return { words: text.slice(0, (found ?? MINUTES.exec(text))!.index).trim(), seconds: Math.round(seconds) }
}
