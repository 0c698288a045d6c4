'use client'

import { useLayoutEffect, type RefObject } from 'react'

const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"], dialog'
const PRESSABLE = 'a, button, input, select, textarea, label, summary, [role="menuitem"], [popover]'

/**
 * j and k walk the rows, x ticks, Enter opens, Escape ends a selection; a press on a row's empty space opens it.
 * They work while focus is in the table or nowhere, and can be switched off (data-shortcuts on the root; WCAG 2.1.4).
 */
export function useRowKeys(region: RefObject<HTMLElement | null>, { onTick, onEscape }: { onTick: () => void; onEscape: () => void }): void {
  useLayoutEffect(() => {
    const element = region.current
    if (!element) return
    const rows = () => [...element.querySelectorAll<HTMLElement>('[data-row]')]
    const focusRow = (row: HTMLElement | undefined) => {
      if (!row) return
      const target = row.querySelector<HTMLElement>('[data-row-link]') ?? row
      target.focus({ preventScroll: true, focusVisible: true } as FocusOptions)
      row.scrollIntoView({ block: 'nearest' })
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const active = document.activeElement
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      // On something around the table, such as the page's content after “Skip to content”, focus is nowhere in particular.
      if (active !== null && !active.contains(element) && !element.contains(active)) return
      if (active?.closest(TYPING)) return
      if (event.key === 'Escape') return onEscape()
      if (document.documentElement.dataset.shortcuts === 'off') return
      const all = rows()
      const at = all.findIndex((row) => row.contains(active))
      if (event.key === 'j') focusRow(all[Math.min(at + 1, all.length - 1)])
      else if (event.key === 'k') focusRow(all[Math.max(at - 1, 0)])
      else if (event.key === 'x' && at >= 0) {
        const box = all[at]?.querySelector<HTMLInputElement>('[data-select]')
        if (box) box.checked = !box.checked
        onTick()
      } else return
      event.preventDefault()
    }
    const onClick = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || event.target.closest(PRESSABLE) || String(getSelection()) !== '') return
      // Beside the box is meant to be on it.
      const box = event.target.closest('td, th')?.querySelector<HTMLElement>('[data-select], [data-select-all]')
      if (box) return box.click()
      const link = event.target.closest('[data-row]')?.querySelector<HTMLElement>('[data-row-link]')
      if (event.metaKey || event.ctrlKey) window.open(link?.getAttribute('href') ?? '', '_blank', 'noopener')
      else link?.click()
    }
    document.addEventListener('keydown', onKeyDown)
    element.addEventListener('click', onClick)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      element.removeEventListener('click', onClick)
    }
  }, [region, onTick, onEscape])
}
