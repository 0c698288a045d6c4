import { type IconName } from '@/components/ui/icon-paths'

/** Something one can go to or do. */
export interface PaletteEntry {
  id: string
  label: string
  detail?: string
  icon?: IconName
  href: string
  /** Other words it is found by. */
  words?: string
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

/** @returns whether every word typed begins a word of the entry's texts */
export function matches(entry: PaletteEntry, query: string): boolean {
  const texts = `${entry.label} ${entry.detail ?? ''} ${entry.words ?? ''}`.toLowerCase().split(/[\s/,-]+/)
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.some((text) => text.startsWith(word)))
}
