import { queryOptions } from '@tanstack/react-query'
import { paths } from '@/lib/paths'
import type { Previewed } from '@/lib/preview/refuse-other-preview'
import type { MfaImpact } from './data'
import type { MfaPolicyValues } from './schema'

/** What a policy would mean, asked anew each time; the numbers before it stay until the new ones are there. */
export function mfaImpactQuery(policy: MfaPolicyValues) {
  const text = JSON.stringify(policy)
  return queryOptions({
    queryKey: ['mfa-impact', text],
    queryFn: async ({ signal }): Promise<Previewed<MfaImpact>> => {
      const response = await fetch(paths.api.mfaImpact(text), { signal, headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      return (await response.json()) as Previewed<MfaImpact>
    },
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
    retry: 1,
  })
}
