import { RadioGroup } from '@/components/ui/radio-group'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { PLACE_ROLES } from '@/lib/places/place-roles'
import { type PlaceKind } from '@/lib/places/place-view'

const CAN: Record<PlaceKind, (index: number) => string> = {
  workspace: (index) => (index === 0 ? 'Changes the workspace and manages its administrators.' : 'Sees the workspace, its administrators and its audit; changes nothing.'),
  organization: (index) => (index === 0 ? 'Changes the organization and manages its administrators.' : 'Sees the organization and its administrators; changes nothing.'),
}

/** Admin or auditor of one place, with what each may do. */
export function PlaceRoleChoice({ kind, value, error, onChange }: { kind: PlaceKind; value: RoleKey; error?: string | undefined; onChange: (role: RoleKey) => void }) {
  return (
    <RadioGroup
      legend="Role"
      name="role"
      value={value}
      error={error}
      options={PLACE_ROLES.map((role, index) => ({ value: role, label: ROLES[role].label, description: CAN[kind](index) }))}
      onChange={(event) => onChange(event.target.value as RoleKey)}
    />
  )
}
