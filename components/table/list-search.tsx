'use client'

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { IconButton } from '@/components/ui/icon-button'
import { Spinner } from '@/components/ui/spinner'
import { SEARCH } from './query-string'
import { useListAddress } from './use-list-address'

const PAUSE_MS = 180

/** Searches as one types; "/" goes there, Escape empties it. */
export function ListSearch({ label, placeholder = label }: { /** "Search by name or e-mail". */ label: string; placeholder?: string }) {
  const { params, change, pending } = useListAddress()
  const inAddress = params.get(SEARCH) ?? ''
  const [typed, setTyped] = useState(inAddress)
  const [sent, setSent] = useState(inAddress)
  const input = useRef<HTMLInputElement>(null)

  // The address moved without us (Back, a removed chip): follow it. What we sent ourselves must not overwrite newer typing.
  if (inAddress !== sent && !pending) {
    setSent(inAddress)
    setTyped(inAddress)
  }

  useEffect(() => {
    if (typed.trim() === sent) return
    const timer = setTimeout(() => {
      setSent(typed.trim())
      change({ [SEARCH]: typed.trim() || null })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, sent, change])

  // Whoever sees the field may press the key at once.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const busy = document.activeElement?.closest('input:not([type="checkbox"]), textarea, select, [contenteditable], dialog')
      if (event.key !== '/' || busy || document.documentElement.dataset.shortcuts === 'off') return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  return (
    <search className="relative min-w-0 flex-1 basis-full sm:max-w-72 sm:basis-44">
      <span className="pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-ink-3">{pending ? <Spinner /> : <Icon name="search" size={14} />}</span>
      <input
        ref={input}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label={label}
        placeholder={placeholder}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && typed) setTyped('')
        }}
        className="control h-8 pr-8 pl-8"
      />
      {typed ? <IconButton icon="close" label="Empty the search" size="sm" className="absolute top-0.5 right-0.5" onClick={() => setTyped('')} /> : null}
    </search>
  )
}
