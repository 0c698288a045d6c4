const watchers = new Set<() => void>()

/** Somebody is signing out on this page: it needs not be told that its session is over. */
export function sayLeaving(): void {
  for (const watcher of watchers) watcher()
}

/** @returns how to stop listening */
export function onLeaving(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}
