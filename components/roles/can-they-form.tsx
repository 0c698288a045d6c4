'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useMemo, useState, useTransition } from 'react'
import { askSource } from '@/components/shell/ask-source'
import { searchPeople } from '@/components/shell/search-people'
import { Button } from '@/components/ui/button'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { rolesToAskAbout } from '@/lib/authz/explain'
import { POLICY, ROLES, isPermission, permissionRow, type RoleKey } from '@/lib/authz/policy'
import { fromLocalField, toLocalField } from '@/lib/format/local-moment'
import { paths } from '@/lib/paths'
import { placesMatter } from '@/lib/roles/asked-place'
import { findPermissions } from '@/lib/roles/find-permissions'

export interface CanTheyFormProps {
  /** as the address has them */
  asked: { person: ComboboxOption | null; permission: string; place: ComboboxOption | null; about: ComboboxOption | null; role: string; at: number | null }
  /** why one can ask about oneself only; null for who may ask about others */
  onlyOneself: string | null
  self: ComboboxOption
  /** places of one's own roles, in reach or not */
  ownPlaces: readonly ComboboxOption[]
  /** the viewer's */
  zone: string
}

const searchPermissions = (query: string) =>
  Promise.resolve(findPermissions({ q: query, role: [], scope: [] }).map((permission) => ({ value: permission, label: POLICY[permission].label, detail: permission })))

/** Who, what, where, when. Pressing Ask puts the whole question into the address. */
export function CanTheyForm({ asked, onlyOneself, self, ownPlaces, zone }: CanTheyFormProps) {
  const router = useRouter()
  const [pending, start] = useTransition()
  const [person, setPerson] = useState(asked.person)
  const [permission, setPermission] = useState<ComboboxOption | null>(isPermission(asked.permission) ? { value: asked.permission, label: POLICY[asked.permission].label } : null)
  const [place, setPlace] = useState(asked.place)
  const [about, setAbout] = useState(asked.about)
  const [role, setRole] = useState(asked.role)
  const [at, setAt] = useState(asked.at === null ? '' : toLocalField(asked.at, zone))

  const key = permission && isPermission(permission.value) ? permission.value : null
  const row = key ? permissionRow(key) : null
  const roles = key ? rolesToAskAbout(key) : []
  const chosenRole = roles.find((one) => one === role) ?? ''
  const needsPlace = key !== null && placesMatter(key) && (row?.scope !== 'tenant' || (chosenRole !== '' && ROLES[chosenRole].reach === 'place'))
  const asksAbout = row?.rule === 'other-person' || row?.rule === 'grant-change'
  const searchPlaces = useCallback(
    async (query: string, signal: AbortSignal) => {
      const scope = row?.scope
      const found = await askSource({ url: paths.api.searchPlaces, icon: 'workspace' }, query, signal)
      const reached = found.map((one) => ({ value: `${one.icon}:${one.id}`, label: one.label, ...(one.detail ? { detail: one.detail } : {}) }))
      const own = ownPlaces.filter((one) => one.label.toLowerCase().includes(query.toLowerCase()) && !reached.some(({ value }) => value === one.value))
      return [...reached, ...own].filter(({ value }) => scope === undefined || scope === 'tenant' || value.startsWith(`${scope}:`))
    },
    [row?.scope, ownPlaces],
  )
  const fits = place && row && (row.scope === 'tenant' || place.value.startsWith(`${row.scope}:`)) ? place : null
  const href = useMemo(
    () =>
      key &&
      paths.canTheyAsk({
        permission: key, person: person?.value === self.value ? '' : person?.value, place: needsPlace ? fits?.value : '', about: asksAbout ? about?.value : '', role: chosenRole,
        at: isoOf(fromLocalField(at, zone)),
      }),
    [key, person, self.value, needsPlace, fits, asksAbout, about, chosenRole, at, zone],
  )

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (href) start(() => router.push(href, { scroll: false }))
      }}
      className="grid items-start gap-4 sm:grid-cols-2"
    >
      <Field label="Who" help={onlyOneself ?? 'Left empty: yourself.'} optional>
        {(control) =>
          onlyOneself ? <Input {...control} readOnly value="Yourself" /> : <Combobox {...control} value={person} onChange={setPerson} search={searchPeople} placeholder={self.label} emptyText="Nobody by that name within your reach." />
        }
      </Field>
      <Field label="What">{(control) => <Combobox {...control} value={permission} onChange={setPermission} search={searchPermissions} placeholder="Such as: change a workspace" emptyText="No permission has these words." />}</Field>
      {roles.length > 0 ? (
        <Field label="Which role" help="Left open: whether it may be done at all." optional>
          {(control) => (
            <Select {...control} value={chosenRole} onChange={(event) => setRole(event.target.value)} groups={roleGroups(roles)}>
              <option value="">Any role</option>
            </Select>
          )}
        </Field>
      ) : null}
      {asksAbout ? (
        <Field label="About whom" help="The rules about another person count every role that person holds." optional>
          {(control) => (onlyOneself ? <Input {...control} readOnly value="Somebody without a role" /> : <Combobox {...control} value={about} onChange={setAbout} search={searchPeople} placeholder="Somebody without a role" emptyText="Nobody by that name within your reach." />)}
        </Field>
      ) : null}
      {needsPlace ? <Field label={row?.scope === 'organization' ? 'In which organization' : row?.scope === 'workspace' ? 'In which workspace' : 'Where'}>{(control) => <Combobox {...control} value={fits} onChange={setPlace} search={searchPlaces} placeholder="A place within your reach" emptyText="Nothing by that name within your reach." />}</Field> : null}
      <Field label="When" help="Left empty: now. Roles are judged at that moment; status and settings as they are." optional>
        {(control) => <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />}
      </Field>
      <div className="sm:col-span-2">
        <Button type="submit" variant="primary" pending={pending} disabledReason={href ? null : 'Choose what it is about first.'}>
          Ask
        </Button>
      </div>
    </form>
  )
}

function roleGroups(roles: readonly RoleKey[]) {
  const families = [...new Set(roles.map((role) => ROLES[role].family))]
  return families.map((family) => ({ label: family, options: roles.filter((role) => ROLES[role].family === family).map((value) => ({ value, label: ROLES[value].label })) }))
}

function isoOf(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString()
}
