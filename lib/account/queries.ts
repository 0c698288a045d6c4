import { queryOptions } from '@tanstack/react-query'
import type { FactorWays } from '@/lib/mfa/factor-ways'
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

/** With what one can confirm who one is, asked each time: a factor may have been added or removed meanwhile. */
export const confirmWaysQuery = queryOptions({
  queryKey: ['confirm-ways'],
  staleTime: 0,
  gcTime: 0,
  queryFn: async ({ signal }): Promise<FactorWays | null> => {
    const answer = await fetch(paths.api.confirmWays, { signal })
    if (!answer.ok) throw new Error(`${answer.status}`)
    return ((await answer.json()) as { ways: FactorWays | null }).ways
  },
})
