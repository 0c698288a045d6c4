import { queryOptions } from '@tanstack/react-query'
import { BACKGROUND_HEADER } from '@/lib/authn/background'
import { paths } from '@/lib/paths'
import type { Previewed } from '@/lib/preview/refuse-other-preview'
import type { DecidingView } from './own-view'
import type { ReachAsked } from './role-settings-input'
import type { StatedSettings } from './state-settings'

async function read<T>(url: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json', ...headers } })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  return (await response.json()) as T
}

/** How many wait for oneself: asked once for a document, and again when the live stream says that something about requests changed. */
export const pimWaitingQuery = queryOptions({
  queryKey: ['pim', 'waiting'],
  queryFn: async ({ signal }) => read<{ count: number }>(paths.api.pimWaiting, signal, { [BACKGROUND_HEADER]: '1' }),
  staleTime: 60_000,
})

/** Who could decide about an eligible role, wherever it is asked for. @param place "workspace:id", "organization:id"; null: as far as the grant reaches */
export const pimDecidersQuery = (grantId: string, place: string | null) =>
  queryOptions({
    queryKey: ['pim', 'deciders', grantId, place],
    queryFn: async ({ signal }) => read<DecidingView>(paths.api.pimDeciders(grantId, place), signal),
    staleTime: 15_000,
  })

/** What settings that are not saved yet would mean: asked anew each time; the answer before stays until the new one is there. */
export function pimReachQuery(asked: ReachAsked) {
  const text = JSON.stringify(asked)
  return queryOptions({
    queryKey: ['pim', 'reach', text],
    queryFn: async ({ signal }) => read<Previewed<StatedSettings>>(paths.api.pimReach(text), signal),
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
  })
}
