'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { Countdown } from '@/components/pim/countdown'
import { noteServerTime, serverTime } from '@/components/shell/server-clock'

/** A little after the end, so that it is over by every clock. */
const AFTER_MS = 500

/** How long it is required without having been confirmed. Nothing tells the page of the end: it looks for itself. @param now epoch milliseconds of the request */
export function RequiredTimer({ until, now }: { until: number; now: number }) {
  const router = useRouter()
  useEffect(() => {
    noteServerTime(now)
    const end = setTimeout(() => router.refresh(), Math.max(0, until - serverTime()) + AFTER_MS)
    return () => clearTimeout(end)
  }, [until, now, router])
  return <Countdown until={until} now={now} />
}
