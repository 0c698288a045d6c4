'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState, useTransition } from 'react'
import { useListAddress } from '@/components/table/use-list-address'
import { Button } from '@/components/ui/button'
import { Switch } from '@/components/ui/switch'
import { countOf } from '@/lib/format/count'

const EVERY_MS = 4000

interface NewEventsProps {
  /** GET address that answers with what is newer than the newest event on the page, narrowed as the list is. */
  url: string
  /** As many as one answer holds: then there may be more. */
  most: number
  /** Shows them as they come instead of offering them. */
  live: boolean
}

/** Says that something happened meanwhile, and shows it at a press, or by itself. Looking on does not count as being there: the session still ends when it would. */
export function NewEvents({ url, most, live }: NewEventsProps) {
  const router = useRouter()
  const { change } = useListAddress()
  const [found, setFound] = useState({ url, count: 0 })
  const [stopped, setStopped] = useState(false)
  const [pending, start] = useTransition()
  // The page that was just drawn asks under another address: what was counted for the one before is on it.
  const count = found.url === url ? found.count : 0

  useEffect(() => {
    if (stopped) return
    const abort = new AbortController()
    const look = async () => {
      if (document.hidden) return
      const response = await fetch(url, { signal: abort.signal, headers: { accept: 'application/json', 'x-castellan-background': '1' } }).catch(() => null)
      if (abort.signal.aborted || !response || response.status >= 500) return
      if (!response.ok) return setStopped(true)
      const { events } = (await response.json()) as { events: unknown[] }
      if (abort.signal.aborted || events.length === 0) return
      setFound({ url, count: events.length })
      if (live) start(() => router.refresh())
    }
    const timer = setInterval(() => void look(), EVERY_MS)
    return () => {
      clearInterval(timer)
      abort.abort()
    }
  }, [url, live, stopped, router])

  const words = stopped ? 'Not looking for new events any more. Reload the page.' : count > 0 && !live ? `${count >= most ? 'Many new events' : countOf(count, 'new event')}` : ''
  return (
    <>
      <span role="status" className={words && (stopped || !count) ? 'text-xs text-ink-3' : 'sr-only'}>
        {words}
      </span>
      {words && !stopped ? (
        <Button size="sm" icon="refresh" pending={pending} onClick={() => start(() => router.refresh())}>
          {words}
        </Button>
      ) : null}
      <Switch label="Live" checked={live} onChange={(event) => change({ live: event.target.checked ? '1' : null })} />
    </>
  )
}
