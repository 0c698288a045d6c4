// What an event changed, field by field, in words. Pure and browser-safe.
import { ROLES, isRoleKey } from '@/lib/authz/policy'
import type { ChangedValue, EventChange } from './event-view'

/** Values kept beside the chain, by their path in the event ("after.givenName"). */
export type KeptValues = ReadonlyMap<string, string>

const LONGEST_SUMMARY = 2

function isCommitment(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { commitment?: unknown }).commitment === 'string'
}

function leaves(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  if (value !== null && typeof value === 'object' && !isCommitment(value)) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, into)
  } else if (path) into.set(path, value)
  return into
}

// What the name of a field does not say by itself.
const FIELDS: Readonly<Record<string, string>> = { 'scope.type': 'Reaches', ended: 'Sessions ended', lines: 'People listed' }
// Of a digest: the only moments that stand in the audit as text. A name or a notice that looks like one is somebody's words.
const MOMENTS_AS_TEXT: ReadonlySet<string> = new Set(['after.from', 'after.to'])

/** "grants.0.startsAt" → "Grants 1 starts at" */
function fieldName(path: string): string {
  const known = FIELDS[path]
  if (known) return known
  const words = path.split('.').map((key) => (/^\d+$/.test(key) ? String(Number(key) + 1) : key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase())).join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function inWords(value: unknown, path: string, kept: KeptValues | null): ChangedValue | null {
  if (value === undefined || value === null) return null
  if (isCommitment(value)) {
    if (!kept) return { withheld: true }
    const text = kept.get(path)
    return text === undefined ? { erased: true } : { text }
  }
  if (typeof value === 'boolean') return { text: value ? 'yes' : 'no' }
  if (typeof value === 'number') return /(^|\.)(at|\w*At)$/.test(path) ? { at: value } : { text: String(value) }
  if (typeof value === 'string' && path.endsWith('.scope.type')) return { text: value === 'tenant' ? 'the whole tenant' : `one ${value}` }
  if (typeof value === 'string' && MOMENTS_AS_TEXT.has(path)) return { at: Date.parse(value) }
  if (typeof value === 'string') return { text: isRoleKey(value) ? ROLES[value].label : value }
  return { text: JSON.stringify(value) }
}

/**
 * @param kept values of people that stand beside the chain; null where they are not looked up (a list)
 * @returns the fields of both sides in the order they were written, without those that stayed the same
 */
export function changesOf(before: unknown, after: unknown, kept: KeptValues | null): EventChange[] {
  const [old, made] = [leaves(before, '', new Map()), leaves(after, '', new Map())]
  return [...new Set([...old.keys(), ...made.keys()])].flatMap((path) => {
    const change = { field: fieldName(path), before: inWords(old.get(path), `before.${path}`, kept), after: inWords(made.get(path), `after.${path}`, kept) }
    const same = JSON.stringify(change.before) === JSON.stringify(change.after) && !(change.before && 'withheld' in change.before)
    return same ? [] : [change]
  })
}

/** @returns the first changes in a few words, for one line of a list; what is about a person is not among them */
export function summaryOf(changes: readonly EventChange[]): string {
  const said = changes.flatMap(({ field, before, after }) => {
    const [old, made] = [before && 'text' in before ? before.text : null, after && 'text' in after ? after.text : null]
    if (old === null && made === null) return []
    return [`${field}: ${old !== null && made !== null ? `${old} → ${made}` : (made ?? `${old} → none`)}`]
  })
  return said.slice(0, LONGEST_SUMMARY).join('; ')
}
