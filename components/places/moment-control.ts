// A moment as <input type="datetime-local"> says it: in the browser's own zone, to the minute.

/** @param at epoch milliseconds; null: none */
export function controlOf(at: number | null): string {
  if (at === null) return ''
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** @returns epoch milliseconds; null for an empty control */
export function momentOf(text: string): number | null {
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? null : at
}
