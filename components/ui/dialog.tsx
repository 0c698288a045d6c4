'use client'

import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { classNames } from './class-names'
import { IconButton } from './icon-button'

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  description?: ReactNode
  /** The buttons: what one came for last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** Something is under way, or would be lost: Escape and a press beside it do nothing. A sentence says what to do first. */
  locked?: boolean | string
  role?: 'dialog' | 'alertdialog'
  children?: ReactNode
}

/** The browser's own modal dialog: it keeps focus inside, the rest inert, and gives focus back when it closes. Mark the field to start in with data-autofocus. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null
}

const widths = { sm: 'max-w-md', md: 'max-w-lg', lg: 'max-w-3xl' }

function OpenDialog({ onClose, title, description, footer, size = 'md', locked = false, role, children }: Omit<DialogProps, 'open'>) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const descriptionId = useId()

  // React does not pass `cancel` through for every way a browser asks to close, so it is listened to here; before the dialog is shown, since Escape can come
  // the moment it is. A browser that asks nobody (it may, at a second Escape with nothing done in between) has closed it: `close` tells.
  useLayoutEffect(() => {
    const dialog = ref.current
    const cancel = (event: Event) => {
      if (event.target !== dialog) return
      event.preventDefault()
      if (!locked) onClose()
    }
    const closed = (event: Event) => {
      if (event.target !== dialog || dialog?.open) return
      // Whether it is open is for whoever drew it to say.
      dialog?.showModal()
      if (!locked) onClose()
    }
    dialog?.addEventListener('cancel', cancel)
    dialog?.addEventListener('close', closed)
    return () => {
      dialog?.removeEventListener('cancel', cancel)
      dialog?.removeEventListener('close', closed)
    }
  }, [locked, onClose])

  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    dialog.showModal()
    const first = dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.querySelector<HTMLElement>('[data-dialog-body] :is(input, select, textarea):not([type="hidden"])')
    ;(first ?? dialog.querySelector<HTMLElement>('h2'))?.focus()
    return () => dialog.close()
  }, [])

  return (
    <dialog
      ref={ref}
      role={role}
      aria-labelledby={titleId}
      aria-describedby={description ? descriptionId : undefined}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget && !locked) onClose()
      }}
      className={classNames('fixed inset-0 m-auto h-fit max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-xl border bg-raised text-ink shadow-dialog open:flex', widths[size])}
    >
      <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
        <div className="min-w-0">
          <h2 id={titleId} tabIndex={-1} className="text-lg font-semibold tracking-tight">
            {title}
          </h2>
          {description ? (
            <div id={descriptionId} className="mt-0.5 text-ink-2">
              {description}
            </div>
          ) : null}
        </div>
        <IconButton icon="close" label="Close" size="sm" className="-mt-0.5 -mr-1.5" onClick={onClose} disabledReason={typeof locked === 'string' ? locked : locked ? 'Wait until this is done.' : null} />
      </header>
      {children ? (
        <div data-dialog-body className="min-h-0 overflow-y-auto px-5 pb-4">
          {children}
        </div>
      ) : null}
      {footer ? <footer className="flex flex-wrap justify-end gap-2 border-t bg-sunken px-5 py-3">{footer}</footer> : null}
    </dialog>
  )
}
