import { type IconName } from '@/components/ui/icon-paths'
import { formatDuration } from '@/lib/format/time'
import { paths } from '@/lib/paths'
import { takeLength } from './take-length'

/** Something one can go to or do. */
export interface PaletteEntry {
  id: string
  label: string
  detail?: string
  icon?: IconName
  href: string
  /** Other words it is found by. */
  words?: string
  /** It activates a role: for as long as is typed with it. */
  activates?: { grantId: string; /** "Client Admin" */ name: string }
}

/** Searched on the server as one types: GET `url` with `?q=` answers `{ "items": PaletteEntry[] }`, at most a handful. */
export interface PaletteSource {
  heading: string
  url: string
  icon: IconName
}

export interface PaletteGroup {
  heading: string
  entries: readonly PaletteEntry[]
}

/**
 * @returns the entries that fit what is typed. To one that activates a role a length of time may be added: it goes along. "client admin"
 * means Client Admin, though the same words are in Client Security Admin.
 */
export function fitting(entries: readonly PaletteEntry[], query: string): PaletteEntry[] {
  const { words, seconds } = takeLength(query)
  const found = entries.flatMap((entry) => {
    if (matches(entry, query)) return [entry]
    return entry.activates && seconds !== null && words !== '' && matches(entry, words) ? [lasting(entry, entry.activates.grantId, seconds)] : []
  })
  const phrase = words.toLowerCase().replace(/^(activate|extend|elevate|pim)\s+/, '')
  const meant = found.filter(({ activates }) => activates && ` ${activates.name.toLowerCase()}`.includes(` ${phrase}`))
  return meant.length === 0 ? found : found.filter((entry) => !entry.activates || meant.includes(entry))
}

const lasting = (entry: PaletteEntry, grantId: string, seconds: number): PaletteEntry => ({ ...entry, label: `${entry.label.replace(/…$/, '')} for ${formatDuration(seconds)}…`, href: paths.pimActivate(grantId, seconds) })

/** @returns whether every word typed begins a word of the entry's texts */
export function matches(entry: PaletteEntry, query: string): boolean {
  const texts = `${entry.label} ${entry.detail ?? ''} ${entry.words ?? ''}`.toLowerCase().split(/[\s/,-]+/)
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.some((text) => text.startsWith(word)))
}
