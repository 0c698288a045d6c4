'use client'

import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { type Density } from '@/lib/format/preferences'
import { SelectionBar } from './selection-bar'
import { SelectionContext } from './selection'
import { useRowKeys } from './use-row-keys'

interface TableIslandProps {
  label: string
  density: Density
  /** How many rows there are on this page. */
  onPage: number
  bulk: ReactNode
  matching: { count: number; exact: boolean } | undefined
  children: ReactNode
}

/** Keys and selection for rows that the server drew. The boxes themselves hold the selection, so a refresh keeps what is still in sight. */
export function TableIsland({ label, density, onPage, bulk, matching, children }: TableIslandProps) {
  const region = useRef<HTMLDivElement>(null)
  const lastTicked = useRef<string | null>(null)
  const [keys, setKeys] = useState<readonly string[]>([])
  const [everything, setEverything] = useState(false)

  const boxes = useCallback(() => [...(region.current?.querySelectorAll<HTMLInputElement>('[data-select]') ?? [])], [])
  const recount = useCallback(() => {
    const all = boxes()
    const ticked = all.filter((box) => box.checked)
    const head = region.current?.querySelector<HTMLInputElement>('[data-select-all]')
    if (head) {
      head.checked = all.length > 0 && ticked.length === all.length
      head.indeterminate = ticked.length > 0 && ticked.length < all.length
    }
    if (ticked.length < all.length || all.length === 0) setEverything(false)
    setKeys((before) => (before.length === 0 && ticked.length === 0 ? before : ticked.map((box) => box.value)))
  }, [boxes])
  const tickAll = useCallback(
    (checked: boolean) => {
      for (const box of boxes()) box.checked = checked
      recount()
    },
    [boxes, recount],
  )

  useEffect(() => {
    const element = region.current
    const onChange = (event: Event) => {
      const box = event.target
      if (!(box instanceof HTMLInputElement)) return
      if ('selectAll' in box.dataset) return tickAll(box.checked)
      if ('select' in box.dataset) recount()
    }
    // Shift with a press ticks everything between this box and the one before.
    const onClick = (event: MouseEvent) => {
      const box = event.target
      if (!(box instanceof HTMLInputElement) || !('select' in box.dataset)) return
      const all = boxes()
      const from = all.findIndex((other) => other.value === lastTicked.current)
      const to = all.indexOf(box)
      if (event.shiftKey && from >= 0) {
        for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1)) between.checked = box.checked
        recount()
      }
      lastTicked.current = box.value
    }
    // Rows come and go by refresh, filter and page; whatever is still ticked stays selected.
    const observer = new MutationObserver(recount)
    // So does what was ticked before the page was alive.
    if (element?.querySelector<HTMLInputElement>('[data-select-all]')?.checked) tickAll(true)
    else recount()
    if (element) observer.observe(element, { childList: true, subtree: true })
    element?.addEventListener('change', onChange)
    element?.addEventListener('click', onClick)
    return () => {
      observer.disconnect()
      element?.removeEventListener('change', onChange)
      element?.removeEventListener('click', onClick)
    }
  }, [boxes, recount, tickAll])

  const clear = useCallback(() => tickAll(false), [tickAll])
  useRowKeys(region, { onTick: recount, onEscape: clear })
  const selection = useMemo(() => ({ keys, everything, clear }), [keys, everything, clear])

  return (
    <>
      <div ref={region} role="region" aria-label={label} data-density={density} className="table-region group/table min-h-0 flex-1 overflow-auto">
        {children}
      </div>
      {bulk ? (
        <SelectionContext value={selection}>
          <SelectionBar onPage={onPage} matching={matching} onEverything={() => setEverything(true)}>
            {bulk}
          </SelectionBar>
        </SelectionContext>
      ) : null}
    </>
  )
}
