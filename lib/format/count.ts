/** @returns such as "1,000,000" */
export function formatNumber(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** @param exact false when the count stopped at `value` because there are more @returns such as "37" or "1,000+" */
export function formatCount(value: number, exact = true): string {
  return exact ? formatNumber(value) : `${formatNumber(value)}+`
}

/** @param many the plural when it is not `one` with an s @returns such as "1 administrator", "1,200 administrators", "2 people" */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`
}

/** @returns such as "Payments", "Payments and Ledger", "Payments, Ledger and 3 more" */
export function listOf(names: readonly string[], shown = 3): string {
  if (names.length <= 1) return names[0] ?? ''
  const rest = names.length - shown
  const head = rest > 0 ? names.slice(0, shown) : names.slice(0, -1)
  return `${head.join(', ')} and ${rest > 0 ? `${formatNumber(rest)} more` : names.at(-1)}`
}
