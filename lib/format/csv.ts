// CSV as RFC 4180 has it, made harmless for spreadsheets: a cell that one would run as a formula starts with an apostrophe.
// A cell that starts with an apostrophe of its own gets one more, so that reading it back always gives what was written.

/** What is put in front of the first line, so that spreadsheets read UTF-8. */
export const CSV_START = '\uFEFF'

const DANGEROUS = /^['=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/

/** @returns the text so that no spreadsheet takes it for a formula (T73) */
export function harmlessCell(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text
}

/** @returns what a cell said before harmlessCell */
export function originalCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell
}

/** @returns one line with its end; null and undefined are empty cells. Numbers are numbers, negative ones too */
export function csvLine(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quoted(harmlessCell(cell)) : String(cell ?? ''))).join(',')}\r\n`
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
