'use client'

import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { ROLES, ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { type GrantKind } from '@/lib/pim/assignment-terms'
import { KindChoice } from './kind-choice'
import { searchPlaces } from './search-places'

interface BulkRoleFieldsProps {
  role: RoleKey | null
  place: ComboboxOption | null
  kind: GrantKind
  /** why a kind cannot be chosen, by the PIM settings of the role */
  kinds: Readonly<Record<GrantKind, string | null>>
  /** role → why the viewer may not give it to anybody, or null */
  reasons: Readonly<Record<RoleKey, string | null>>
  onRole: (role: RoleKey | null) => void
  onKind: (kind: GrantKind) => void
  onPlace: (place: ComboboxOption | null) => void
}

const FAMILIES = [...new Set(ROLE_KEYS.map((role) => ROLES[role].family))]

/** Which role everyone gets, and where. */
export function BulkRoleFields({ role, place, kind, kinds, reasons, onRole, onKind, onPlace }: BulkRoleFieldsProps) {
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
      {role ? <KindChoice form="bulk" kind={kind} reasons={kinds} onKind={onKind} /> : null}
    </div>
  )
}
