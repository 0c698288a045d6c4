import { askSource } from '@/components/shell/ask-source'
import { type ComboboxOption } from '@/components/ui/combobox'
import { TENANT, type Scope } from '@/lib/authz/grants'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'

/** @returns workspaces and organizations within reach, named `workspace:<id>`, `organization:<id>` among the options */
export async function searchPlaces(query: string, signal: AbortSignal): Promise<ComboboxOption[]> {
  const entries = await askSource({ url: paths.api.searchPlaces, icon: 'workspace' }, query, signal)
  return entries.map(({ id, label, detail, icon }) => ({ value: `${icon}:${id}`, label, ...(detail === undefined ? {} : { detail }) }))
}

/** @returns where the role would be held, or null while that is not chosen */
export function scopeOf(role: RoleKey | null, place: ComboboxOption | null): Scope | null {
  if (!role) return null
  if (ROLES[role].reach === 'tenant') return TENANT
  const [type, id] = place?.value.split(':') ?? []
  return id && (type === 'workspace' || type === 'organization') ? { type, id } : null
}
