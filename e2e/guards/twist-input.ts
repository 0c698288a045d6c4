// Every way in which an input can be a little wrong.

export interface Twisted {
  how: string
  input: unknown
}

/** What an attacker would like to set along with what they may (T50). */
const COVETED = ['role', 'tenantId', 'status', 'mfaRequired', 'passwordHash', 'id', 'isAdmin', 'constructor', 'prototype', 'toString']

type Path = (string | number)[]

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns a copy in which the value at the path is another */
function replaced(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return next
  if (Array.isArray(value)) return value.map((inner: unknown, index) => (index === key ? replaced(inner, rest, next) : inner))
  return Object.fromEntries(Object.entries(value as Record<string, unknown>).map(([name, inner]) => [name, name === key ? replaced(inner, rest, next) : inner]))
}

function objectsIn(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => objectsIn(inner, [...path, index]))
  return isPlain(value) ? [path, ...Object.entries(value).flatMap(([key, inner]) => objectsIn(inner, [...path, key]))] : []
}

function leavesIn(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((inner, index) => leavesIn(inner, [...path, index]))
  return isPlain(value) ? Object.entries(value).flatMap(([key, inner]) => leavesIn(inner, [...path, key])) : [{ path, value }]
}

const at = (input: unknown, path: Path): unknown => path.reduce((value: unknown, key) => (value as Record<string | number, unknown>)[key], input)

/** An end, of a role or of a password: a number, or null for none. */
const mayBeAbsent = (path: Path) => ['endsAt', 'expiryDays'].includes(String(path.at(-1)))

function wrongFor(value: unknown, path: Path): unknown[] {
  const operators = [{ contains: '@' }, { not: '' }, { $ne: null }]
  if (typeof value === 'string') return [...operators, 7, true, ['a', 'b'], null]
  if (typeof value === 'number') return [...operators, '1', true, [1], 1.5, Number.NaN, Infinity, -1, 1e21, ...(mayBeAbsent(path) ? [] : [null])]
  if (typeof value === 'boolean') return [...operators, 'true', 1, null]
  return [{}, 'x', ...(value === null && mayBeAbsent(path) ? [] : [7]), null]
}

/**
 * @param chosen which of the keys that an attacker would like to set are tried
 * @returns the input with one thing wrong at a time, and wrong as a whole
 */
export function twist(input: Record<string, unknown>, chosen: (coveted: readonly string[]) => readonly string[]): Twisted[] {
  const coveted = chosen(COVETED)
  const whole = [null, undefined, [], 'text', 42, true, [input]].map((value) => ({ how: `whole: ${JSON.stringify(value)?.slice(0, 30)}`, input: value as unknown }))
  const extra = objectsIn(input).flatMap((path) =>
    coveted.filter((key) => !Object.hasOwn(at(input, path) as object, key)).map((key) => ({ how: `extra: ${[...path, key].join('.')}`, input: replaced(input, path, { ...(at(input, path) as object), [key]: 'client_owner' }) })),
  )
  const types = leavesIn(input).flatMap(({ path, value }) => wrongFor(value, path).filter((wrong) => wrong !== value).map((wrong) => ({ how: `type: ${path.join('.')} = ${String(JSON.stringify(wrong))}`, input: replaced(input, path, wrong) })))
  return [...whole, ...extra, ...types]
}

/** Texts that a field may take or refuse, but never break on. */
export function twistTexts(input: Record<string, unknown>): Twisted[] {
  return leavesIn(input).filter(({ value }) => typeof value === 'string').flatMap(({ path }) =>
    ['a\0b', '\uD800', 'x'.repeat(20_000), '$1', '$undefined', "' OR 1=1 --", '../../../etc/passwd'].map((text) => ({ how: `${path.join('.')} = ${JSON.stringify(text.slice(0, 20))}`, input: replaced(input, path, text) })),
  )
}
