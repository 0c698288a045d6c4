'use client'

import { Button } from '@/components/ui/button'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Field, FieldError } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Select } from '@/components/ui/select'
import type { RoleKey } from '@/lib/authz/policy'
import type { RoleOffer } from '@/lib/invitations/access-offer'
import { MOST_PLACES } from '@/lib/invitations/limits'
import { paths } from '@/lib/paths'
import { newPlace, type PlaceDraft } from './invite-draft'

interface PlaceRowsProps {
  places: PlaceDraft[]
  /** roles that are held in one place */
  offers: readonly RoleOffer[]
  /** "places" or "places.0.id" → what is wrong */
  errors: Readonly<Record<string, string>>
  onChange: (places: PlaceDraft[]) => void
}

export const placeFieldId = (index: number) => `invite-place-${index}`

interface FoundPlace { id: string; label: string; detail: string; icon: 'workspace' | 'organization' }

async function searchPlaces(query: string, signal: AbortSignal): Promise<ComboboxOption[]> {
  const response = await fetch(`${paths.api.searchPlaces}?${new URLSearchParams({ q: query })}`, { signal })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  const { items } = (await response.json()) as { items: FoundPlace[] }
  return items.map(({ id, label, detail, icon }) => ({ value: `${icon}:${id}`, label, detail }))
}

/** Which workspaces and organizations a Member gets, and as what in each. */
export function PlaceRows({ places, offers, errors, onChange }: PlaceRowsProps) {
  const change = (key: number, part: Partial<PlaceDraft>) => onChange(places.map((place) => (place.key === key ? { ...place, ...part } : place)))
  const options = offers.map(({ role, label, refusal }) => ({ value: role, label, disabled: refusal !== null }))
  return (
    <div className="grid gap-4">
      <ul className="grid gap-3">
        {places.map((row, index) => (
          <li key={row.key} className="flex items-start gap-2">
            <fieldset className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
              <legend className="sr-only">Place {index + 1}</legend>
              <Field label="Workspace or organization" id={placeFieldId(index)} error={errors[`places.${index}.id`]}>
                {(control) => <Combobox {...control} value={row.place} onChange={(place) => change(row.key, { place })} search={searchPlaces} placeholder="Search by name" emptyText="No workspace or organization has this name." />}
              </Field>
              <Field label="Role there" error={errors[`places.${index}.role`]}>
                {(control) => <Select {...control} options={options} value={row.role} onChange={(event) => change(row.key, { role: event.target.value as RoleKey })} />}
              </Field>
            </fieldset>
            {places.length > 1 ? <IconButton icon="close" label={`Remove ${row.place?.label ?? `place ${index + 1}`}`} className="mt-6" onClick={() => onChange(places.filter(({ key }) => key !== row.key))} /> : null}
          </li>
        ))}
      </ul>
      {errors.places ? <FieldError>{errors.places}</FieldError> : null}
      <div>
        <Button icon="plus" size="sm" onClick={() => onChange([...places, newPlace(places.at(-1)?.role ?? offers[0]!.role)])} disabledReason={places.length >= MOST_PLACES ? `At most ${MOST_PLACES} places at once; add more on the profile.` : null}>
          Add another place
        </Button>
      </div>
    </div>
  )
}
