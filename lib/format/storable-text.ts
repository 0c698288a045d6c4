/** What PostgreSQL stores as text: neither NUL nor half of a surrogate pair. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu

/** @returns the text with what cannot be stored marked (U+FFFD), so that it can be judged and shown, never an error of the database */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\uFFFD')
}
