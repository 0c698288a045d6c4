import { type PaletteEntry, type PaletteSource } from './palette-source'

/** @returns what the source finds for the query @throws when it does not answer as it should; the screen then says so */
export async function askSource(source: Pick<PaletteSource, 'url' | 'icon'>, query: string, signal: AbortSignal): Promise<PaletteEntry[]> {
  const response = await fetch(`${source.url}?q=${encodeURIComponent(query)}`, { signal, headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  const body = (await response.json()) as { items: PaletteEntry[] }
  return body.items.map((entry) => ({ icon: source.icon, ...entry }))
}
