'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { classNames } from './class-names'
import { type ControlProps } from './field'
import { Icon } from './icon'
import { placeBeside } from './place-beside'
import { Spinner } from './spinner'
import { useActiveOption } from './use-active-option'
import { useAsyncOptions } from './use-async-options'

export interface ComboboxOption {
  value: string
  label: string
  /** Second line: an address, a kind. */
  detail?: string
  /** Shown with the option; it cannot be taken. */
  disabledReason?: string | null | undefined
}

export interface ComboboxProps extends Partial<ControlProps> {
  /** Carries the value in a form that is sent as it is. */
  name?: string
  value: ComboboxOption | null
  onChange: (option: ComboboxOption | null) => void
  /** Must be stable (module level or useCallback). The empty query asks for a first few. */
  search: (query: string, signal: AbortSignal) => Promise<readonly ComboboxOption[]>
  placeholder?: string
  /** When nothing is found. */
  emptyText?: string
  'aria-label'?: string
}

/** A field that finds one of very many: type, arrows, Enter. */
export function Combobox({ name, value, onChange, search, placeholder, emptyText = 'Nothing found.', id, ...aria }: ComboboxProps) {
  const made = useId()
  const inputId = id ?? made
  const listId = `${inputId}-list`
  const input = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState<string | null>(null)
  const { options, failed, pending } = useAsyncOptions(open ? (typed ?? '').trim() : null, search)

  const leave = () => {
    setOpen(false)
    setTyped(null)
  }
  const take = (index: number) => {
    const option = options[index]
    if (!option || option.disabledReason) return
    onChange(option)
    leave()
  }
  const { active, setActive, onKeyDown } = useActiveOption(options.length, take)

  useEffect(() => {
    const element = panel.current
    if (!element || !input.current) return
    if (open && !element.matches(':popover-open')) {
      placeBeside(element, input.current, 'start', true)
      element.showPopover()
    }
    if (!open && element.matches(':popover-open')) element.hidePopover()
  }, [open])
  useEffect(() => {
    panel.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const words = failed ? 'The search failed. Check the connection and type again.' : pending && options.length === 0 ? 'Searching…' : options.length === 0 ? emptyText : ''
  return (
    <span className="relative block">
      {name ? <input type="hidden" name={name} value={value?.value ?? ''} /> : null}
      <input
        {...aria}
        ref={input}
        id={inputId}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={typed ?? value?.label ?? ''}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
          setOpen(true)
          if (event.target.value === '') onChange(null)
        }}
        onClick={() => setOpen(true)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && open) {
            // Only the list closes, not the dialog around it.
            event.preventDefault()
            event.stopPropagation()
            leave()
          } else if (!open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault()
            setOpen(true)
          } else if (open) onKeyDown(event)
        }}
        className="control pr-8"
      />
      <span className="pointer-events-none absolute inset-y-0 right-2.5 grid place-items-center text-ink-3">{open && pending ? <Spinner /> : <Icon name="chevron-down" size={14} />}</span>
      {/* A press in the list must not take focus out of the field before it counts. */}
      <div ref={panel} popover="manual" className="panel overflow-y-auto p-1" onPointerDown={(event) => event.preventDefault()}>
        <div id={listId} role="listbox" aria-label={placeholder ?? 'Suggestions'}>
          {options.map((option, index) => (
            <div
              key={option.value}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              aria-disabled={option.disabledReason ? true : undefined}
              onPointerMove={() => setActive(index)}
              onPointerUp={() => take(index)}
              className={classNames('rounded-md px-2 py-1.5', index === active && 'bg-hover', option.disabledReason && 'text-ink-3')}
            >
              <span className="block truncate">{option.label}</span>
              {option.detail || option.disabledReason ? <span className="block truncate text-xs text-ink-3">{option.disabledReason ?? option.detail}</span> : null}
            </div>
          ))}
        </div>
        <div role="status" className={words ? 'px-2 py-1.5 text-ink-3' : 'sr-only'}>
          {words || (open ? `${options.length} found` : '')}
        </div>
      </div>
    </span>
  )
}
