'use client'

import { useRouter } from 'next/navigation'
import { useLayoutEffect, useRef, useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'

/** Asks before what was typed is left behind: by a link, by Back, by closing the tab. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const router = useRouter()
  const leaving = useRef(false)
  const [leave, setLeave] = useState<(() => void) | null>(null)

  // In the moment it is drawn: whoever reads that it is saved and goes on at once is not asked.
  useLayoutEffect(() => {
    if (!dirty) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    // Before React and Next see the press; a press that opens elsewhere leaves nothing behind.
    const onClick = (event: MouseEvent) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
      if (!link || link.target || link.download || link.origin !== location.origin || link.hash.length > 1 || link.dataset.stays !== undefined) return
      event.preventDefault()
      event.stopPropagation()
      const { pathname, search } = link
      setLeave(() => () => router.push(pathname + search))
    }
    // Back and forward can be held only where the browser tells of them beforehand.
    const onNavigate = (event: NavigateEvent) => {
      if (event.navigationType !== 'traverse' || !event.cancelable || leaving.current) return
      const { key, sameDocument, url } = event.destination
      // From one tab of a page to another of its tabs.
      if (sameDocument && url !== null && new URL(url).pathname === location.pathname) return
      event.preventDefault()
      setLeave(() => () => void navigation.traverseTo(key))
    }
    const traverses = 'navigation' in window ? window.navigation : null
    window.addEventListener('beforeunload', onUnload)
    document.addEventListener('click', onClick, { capture: true })
    traverses?.addEventListener('navigate', onNavigate)
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, { capture: true })
      traverses?.removeEventListener('navigate', onNavigate)
    }
  }, [dirty, router])

  return (
    <ConfirmDialog
      open={leave !== null && dirty}
      onClose={() => setLeave(null)}
      onConfirm={() => {
        leaving.current = true
        leave?.()
        setLeave(null)
      }}
      title="Leave without saving?"
      consequence="What you typed on this page is lost."
      verb="Leave without saving"
      danger
    />
  )
}
