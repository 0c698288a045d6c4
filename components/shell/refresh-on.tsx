'use client'

import { useEffect } from 'react'
import { type LiveTopic } from '@/lib/live/live-event'

const shown = new Map<LiveTopic, number>()

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
    return () => {
      for (const topic of mine) shown.set(topic, shown.get(topic)! - 1)
    }
  }, [names])
  return null
}
