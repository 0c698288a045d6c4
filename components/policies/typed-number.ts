/** @returns the whole number that was typed, or null for what is none or lies outside */
export function numberWithin(text: string, { least, most }: { least: number; most: number }): number | null {
  const number = /^\d{1,4}$/.test(text.trim()) ? Number(text) : -1
  return number >= least && number <= most ? number : null
}

/** @returns what is sent of it: for what is no number one out of every range, so that the server says at the field what belongs there */
export function numberSent(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : -1
}
