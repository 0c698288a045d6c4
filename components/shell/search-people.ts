import { type ComboboxOption } from '@/components/ui/combobox'
import { paths } from '@/lib/paths'
import { askSource } from './ask-source'

/** @returns people by part of their name or address; only for who may see administrators, the others are refused */
export async function searchPeople(query: string, signal: AbortSignal): Promise<ComboboxOption[]> {
  const entries = await askSource({ url: paths.api.searchAdministrators, icon: 'person' }, query, signal)
  return entries.map(({ id, label, detail }) => ({ value: id, label, ...(detail ? { detail } : {}) }))
}
