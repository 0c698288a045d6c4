'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { Spinner } from '@/components/ui/spinner'
import { useActiveOption } from '@/components/ui/use-active-option'
import { useAsyncOptions } from '@/components/ui/use-async-options'
import { countOf } from '@/lib/format/count'
import { askSource } from './ask-source'
import { fitting, type PaletteGroup, type PaletteSource } from './palette-source'

export interface PaletteProps {
  /** Known without asking: pages, actions. */
  groups: readonly PaletteGroup[]
  /** Asked as one types: people, workspaces, organizations. */
  sources: readonly PaletteSource[]
  onClose: () => void
}

/** ⌘K: go to a person, a place, a page; start what one may do. */
export function Palette({ groups, sources, onClose }: PaletteProps) {
  const router = useRouter()
  const listId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const query = typed.trim()
  const search = useCallback((text: string, signal: AbortSignal) => Promise.all(sources.map(async (source) => ({ heading: source.heading, entries: await askSource(source, text, signal) }))), [sources])
  const { options: found, pending, failed } = useAsyncOptions<PaletteGroup>(query ? query : null, search)

  const known = groups.map((group) => ({ ...group, entries: query ? fitting(group.entries, query) : group.entries }))
  const shown = [...known, ...(query ? found : [])].filter((group) => group.entries.length > 0)
  const flat = shown.flatMap((group) => group.entries)
  const go = (index: number) => {
    const entry = flat[index]
    if (!entry) return
    onClose()
    router.push(entry.href)
  }
  const { active, setActive, onKeyDown } = useActiveOption(flat.length, go)

  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const words = failed ? 'The search failed. Pages are still listed here.' : query && !pending && flat.length === 0 ? 'Nothing by that name within your reach.' : ''
  return (
    <dialog
      ref={dialog}
      aria-label="Go to or do"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
      className="fixed inset-x-0 top-[12dvh] mx-auto flex max-h-[70dvh] w-[min(36rem,calc(100vw-2rem))] flex-col overflow-hidden rounded-xl border bg-raised text-ink shadow-dialog"
    >
      <div className="flex items-center gap-3 border-b px-4">
        <span className="text-ink-3">{pending ? <Spinner size={16} /> : <Icon name="search" />}</span>
        <input
          role="combobox"
          aria-label="Go to or do"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          placeholder="A person, a workspace, a page…"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <div id={listId} role="listbox" aria-label="Results" className="min-h-0 overflow-y-auto p-2">
        {shown.map((group) => (
          <div key={group.heading} role="group" aria-label={group.heading} className="pb-1">
            <p aria-hidden="true" className="px-2 py-1 text-2xs font-medium text-ink-3">
              {group.heading}
            </p>
            {group.entries.map((entry) => {
              const index = flat.indexOf(entry)
              return (
                <div
                  key={entry.id}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  onPointerMove={() => setActive(index)}
                  onPointerUp={() => go(index)}
                  className={classNames('flex items-center gap-2.5 rounded-md px-2 py-1.5 coarse:py-2.5', index === active && 'bg-hover')}
                >
                  <Icon name={entry.icon ?? 'chevron-right'} className="text-ink-3" />
                  <span className="truncate">{entry.label}</span>
                  {entry.detail ? <span className="ml-auto truncate pl-4 text-xs text-ink-3">{entry.detail}</span> : null}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      <p role="status" className={words ? 'px-4 pb-4 text-ink-3' : 'sr-only'}>
        {words || countOf(flat.length, 'result')}
      </p>
    </dialog>
  )
}
