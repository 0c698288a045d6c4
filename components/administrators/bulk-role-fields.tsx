'use client'

import { askSource } from '@/components/shell/ask-source'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { TENANT, type Scope } from '@/lib/authz/grants'
import { ROLES, ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'

interface BulkRoleFieldsProps {
  role: RoleKey | null
  place: ComboboxOption | null
  /** role → why the viewer may not give it to anybody, or null */
  reasons: Readonly<Record<RoleKey, string | null>>
  onRole: (role: RoleKey | null) => void
  onPlace: (place: ComboboxOption | null) => void
}

const FAMILIES = [...new Set(ROLE_KEYS.map((role) => ROLES[role].family))]

/** Places are named `workspace:<id>`, `organization:<id>` among the options. */
async function searchPlaces(query: string, signal: AbortSignal): Promise<ComboboxOption[]> {
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

/** Which role everyone gets, and where. */
export function BulkRoleFields({ role, place, reasons, onRole, onPlace }: BulkRoleFieldsProps) {
  const closed = ROLE_KEYS.filter((one) => reasons[one] !== null)
  return (
    <div className="grid gap-4">
      <Field label="Role" help={role ? ROLES[role].line : closed.length > 0 ? `Not yours to give: ${closed.map((one) => ROLES[one].label).join(', ')}.` : undefined}>
        {(control) => (
          <Select
            {...control}
            value={role ?? ''}
            onChange={(event) => onRole(isRoleKey(event.target.value) ? event.target.value : null)}
            groups={FAMILIES.map((family) => ({ label: family, options: ROLE_KEYS.filter((one) => ROLES[one].family === family).map((one) => ({ value: one, label: ROLES[one].label, disabled: reasons[one] !== null })) }))}
          >
            <option value="">Choose a role</option>
          </Select>
        )}
      </Field>
      {role && ROLES[role].reach === 'place' ? (
        <Field label="Workspace or organization" help={`${ROLES[role].label} is held in one place, and only there.`}>
          {(control) => <Combobox {...control} value={place} onChange={onPlace} search={searchPlaces} placeholder="Type a part of its name" emptyText="No place of that name is within your reach." />}
        </Field>
      ) : null}
    </div>
  )
}
