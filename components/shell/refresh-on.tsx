'use client'

import { useEffect } from 'react'
import { type LiveTopic } from '@/lib/live/live-event'
import { lookAgain } from './look-again'

/** A page that one goes to was asked for no longer ago than this: what was heard meanwhile may not be on it. */
const ON_THE_WAY_MS = 5000

const shown = new Map<LiveTopic, number>()
const heardAt = new Map<LiveTopic, number>()

/** A topic was heard of now, whether or not this page shows it. */
export function noteHeard(topic: LiveTopic): void {
  heardAt.set(topic, performance.now())
}

/** Whether anything on this page is about the topic. */
export function isShown(topic: LiveTopic): boolean {
  return (shown.get(topic) ?? 0) > 0
}

/** Written on a page: it is drawn anew when somebody changes something of these topics. Draws nothing. */
export function RefreshOn({ topics }: { topics: readonly LiveTopic[] }) {
  const names = topics.join(' ')
  useEffect(() => {
    const mine = names.split(' ') as LiveTopic[]
    for (const topic of mine) shown.set(topic, (shown.get(topic) ?? 0) + 1)
    if (mine.some((topic) => performance.now() - (heardAt.get(topic) ?? -Infinity) < ON_THE_WAY_MS)) lookAgain()
    return () => {
      for (const topic of mine) shown.set(topic, shown.get(topic)! - 1)
    }
  }, [names])
  return null
}
