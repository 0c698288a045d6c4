'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useTransition } from 'react'
import { BACKGROUND_COOKIE } from '@/lib/authn/background'
import { ownCookieLine } from '@/lib/format/own-cookie'
import { askLiveState } from './live-line'

/** However much happens, a page is drawn anew no more often than this. */
const GAP_MS = 1500
/** Whoever touched nothing for so long is away; the server writes activity down no more often either. */
const AWAY_MS = 60_000
/** Everybody hears of a change in the same moment; they do not all ask in the same moment. */
const SPREAD_MS = 200
const ACTIVITY = ['pointerdown', 'keydown'] as const

function sayBackground(seconds: number) {
  document.cookie = ownCookieLine({ name: BACKGROUND_COOKIE, value: '1', seconds, https: location.protocol === 'https:' })
}

/**
 * @param who whose page it is: when the session is over, a page drawn anew would be the sign-in page, and what was typed would be gone
 * @returns how to ask for the page to be drawn anew: at once, or when one looks at it again. While nobody uses the page, its
 * request says that it is not their doing.
 */
export function useQuietRefresh(who: string): () => void {
  const router = useRouter()
  const [pending, start] = useTransition()
  const state = useRef({ timer: 0, last: -Infinity, wanted: false, activeAt: 0 })

  useEffect(() => {
    if (!pending) sayBackground(0)
  }, [pending])

  const refresh = useCallback(async () => {
    const now = state.current
    now.timer = 0
    // A page in the background is drawn when somebody looks.
    now.wanted = document.hidden
    if (now.wanted) return
    now.last = performance.now()
    if ((await askLiveState())?.who !== who) return
    if (now.last - now.activeAt > AWAY_MS) sayBackground(5)
    start(() => router.refresh())
  }, [router, who])

  useEffect(() => {
    const now = state.current
    now.activeAt = performance.now()
    const onActivity = () => {
      if (performance.now() - now.activeAt > AWAY_MS) sayBackground(0)
      now.activeAt = performance.now()
    }
    const onVisible = () => {
      if (!document.hidden && now.wanted) void refresh()
    }
    for (const name of ACTIVITY) document.addEventListener(name, onActivity, { capture: true, passive: true })
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      clearTimeout(now.timer)
      for (const name of ACTIVITY) document.removeEventListener(name, onActivity, { capture: true })
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [refresh])

  return useCallback(() => {
    const now = state.current
    now.timer ||= window.setTimeout(() => void refresh(), Math.max(Math.random() * SPREAD_MS, now.last + GAP_MS - performance.now()))
  }, [refresh])
}
