// A pasted list or a CSV file → people, line by line, in the browser: nothing is sent before it was looked at. Load it when it is needed.
import { parse } from 'csv-parse/browser/esm/sync'
import { canonicalEmail, EmailInput } from '@/lib/authn/canonical-email'
import { NameInput } from '@/lib/format/person-name'
import { MOST_CHARACTERS, MOST_LINES } from './limits'

export interface ListedPerson {
  /** of the text, from 1 */
  line: number
  email: string
  givenName: string
  familyName: string
  /** why this line cannot be invited as it stands, or null */
  problem: string | null
}

export interface ParsedList {
  people: ListedPerson[]
  /** what is wrong with the whole of it, or null */
  problem: string | null
}

type Column = 'email' | 'givenName' | 'familyName'
const HEADINGS: Record<Column, RegExp> = {
  email: /^(e-?mail|mail)(\s*address)?$/i,
  givenName: /^(first|given|fore)[\s_-]*(name)?$/i,
  familyName: /^(last|family|sur)[\s_-]*(name)?$/i,
}
const IN_ORDER: Column[] = ['email', 'givenName', 'familyName']
const SEPARATORS = [',', ';', '\t'] as const

/**
 * Reads one person a line: address, first name, last name; or columns in the order of a heading line; or several addresses in a line.
 * Commas, semicolons or tabs. A bad line spoils only itself.
 */
export function parseList(text: string): ParsedList {
  if (text.length > MOST_CHARACTERS) return { people: [], problem: `This is too long: ${MOST_CHARACTERS.toLocaleString('en')} characters at most. Split it into several lists.` }
  const rows = rowsOf(text)
  const columns = rows[0] ? headingOf(rows[0].cells) : null
  const people = (columns ? rows.slice(1) : rows).flatMap((row) => peopleOf(row, columns))
  if (people.length === 0) return { people, problem: 'There is no address in it. Write one person a line: e-mail, first name, last name.' }
  if (people.length > MOST_LINES) return { people: [], problem: `${people.length.toLocaleString('en')} people are too many at once. Split the list: ${MOST_LINES.toLocaleString('en')} at most.` }
  return { people: withDuplicates(people), problem: null }
}

interface Row { line: number; cells: string[]; broken: boolean; addresses: string[] | null }

function rowsOf(text: string): Row[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const delimiter = SEPARATORS.toSorted((a, b) => count(text, b) - count(text, a))[0]!
  return lines.flatMap((content, index) => (content.trim() === '' ? [] : [{ line: index + 1, ...cellsOf(content, delimiter), addresses: addressesOf(content) }]))
}

const count = (text: string, sign: string) => text.slice(0, 10_000).split(sign).length

function cellsOf(line: string, delimiter: string): { cells: string[]; broken: boolean } {
  // Most lines have no quotation mark, and a list may have thousands.
  if (!line.includes('"')) return { cells: line.split(delimiter).map((cell) => cell.trim()), broken: false }
  try {
    const [cells] = parse(line, { delimiter, trim: true, relax_column_count: true }) as string[][]
    return { cells: cells ?? [], broken: false }
  } catch {
    // A quotation mark that is not closed, or one within a word.
    return { cells: [line], broken: true }
  }
}

/** @returns the addresses of a line that is made of nothing else: `"Lovelace, Ada" <ada@x.example>; bo@x.example`, as mail programs copy it, or a space between them */
function addressesOf(line: string): string[] | null {
  const several = line.indexOf('@') !== line.lastIndexOf('@')
  if (several ? /<[^<>@]+@[^<>@]+>/.test(line) : /^\s*"[^"]*"\s*<[^<>@]+@[^<>@]+>\s*$/.test(line)) {
    // Word by word, an address or not: a search for the @ would look through a long word again from each of its letters.
    return Array.from(line.matchAll(/<([^<>]*)>|"[^"]*"|([^\s,;<>"]+)/g), ([, inBrackets, word]) => inBrackets ?? (word?.includes('@') ? word : undefined)).filter((found) => found !== undefined)
  }
  const words = several ? line.trim().split(/[\s,;]+/).filter(Boolean) : []
  return words.length > 1 && words.every((word) => word.includes('@')) ? words : null
}

/** @returns which column holds what, when this is a line of headings */
function headingOf(cells: readonly string[]): (Column | null)[] | null {
  const columns = cells.map((cell) => IN_ORDER.find((column) => HEADINGS[column].test(cell)) ?? null)
  return columns.includes('email') ? columns : null
}

function peopleOf({ line, cells, broken, addresses }: Row, columns: readonly (Column | null)[] | null): ListedPerson[] {
  if (addresses && !columns) return addresses.map((address) => personOf(line, address, '', ''))
  if (broken) return [{ line, email: cells[0]!.slice(0, 200), givenName: '', familyName: '', problem: 'The quotation marks in this line do not match.' }]
  const cell = (column: Column) => cells[(columns ?? IN_ORDER).indexOf(column)] ?? ''
  return [personOf(line, cell('email'), cell('givenName'), cell('familyName'))]
}

function personOf(line: number, cell: string, givenName: string, familyName: string): ListedPerson {
  // "Ada Lovelace <ada@example.com>", as mail programs copy it: the address counts, a name is not guessed from it.
  const email = /^[^<>]*<([^<>]+)>$/.exec(cell)?.[1] ?? cell
  return { line, email, givenName, familyName, problem: problemOf({ email, givenName, familyName }) }
}

function problemOf({ email, givenName, familyName }: Record<Column, string>): string | null {
  for (const [schema, value] of [[EmailInput, email], ...[givenName, familyName].filter(Boolean).map((name) => [NameInput, name] as const)] as const) {
    const parsed = schema.safeParse(value)
    if (!parsed.success) return parsed.error.issues[0]!.message
  }
  return null
}

/** The second time an address comes, the line says where it came first. */
function withDuplicates(people: ListedPerson[]): ListedPerson[] {
  const first = new Map<string, number>()
  return people.map((person) => {
    const key = person.problem === null ? canonicalEmail(person.email)!.key : null
    if (key === null) return person
    const before = first.get(key)
    if (before !== undefined) return { ...person, problem: `This address stands in line ${before} already.` }
    first.set(key, person.line)
    return person
  })
}
