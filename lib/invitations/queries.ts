import { queryOptions } from '@tanstack/react-query'
import { paths } from '@/lib/paths'
import type { InviteListView, LineFilter } from './list-view'

interface Asked { id: string; show: LineFilter; after: number }

const PAUSE_MS = 1000

/** How far a list has come; asked again while it is being worked on, without counting as the person's own activity. */
export function inviteListQuery({ id, show, after }: Asked) {
  return queryOptions({
    queryKey: ['invite-list', id, show, after],
    queryFn: async ({ signal }): Promise<InviteListView> => {
      const response = await fetch(`${paths.api.inviteList(id)}?${new URLSearchParams({ show, after: String(after) })}`, { signal, headers: { 'x-castellan-background': '1' } })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      return (await response.json()) as InviteListView
    },
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'running' ? PAUSE_MS : false),
    placeholderData: (before) => before,
    staleTime: 0,
  })
}
