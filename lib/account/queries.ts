import { queryOptions } from '@tanstack/react-query'
import { paths } from '@/lib/paths'
import type { OwnSessionsView } from './data'

const LOOK_AGAIN_MILLISECONDS = 10_000

/** One's own sessions, looked at again while somebody looks at them. The header says that this is the tab's doing: it keeps nobody signed in. */
export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  refetchInterval: LOOK_AGAIN_MILLISECONDS,
  staleTime: 0,
  queryFn: async ({ signal }): Promise<OwnSessionsView> => {
    const answer = await fetch(paths.api.accountSessions, { signal, headers: { 'x-castellan-background': '1' } })
    if (!answer.ok) throw new Error(`${answer.status}`)
    return (await answer.json()) as OwnSessionsView
  },
})
