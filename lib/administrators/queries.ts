import { queryOptions } from '@tanstack/react-query'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import type { BulkOrder } from './bulk-change'
import type { BulkPreview, BulkRunView, ItemFilter } from './bulk-view'

const PAUSE_MS = 1000

interface Asked { id: string; show: ItemFilter; after: number }

/** How far a change has come; asked again while it is being worked on, without counting as the person's own activity. */
export function bulkRunQuery({ id, show, after }: Asked) {
  return queryOptions({
    queryKey: ['bulk-run', id, show, after],
    queryFn: async ({ signal }): Promise<BulkRunView> => {
      const response = await fetch(`${paths.api.bulkRun(id)}?${new URLSearchParams({ show, after: String(after) })}`, { signal, headers: { 'x-castellan-background': '1' } })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      return (await response.json()) as BulkRunView
    },
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'running' ? PAUSE_MS : false),
    placeholderData: (before) => before,
    staleTime: 0,
  })
}

/** What a change would do, or why it cannot be said: asked anew each time. */
export function bulkPreviewQuery(order: BulkOrder) {
  const text = JSON.stringify(order)
  return queryOptions({
    queryKey: ['bulk-preview', text],
    queryFn: async ({ signal }): Promise<{ preview: BulkPreview } | { failure: Failure }> => {
      const response = await fetch(paths.api.bulkPreview(text), { signal, headers: { accept: 'application/json' } })
      if (response.ok) return { preview: (await response.json()) as BulkPreview }
      return { failure: ((await response.json()) as { error: Failure }).error }
    },
    staleTime: 0,
    gcTime: 0,
    retry: 1,
  })
}
