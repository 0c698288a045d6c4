'use client'

import { useQuery } from '@tanstack/react-query'
import { pimWaitingQuery } from '@/lib/pim/queries'

const MOST = 99

/** How many requests wait for the one who is signed in. Says nothing while none does. */
export function WaitingBadge() {
  const { data } = useQuery(pimWaitingQuery)
  if (!data?.count) return null
  return (
    <span className="ml-auto rounded-full bg-accent px-1.5 text-2xs leading-4 font-medium text-on-accent tabular-nums">
      {data.count > MOST ? `${MOST}+` : data.count}
      <span className="sr-only"> {data.count === 1 ? 'request waits' : 'requests wait'} for you</span>
    </span>
  )
}
