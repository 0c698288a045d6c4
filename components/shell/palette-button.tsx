'use client'

import { useEffect, useLayoutEffect, useState, useSyncExternalStore, type ComponentType } from 'react'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { type PaletteProps } from './palette'

const neverChanges = () => () => undefined
const onApple = () => /Mac|iPhone|iPad/.test(navigator.platform)

/** Opens the palette, as ⌘K and Ctrl K do. Its code comes when it is first wanted. */
export function PaletteButton({ groups, sources }: Omit<PaletteProps, 'onClose'>) {
  const [open, setOpen] = useState(false)
  const apple = useSyncExternalStore(neverChanges, onApple, () => false)
  const [Loaded, setLoaded] = useState<ComponentType<PaletteProps> | null>(null)

  // Whoever sees the button may press the keys at once.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      if (document.querySelector('dialog:modal')) return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  const fetchAhead = () => void import('./palette').then((module) => setLoaded(() => module.Palette))
  useEffect(() => {
    if (open) void import('./palette').then((module) => setLoaded(() => module.Palette))
  }, [open])

  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onPointerEnter={fetchAhead}
        onFocus={fetchAhead}
        onClick={() => setOpen(true)}
        className="flex h-7 items-center gap-2 rounded-md border bg-canvas px-2 text-ink-3 hover:border-line-strong hover:text-ink max-sm:w-9 max-sm:justify-center coarse:h-9 sm:w-52"
      >
        <Icon name="search" size={14} />
        <span className="text-xs max-sm:sr-only">Go to or do</span>
        <span className="ml-auto max-sm:hidden">
          <Kbd>{apple ? '⌘K' : 'Ctrl K'}</Kbd>
        </span>
      </button>
      {open && Loaded ? <Loaded groups={groups} sources={sources} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
