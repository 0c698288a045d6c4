'use client'

import { buttonLook } from '@/components/ui/button-look'
import { Combobox, type ComboboxProps } from '@/components/ui/combobox'
import { Field } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Popover } from '@/components/ui/popover'
import { useListAddress } from './use-list-address'

export interface SearchedField extends Pick<ComboboxProps, 'search' | 'placeholder' | 'emptyText'> {
  /** in the address */
  name: string
  label: string
  /** what is called so there; null without one */
  chosen: string | null
}

export interface SearchedFilterProps {
  /** "Place". */
  button: string
  /** Name of the panel. */
  label: string
  fields: readonly SearchedField[]
}

/** A filter whose choices are too many to list: each is found by typing. */
export function SearchedFilter({ button, label, fields }: SearchedFilterProps) {
  const { params, change } = useListAddress()
  const set = fields.filter(({ name }) => params.get(name)).length
  return (
    <Popover
      label={label}
      buttonClass={buttonLook('secondary', 'md')}
      className="w-72 p-2"
      button={
        <>
          {button}
          {set > 0 ? <span className="rounded-sm bg-accent-soft px-1 text-2xs text-accent-ink">{set}</span> : null}
          <Icon name="chevron-down" size={12} className="-mr-1 text-ink-3" />
        </>
      }
    >
      <div className="grid gap-3">
        {fields.map(({ name, label: fieldLabel, chosen, ...search }) => {
          const value = params.get(name)
          const shared = { ...search, value: value ? { value, label: chosen ?? '' } : null, onChange: (option: { value: string } | null) => change({ [name]: option?.value ?? null }) }
          if (fields.length === 1) return <Combobox key={name} aria-label={fieldLabel} {...shared} />
          return (
            <Field key={name} label={fieldLabel} optional>
              {(control) => <Combobox {...control} {...shared} />}
            </Field>
          )
        })}
      </div>
    </Popover>
  )
}
