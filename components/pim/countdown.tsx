'use client'

import { useEffect, useState } from 'react'
import { noteServerTime, serverTime } from '@/components/shell/server-clock'
import { countdown } from '@/lib/pim/request-words'

const SECOND = 1000

/** How long until a moment, by the server's clock, each second. @param now the request's clock */
export function Countdown({ until, now }: { until: number; now: number }) {
  const [time, setTime] = useState(now)
  useEffect(() => {
    noteServerTime(now)
    const tick = () => setTime(serverTime())
    tick()
    const every = setInterval(tick, SECOND)
    return () => clearInterval(every)
  }, [now])
  const left = until - time
  return (
    <span role="timer" aria-live="off" className="tabular-nums">
      {left > 0 ? countdown(left) : 'over'}
    </span>
  )
}
