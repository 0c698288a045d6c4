'use client'

import { useEffect, useSyncExternalStore } from 'react'

export interface CurrentPlace {
  name: string
  href: string
  kind: 'workspace' | 'organization'
}

let current: CurrentPlace | null = null
const watchers = new Set<() => void>()

function put(place: CurrentPlace | null) {
  current = place
  for (const watcher of watchers) watcher()
}
function watch(watcher: () => void) {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** @returns the workspace or organization whose page is shown, or null; null on the server, which draws the frame before the page */
export function useCurrentPlace(): CurrentPlace | null {
  return useSyncExternalStore(watch, () => current, () => null)
}

/** Written on the pages of a workspace or organization; tells the switcher in the rail where one is. Draws nothing. */
export function InPlace({ name, href, kind }: CurrentPlace) {
  useEffect(() => {
    put({ name, href, kind })
    return () => put(null)
  }, [name, href, kind])
  return null
}
