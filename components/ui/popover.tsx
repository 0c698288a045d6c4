'use client'

import { useEffect, useId, useRef, useState, type ReactNode, type ToggleEvent } from 'react'
import { classNames } from './class-names'
import { keepInside, placeBeside } from './place-beside'

export interface PopoverProps {
  /** What is on the button, and how it looks (buttonLook). */
  button: ReactNode
  buttonClass: string
  /** Name of the button where what is on it is only a drawing. */
  buttonLabel?: string
  /** Name of the panel. */
  label: string
  align?: 'start' | 'end'
  className?: string
  /** Drawn when first opened. A press on a link or on what carries data-close closes the panel. */
  children: ReactNode
}

/** A button and a panel beside it. The browser closes it on Escape and on a press elsewhere, and gives focus back. */
export function Popover({ button, buttonClass, buttonLabel, label, align = 'start', className, children }: PopoverProps) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const [drawn, setDrawn] = useState(false)

  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open' || !trigger.current || event.target !== event.currentTarget) return
    placeBeside(event.currentTarget, trigger.current, align)
    setDrawn(true)
  }
  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return
    setOpen(event.newState === 'open')
    if (event.newState !== 'open') return
    keepInside(event.currentTarget)
    event.currentTarget.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  }


  useEffect(() => {
    const element = panel.current
    const onClick = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest('a[href], [data-close]')) element?.hidePopover()
    }
    element?.addEventListener('click', onClick)
    return () => element?.removeEventListener('click', onClick)
  }, [])

  return (
    <>
      <button ref={trigger} type="button" popoverTarget={id} aria-expanded={open} aria-controls={id} aria-label={buttonLabel} data-tip={buttonLabel} className={buttonClass}>
        {button}
      </button>
      <div ref={panel} id={id} popover="auto" role="group" aria-label={label} onBeforeToggle={onBeforeToggle} onToggle={onToggle} className={classNames('panel overflow-y-auto', className)}>
        {drawn ? children : null}
      </div>
    </>
  )
}
