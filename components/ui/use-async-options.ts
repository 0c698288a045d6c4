'use client'

import { useEffect, useState } from 'react'

const PAUSE_MS = 140

/** Runs a search a moment after typing stops. The last answer stays on screen while the next one is under way. `query` null asks nothing. */
export function useAsyncOptions<Option>(query: string | null, search: (query: string, signal: AbortSignal) => Promise<readonly Option[]>) {
  const [answer, setAnswer] = useState<{ query: string; options: readonly Option[]; failed: boolean } | null>(null)

  useEffect(() => {
    if (query === null) return
    const abort = new AbortController()
    const timer = setTimeout(() => {
      search(query, abort.signal).then(
        (options) => abort.signal.aborted || setAnswer({ query, options, failed: false }),
        () => abort.signal.aborted || setAnswer({ query, options: [], failed: true }),
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [query, search])

  return { options: answer?.options ?? [], failed: answer?.failed ?? false, pending: query !== null && answer?.query !== query }
}
