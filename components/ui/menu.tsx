'use client'

import { createContext, use, useId, useRef, useState, type KeyboardEvent, type ReactNode, type ToggleEvent } from 'react'
import { buttonLook, type ButtonSize, type ButtonVariant } from './button-look'
import { classNames } from './class-names'
import { Icon } from './icon'
import { type IconName } from './icon-paths'
import { Link } from './link'
import { keepInside, placeBeside } from './place-beside'

const CloseMenu = createContext<() => void>(() => undefined)

export interface MenuProps {
  /** Name of the button: "Actions for Olivia Stone". */
  label: string
  /** What is on the button; without it the three dots. */
  button?: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  align?: 'start' | 'end'
  /** MenuItem, MenuLink, MenuLine. Drawn when the menu opens. */
  children: ReactNode
}

/** A button with a list of things to do. Arrows, Home, End, first letters, Escape and Tab work as one expects. */
export function Menu({ label, button, variant = 'ghost', size = 'sm', align = 'end', children }: MenuProps) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const items = () => [...(panel.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
  const close = () => panel.current?.hidePopover()

  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open' || !trigger.current) return
    placeBeside(event.currentTarget, trigger.current, align)
    setOpen(true)
  }
  // By now the items are drawn and the panel is shown, so that focus can go there. Taken away any earlier, they would take focus with them.
  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open') return setOpen(false)
    keepInside(event.currentTarget)
    items()[0]?.focus({ focusVisible: true } as FocusOptions)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    const go = (index: number) => {
      event.preventDefault()
      all.at(index % all.length)?.focus()
    }
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Tab') close()
    else if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const found = [...all.slice(at + 1), ...all].find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))
      if (found) go(all.indexOf(found))
    }
  }

  return (
    <>
      <button
        ref={trigger}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={button ? undefined : label}
        data-tip={button ? undefined : label}
        className={buttonLook(variant, size, { square: !button })}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          panel.current?.showPopover()
        }}
      >
        {button ?? <Icon name="more" />}
      </button>
      <div ref={panel} id={id} popover="auto" role="menu" tabIndex={-1} aria-label={label} onBeforeToggle={onBeforeToggle} onToggle={onToggle} onKeyDown={onKeyDown} className="panel min-w-48 overflow-y-auto p-1">
        {open ? <CloseMenu value={close}>{children}</CloseMenu> : null}
      </div>
    </>
  )
}

const row = 'flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left text-sm coarse:py-2.5'
const lively = 'hover:bg-hover focus-visible:bg-hover focus-visible:outline-none'

export interface MenuItemProps {
  icon?: IconName
  /** Destroys something: red, and set apart with a MenuLine before it. */
  danger?: boolean
  /** Why it cannot be done now; the sentence stands under the words. */
  disabledReason?: string | null | undefined
  onSelect: () => void
  children: ReactNode
}

/** Something to do. The menu closes first, so that a dialog opened here gives focus back to the menu's button. */
export function MenuItem({ icon, danger = false, disabledReason, onSelect, children }: MenuItemProps) {
  const close = use(CloseMenu)
  const select = () => {
    if (disabledReason) return
    close()
    onSelect()
  }
  return (
    <button type="button" role="menuitem" tabIndex={-1} aria-disabled={disabledReason ? true : undefined} onClick={select} className={classNames(row, lively, disabledReason ? 'text-ink-3' : danger && 'text-danger-ink')}>
      {icon ? <Icon name={icon} className="mt-0.5" /> : null}
      <span className="min-w-0">
        {children}
        {disabledReason ? <span className="block max-w-64 text-xs whitespace-normal">{disabledReason}</span> : null}
      </span>
    </button>
  )
}

/** Somewhere to go. */
export function MenuLink({ icon, href, plain = false, children }: { icon?: IconName; href: string; /** A file: the browser fetches it. */ plain?: boolean; children: ReactNode }) {
  const close = use(CloseMenu)
  const Anchor = plain ? 'a' : Link
  return (
    <Anchor role="menuitem" tabIndex={-1} href={href} onClick={close} className={classNames(row, lively)}>
      {icon ? <Icon name={icon} className="mt-0.5" /> : null}
      <span className="min-w-0">{children}</span>
    </Anchor>
  )
}

/** A line between groups of items. */
export function MenuLine() {
  return <hr className="-mx-1 my-1" />
}
