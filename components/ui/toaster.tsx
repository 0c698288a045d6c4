'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'
import { classNames } from './class-names'
import { Icon } from './icon'
import { IconButton } from './icon-button'
import { closeToast, currentToasts, watchToasts, type Toast } from './toast-store'

const SECONDS = 6
const none: readonly Toast[] = []
const icons = { good: 'done', danger: 'stop', info: 'info' } as const
const inks = { good: 'text-good-ink', danger: 'text-danger-ink', info: 'text-accent-ink' }

/** Where toasts appear, and the live region that reads them out. One per page, always there: a region added late is not read. */
export function Toaster() {
  const toasts = useSyncExternalStore(watchToasts, currentToasts, () => none)
  const layer = useRef<HTMLElement>(null)

  // Shown again for each one, which puts it above a dialog that opened in between.
  useEffect(() => {
    const element = layer.current
    if (!element) return
    if (element.matches(':popover-open')) element.hidePopover()
    if (toasts.length > 0) element.showPopover()
  }, [toasts])

  return (
    <>
      <section ref={layer} popover="manual" aria-label="Notices" className="fixed right-4 bottom-4 left-auto w-[min(24rem,calc(100vw-2rem))] gap-2 bg-transparent open:grid">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </section>
      <div role="status" className="sr-only">
        {toasts.filter((toast) => toast.tone !== 'danger').at(-1)?.text}
      </div>
      <div role="alert" className="sr-only">
        {toasts.filter((toast) => toast.tone === 'danger').at(-1)?.text}
      </div>
    </>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (toast.tone === 'danger') return
    // Whoever points at it or is inside it is still reading.
    const timer = setInterval(() => {
      if (!card.current?.matches(':hover, :focus-within')) closeToast(toast.id)
    }, SECONDS * 1000)
    return () => clearInterval(timer)
  }, [toast])
  return (
    <div ref={card} className="panel flex items-start gap-2.5 py-2 pr-2 pl-3">
      <Icon name={icons[toast.tone]} className={classNames('mt-1.5', inks[toast.tone])} />
      <p className="min-w-0 flex-1 py-1">{toast.text}</p>
      {toast.action ? (
        <button
          type="button"
          className="rounded-md px-2 py-1 font-medium text-accent-ink hover:bg-hover"
          onClick={() => {
            toast.action?.onSelect()
            closeToast(toast.id)
          }}
        >
          {toast.action.label}
        </button>
      ) : null}
      <IconButton icon="close" label="Close notice" size="sm" onClick={() => closeToast(toast.id)} />
    </div>
  )
}
