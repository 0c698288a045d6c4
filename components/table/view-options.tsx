'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { setHiddenColumns, setPreference } from '@/components/shell/set-preference'
import { buttonLook } from '@/components/ui/button-look'
import { Icon } from '@/components/ui/icon'
import { Popover } from '@/components/ui/popover'
import { type Density } from '@/lib/format/preferences'

export interface ViewOptionsProps {
  /** Name of the list, under which its columns are remembered. */
  table: string
  columns: readonly { key: string; header: string; fixed?: boolean }[]
  hidden: readonly string[]
  density: Density
}

/** Columns and density of a list, remembered in this browser. */
export function ViewOptions({ table, columns, hidden, density }: ViewOptionsProps) {
  const router = useRouter()
  const [, start] = useTransition()
  const [off, setOff] = useState(hidden)
  const [dense, setDense] = useState(density)

  const toggle = (key: string, on: boolean) => {
    const next = on ? off.filter((other) => other !== key) : [...off, key]
    setOff(next)
    setHiddenColumns(table, next)
    start(() => router.refresh())
  }
  const pack = (value: Density) => {
    setDense(value)
    setPreference('density', value)
    for (const region of document.querySelectorAll<HTMLElement>('[data-density]')) region.dataset.density = value
  }

  return (
    <Popover label="View" align="end" buttonLabel="Columns and density" buttonClass={buttonLook('secondary', 'md', { square: true })} button={<Icon name="columns" />} className="w-56 p-1">
      <fieldset>
        <legend className="px-2 pt-1.5 pb-1 text-2xs font-medium tracking-wide text-ink-3 uppercase">Rows</legend>
        {(['comfortable', 'compact'] as const).map((value) => (
          <label key={value} className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover">
            <input type="radio" name="density" className="tick" checked={dense === value} onChange={() => pack(value)} />
            {value === 'compact' ? 'Compact' : 'Comfortable'}
          </label>
        ))}
      </fieldset>
      <fieldset className="mt-1 border-t">
        <legend className="sr-only">Columns</legend>
        <p aria-hidden="true" className="px-2 pt-2 pb-1 text-2xs font-medium tracking-wide text-ink-3 uppercase">
          Columns
        </p>
        {columns.map((column, index) => (
          <label key={column.key} className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover has-disabled:cursor-default has-disabled:text-ink-3">
            <input type="checkbox" className="tick" checked={!off.includes(column.key)} disabled={index === 0 || column.fixed} onChange={(event) => toggle(column.key, event.target.checked)} />
            {column.header}
          </label>
        ))}
      </fieldset>
    </Popover>
  )
}
