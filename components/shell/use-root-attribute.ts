'use client'

import { useSyncExternalStore } from 'react'

function watch(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-shortcuts'] })
  return () => observer.disconnect()
}

/**
 * A preference as the document carries it, so that every control of it shows the same, wherever it was changed.
 * @param drawn what the server read from the cookie
 * @returns the attribute's value; undefined where it is not set
 */
export function useRootAttribute(name: 'theme' | 'shortcuts', drawn: string | undefined): string | undefined {
  return useSyncExternalStore(watch, () => document.documentElement.dataset[name], () => drawn)
}
