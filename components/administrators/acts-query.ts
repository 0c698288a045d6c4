import { queryOptions } from '@tanstack/react-query'
import { paths } from '@/lib/paths'
import { type Acts } from './acts-of'

/** What may be done to a person now: asked anew each time something is about to be offered. */
export const actsQuery = (id: string) =>
  queryOptions({
    queryKey: ['administrator-acts', id],
    queryFn: async ({ signal }): Promise<Acts> => {
      const response = await fetch(paths.api.administratorActs(id), { signal, headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      return (await response.json()) as Acts
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
