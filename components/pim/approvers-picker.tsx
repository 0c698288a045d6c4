'use client'

import { searchPeople } from '@/components/shell/search-people'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Select } from '@/components/ui/select'
import { ROLES, ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { type ApproverDraft } from './typed-settings'

interface ApproversPickerProps {
  people: readonly ApproverDraft[]
  roles: readonly RoleKey[]
  error: string | undefined
  /** why they may only be read */
  reason: string | null
  onPeople: (people: readonly ApproverDraft[]) => void
  onRoles: (roles: readonly RoleKey[]) => void
}

/** Who may decide about a role besides the Client Owners: named people, and whoever holds a role in force. */
export function ApproversPicker({ people, roles, error, reason, onPeople, onRoles }: ApproversPickerProps) {
  const add = (option: ComboboxOption | null) => {
    if (option && !people.some(({ id }) => id === option.value)) onPeople([...people, { id: option.value, name: option.label, email: option.detail ?? '' }])
  }
  const none = people.length + roles.length === 0
  return (
    <fieldset id="pim-approvers" tabIndex={-1} className="grid min-w-0 gap-3">
      <legend className="mb-1.5 text-sm font-medium">Approvers</legend>
      {none ? <p className="text-ink-3">Nobody is named: the Client Owners decide.</p> : (
        <ul className="divide-y rounded-lg border" aria-label="Named approvers">
          {people.map((person) => (
            <Named key={person.id} title={person.name} line={person.email} reason={reason} onRemove={() => onPeople(people.filter(({ id }) => id !== person.id))} />
          ))}
          {roles.map((role) => (
            <Named key={role} title={`Whoever holds ${ROLES[role].label}`} line="In force: being eligible is not enough." reason={reason} onRemove={() => onRoles(roles.filter((one) => one !== role))} />
          ))}
        </ul>
      )}
      {error ? <p className="text-xs text-danger-ink">{error}</p> : null}
      {reason ? null : (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Add a person" optional>
            {(control) => <Combobox {...control} value={null} onChange={add} search={searchPeople} placeholder="Type a name or an address" emptyText="Nobody of that name." />}
          </Field>
          <Field label="Add the holders of a role" optional>
            {(control) => (
              <Select {...control} value="" onChange={(event) => (isRoleKey(event.target.value) ? onRoles([...roles, event.target.value]) : undefined)} options={ROLE_KEYS.filter((role) => !roles.includes(role)).map((role) => ({ value: role, label: ROLES[role].label }))}>
                <option value="">Choose a role</option>
              </Select>
            )}
          </Field>
        </div>
      )}
      <p className="text-xs text-ink-3">Client Owners can always decide. Nobody decides their own request.</p>
    </fieldset>
  )
}

function Named({ title, line, reason, onRemove }: { title: string; line: string; reason: string | null; onRemove: () => void }) {
  return (
    <li className="flex items-center justify-between gap-3 py-1.5 pr-1.5 pl-3">
      <span className="min-w-0">
        <bdi className="block text-left wrap-anywhere">{title}</bdi>
        {line ? <span className="block text-xs wrap-anywhere text-ink-3">{line}</span> : null}
      </span>
      {reason ? null : <IconButton icon="close" size="sm" label={`Remove ${title}`} onClick={onRemove} />}
    </li>
  )
}
