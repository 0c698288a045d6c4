'use client'

import { useEffect, useRef } from 'react'

const DELAY_MS = 350
const LINGER_MS = 120

/**
 * Shows the words of `data-tip` of whatever is pointed at or focused. One for the whole page, so that a tip costs
 * nothing until it is shown and works on what the server drew. It is for the eye: who listens has aria-label or aria-describedby.
 */
export function TipLayer() {
  const layer = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const tip = layer.current
    if (!tip) return
    let timer = 0
    let owner: Element | null = null

    const hide = () => {
      clearTimeout(timer)
      owner = null
      if (tip.matches(':popover-open')) tip.hidePopover()
    }
    const show = (target: Element) => {
      const words = target.getAttribute('data-tip')
      if (!words || !target.isConnected) return
      owner = target
      tip.textContent = words
      if (!tip.matches(':popover-open')) tip.showPopover()
      const anchor = target.getBoundingClientRect()
      const own = tip.getBoundingClientRect()
      const over = anchor.top - own.height - 6
      const left = anchor.left + anchor.width / 2 - own.width / 2
      tip.style.top = `${over >= 8 ? over : anchor.bottom + 6}px`
      tip.style.left = `${Math.min(Math.max(8, left), window.innerWidth - own.width - 8)}px`
    }
    const later = (action: () => void, ms: number) => {
      clearTimeout(timer)
      timer = window.setTimeout(action, ms)
    }
    const tipped = (event: Event) => (event.target instanceof Element ? event.target.closest('[data-tip]') : null)
    const onOver = (event: PointerEvent) => {
      if (event.target === tip) return clearTimeout(timer)
      const target = tipped(event)
      if (target && target !== owner) later(() => show(target), owner ? 0 : DELAY_MS)
    }
    const onOut = (event: PointerEvent) => {
      if (tipped(event) || event.target === tip) later(hide, LINGER_MS)
    }
    const onFocus = (event: FocusEvent) => {
      const target = tipped(event)
      // A tap on a control that cannot be used focuses it without :focus-visible; its reason is shown all the same.
      // Not at once: focus also moves while a popover is being shown, when no other may be.
      if (target && (target.matches(':focus-visible') || target.getAttribute('aria-disabled') === 'true')) later(() => show(target), 0)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide()
    }
    const options = { capture: true, passive: true } as const
    document.addEventListener('pointerover', onOver, options)
    document.addEventListener('pointerout', onOut, options)
    document.addEventListener('focusin', onFocus, options)
    document.addEventListener('focusout', hide, options)
    document.addEventListener('keydown', onKey, options)
    document.addEventListener('scroll', hide, options)
    return () => {
      hide()
      document.removeEventListener('pointerover', onOver, options)
      document.removeEventListener('pointerout', onOut, options)
      document.removeEventListener('focusin', onFocus, options)
      document.removeEventListener('focusout', hide, options)
      document.removeEventListener('keydown', onKey, options)
      document.removeEventListener('scroll', hide, options)
    }
  }, [])

  return <div ref={layer} popover="manual" aria-hidden="true" className="fixed max-w-72 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-raised" />
}
