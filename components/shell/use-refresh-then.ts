'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useTransition } from 'react'

/**
 * Draws the page anew, and does something in the very moment it is drawn: a dialog stays until what it changed is to be seen behind it.
 * @returns whether that is under way, and what begins it
 */
export function useRefreshThen(): { refreshing: boolean; refreshThen: (done: () => void) => void } {
  const router = useRouter()
  const [refreshing, start] = useTransition()
  const refreshThen = useCallback(
    (done: () => void) =>
      start(() => {
        router.refresh()
        done()
      }),
    [router],
  )
  return { refreshing, refreshThen }
}
