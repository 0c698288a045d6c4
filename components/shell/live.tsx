'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type LiveHeard, type OverBecause } from '@/lib/live/live-event'
import { onLeaving } from './leaving'
import { onLookAgain } from './look-again'
import { openLine, type Line } from './live-line'
import { isShown, noteHeard } from './refresh-on'
import { forgetTyped, typedBy } from './typed-text'
import { SessionOver } from './session-over'
import { useQuietRefresh } from './use-quiet-refresh'

/**
 * Keeps an open page true: drawn anew when what it shows or one's own power has changed, and closed when the session is over.
 * @param drawn what the server had heard before it drew the page
 */
export function Live({ who, tenantSlug, drawn }: { who: string; tenantSlug: string; drawn: LiveHeard | null }) {
  const client = useQueryClient()
  const refresh = useQuietRefresh(who)
  // Of the page that opened the line; what is drawn later is drawn while it is open.
  const [atFirst] = useState(drawn)
  const line = useRef<Line>(null)
  const ended = useRef(false)
  const [over, setOver] = useState<OverBecause | 'other' | null>(null)

  useEffect(() => {
    const opened = openLine(who, atFirst, (heard) => {
      if (heard.event === 'over') {
        ended.current = true
        setOver(heard.because)
        if (heard.because === 'signed_out') forgetTyped({ onPage: false })
        // Nothing that was fetched for the session outlives it.
        return client.clear()
      }
      if (heard.event === 'back') {
        if (ended.current) refresh()
        ended.current = false
        setOver(null)
      } else if (heard.event !== 'topic') {
        refresh()
        void client.invalidateQueries()
      } else {
        noteHeard(heard.topic)
        if (isShown(heard.topic)) refresh()
        void client.invalidateQueries({ queryKey: [heard.topic] })
      }
    })
    line.current = opened
    typedBy(who)
    const forget = onLeaving(() => {
      opened.leave()
      forgetTyped({ onPage: true })
    })
    return () => {
      forget()
      opened.leave()
    }
  }, [who, atFirst, client, refresh])

  useEffect(() => onLookAgain(refresh), [refresh])

  return over ? <SessionOver because={over} who={who} tenantSlug={tenantSlug} onBack={() => line.current?.sayBack()} /> : null
}
