'use client'

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { buttonLook } from '@/components/ui/button-look'
import { type OverBecause } from '@/lib/live/live-event'
import { paths } from '@/lib/paths'
import { askLiveState } from './live-line'
import { Mark } from './mark'

const BECAUSE: Record<OverBecause | 'other', string> = {
  signed_out: 'You signed out in another tab.',
  revoked: 'The session was ended, by yourself on another device or by an administrator.',
  replaced: 'You signed in again, and that session took the place of this one.',
  status_changed: 'An administrator changed the status of your account.',
  password_changed: 'Your password was changed.',
  password_reset: 'Your password was reset. A mail says how to go on.',
  address_changed: 'Your address was changed. Sign in with the new one.',
  factors_changed: 'Your second factors were changed in another session.',
  factors_reset: 'An administrator reset your second factors. A mail says how to go on.',
  expired: 'Nothing was done for a while, or the session reached the longest it may last.',
  gone: 'You signed out in another tab, or the session does not exist any more.',
  other: 'Somebody else has signed in in this browser. This page belonged to the session before.',
}

/** In place of a page whose session is over: why, and the way back in. What was typed is kept underneath and can be seen by nobody until then. */
export function SessionOver({ because, who, tenantSlug, onBack }: { because: OverBecause | 'other'; who: string; tenantSlug: string; onBack: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const other = because === 'other'
  const [again] = useState(() => paths.signInAgain(location.pathname + location.search, tenantSlug))

  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  useEffect(() => {
    const look = async () => {
      if (!document.hidden && (await askLiveState())?.who === who) onBack()
    }
    const onLook = () => void look()
    window.addEventListener('focus', onLook)
    document.addEventListener('visibilitychange', onLook)
    return () => {
      window.removeEventListener('focus', onLook)
      document.removeEventListener('visibilitychange', onLook)
    }
  }, [who, onBack])

  return (
    <dialog ref={dialog} role="alertdialog" aria-labelledby="over-title" aria-describedby="over-why" onCancel={(event) => event.preventDefault()} onClose={() => dialog.current?.showModal()} className="fixed inset-0 m-auto grid h-fit w-fit max-w-[min(28rem,calc(100vw-2rem))] justify-items-start gap-3 bg-canvas p-6 text-ink backdrop:bg-canvas">
      <Mark size={28} />
      <h2 id="over-title" className="mt-2 text-xl font-semibold tracking-tight">
        {other ? 'This page is somebody else’s now' : 'You are signed out'}
      </h2>
      <div id="over-why" className="grid gap-2 text-base text-ink-2">
        <p>{BECAUSE[because]}</p>
        {other ? null : <p>What you had typed on this page is still here. Sign in in a new tab and come back to go on with it.</p>}
      </div>
      <div className="mt-2 flex flex-wrap gap-2">
        {/* Whole pages, not steps inside this one: nothing of the old session may be carried along. */}
        {other ? (
          <a href={paths.home} className={buttonLook('primary')}>
            Open the console as them
          </a>
        ) : (
          <>
            <a href={paths.signIn(tenantSlug)} target="_blank" rel="noopener" className={buttonLook()}>
              Sign in in a new tab
            </a>
            <a href={again} className={buttonLook('primary')}>
              Sign in
            </a>
          </>
        )}
      </div>
    </dialog>
  )
}
