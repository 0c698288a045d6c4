'use client'

import { useCallback } from 'react'
import { Checkbox } from '@/components/ui/checkbox'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { IconButton } from '@/components/ui/icon-button'
import { type Place } from '@/lib/authz/can'
import { paths } from '@/lib/paths'
import { type EligibleRole } from '@/lib/pim/own-view'
import { roleInPlace } from '@/lib/pim/request-words'
import { whyBusy, type NamedPlace, type Picked } from './basket'

interface PickRolesProps {
  roles: readonly EligibleRole[]
  picked: readonly Picked[]
  onChange: (picked: readonly Picked[]) => void
  /** there is only one, and it was asked for: nothing to choose but where */
  alone: boolean
}

/** Which roles, and for those that have something to do in places, in which of them. */
export function PickRoles({ roles, picked, onChange, alone }: PickRolesProps) {
  const placesOf = (role: EligibleRole) => picked.find((one) => one.role.grantId === role.grantId)?.places
  const setPlaces = (role: EligibleRole, places: readonly NamedPlace[]) => onChange(picked.map((one) => (one.role.grantId === role.grantId ? { role, places } : one)))
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className={alone ? 'sr-only' : 'mb-1.5 text-sm font-medium'}>Roles</legend>
      {roles.map((role) => {
        const places = placesOf(role)
        return (
          <div key={role.grantId} className="grid gap-2">
            {alone ? null : (
              <Checkbox
                label={roleInPlace(role.role, role.placeName)}
                description={role.adds}
                disabledReason={role.disabledReason ?? whyBusy(role)}
                checked={places !== undefined}
                onChange={(event) => onChange(event.target.checked ? [...picked, { role, places: [] }] : picked.filter((one) => one.role.grantId !== role.grantId))}
              />
            )}
            {places && role.narrowTo.length > 0 ? <Narrow role={role} places={places} onChange={(next) => setPlaces(role, next)} indented={!alone} /> : null}
          </div>
        )
      })}
    </fieldset>
  )
}

function Narrow({ role, places, onChange, indented }: { role: EligibleRole; places: readonly NamedPlace[]; onChange: (places: readonly NamedPlace[]) => void; indented: boolean }) {
  const { grantId } = role
  const search = useCallback((words: string, signal: AbortSignal) => searchNarrower(grantId, words, signal), [grantId])
  const add = (option: ComboboxOption | null) => {
    const [type, id] = (option?.value.split(':') ?? []) as [Place['type'], string] | []
    if (option && type && !places.some((place) => place.id === id)) onChange([...places, { type, id: id!, name: option.label }])
  }
  return (
    <div className={indented ? 'ml-6.5 grid gap-1.5' : 'grid gap-1.5'}>
      <p className={indented ? 'text-xs font-medium' : 'text-sm font-medium'}>Where</p>
      {places.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {places.map((place) => (
            <li key={place.id} className="flex max-w-full items-center gap-0.5 rounded-md border bg-sunken pl-2">
              <span className="truncate">{place.name}</span>
              <IconButton icon="close" size="sm" label={`Leave ${place.name} out`} onClick={() => onChange(places.filter(({ id }) => id !== place.id))} />
            </li>
          ))}
        </ul>
      ) : null}
      <Combobox aria-label={`${roleInPlace(role.role, role.placeName)}: only in a workspace or organization`} value={null} onChange={add} search={search} placeholder={places.length === 0 ? 'The whole tenant' : 'And in'} emptyText="No place of that name." />
      <p className="text-xs text-ink-3">{places.length === 0 ? 'Choose a workspace or organization to have it there only.' : places.length === 1 ? 'There only.' : 'Each is a request of its own.'}</p>
    </div>
  )
}

async function searchNarrower(grantId: string, words: string, signal: AbortSignal): Promise<ComboboxOption[]> {
  const response = await fetch(paths.api.pimPlaces(grantId, words), { signal, headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  const { items } = (await response.json()) as { items: { id: string; kind: Place['type']; label: string }[] }
  return items.map(({ id, kind, label }) => ({ value: `${kind}:${id}`, label, detail: kind === 'workspace' ? 'Workspace' : 'Organization' }))
}
